import { writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { exportCsv } from '../../core/records/export-csv.ts';
import { openWorkspace } from '../../host/workspace.ts';
import type { CliContext } from '../context.ts';
import { harmless } from '../style.ts';

export function recordsCommand(context: CliContext): Command {
  return new Command('records')
    .description('the evidence of every job: append-only, hash-chained, signed')
    .addCommand(listCommand(context))
    .addCommand(exportCommand(context))
    .addCommand(verifyCommand(context));
}

function listCommand(context: CliContext): Command {
  return new Command('list')
    .description('list records, newest last')
    .option('--mac <mac>', 'only this unit')
    .option('--text <text>', 'only records that contain this text')
    .action(async (options: { mac?: string; text?: string }) => {
      const records = await openWorkspace(context.io.env).records.search(options);
      context.document({ schema: 1, records });
      if (records.length === 0) context.say(context.texts('cli:records.none'));
      for (const { sequence, body } of records) {
        const version = body.plan.release.version;
        context.say([sequence, body.at, body.mac, harmless(version), body.report.outcome, harmless(body.operator)].join('  '));
      }
    });
}

function exportCommand(context: CliContext): Command {
  return new Command('export')
    .description('write all records to a file')
    .requiredOption('-o, --output <file>', 'file to write')
    .addOption(new Option('--format <format>').choices(['json', 'csv']).default('json'))
    .action(async (options: { output: string; format: 'json' | 'csv' }) => {
      const records = await openWorkspace(context.io.env).records.search({});
      const text = options.format === 'csv' ? exportCsv(records) : `${JSON.stringify({ schema: 1, records }, undefined, 2)}\n`;
      await writeFile(options.output, text);
      context.document({ schema: 1, path: options.output, records: records.length });
      context.say(context.texts('cli:release.packed', { path: options.output }));
    });
}

function verifyCommand(context: CliContext): Command {
  return new Command('verify').description('check every hash and signature of the chain').action(async () => {
    const count = await openWorkspace(context.io.env).records.verify();
    context.document({ schema: 1, valid: true, records: count });
    context.say(`${context.style.green('✓')} ${context.texts('cli:records.valid', { count })}`);
  });
}
