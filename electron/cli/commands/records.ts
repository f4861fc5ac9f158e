import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Command, Option } from 'commander';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { exportCsv } from '../../core/records/export-csv.ts';
import type { ChainedRecord } from '../../core/records/record.ts';
import type { RecordQuery } from '../../core/records/record-query.ts';
import { openWorkspace } from '../../host/workspace.ts';
import { cannotWrite } from '../../host/write-file.ts';
import type { CliContext } from '../context.ts';
import { harmless } from '../style.ts';
import { shiftCommand } from './records-shift.ts';

export function recordsCommand(context: CliContext): Command {
  return new Command('records')
    .description('the evidence of every job: append-only, hash-chained, signed')
    .addCommand(listCommand(context))
    .addCommand(exportCommand(context))
    .addCommand(shiftCommand(context))
    .addCommand(verifyCommand(context))
    .addHelpText('after', example('verify'));
}

function listCommand(context: CliContext): Command {
  return new Command('list')
    .description('list records, newest last')
    .option('--mac <mac>', 'only this unit')
    .option('--operator <name>', 'only jobs of this operator')
    .option('--from <date>', 'not before this date')
    .option('--to <date>', 'not after this date')
    .option('--text <text>', 'only records that contain this text')
    .addHelpText('after', example('list --from 2026-01-01 --operator ada'))
    .action(async (query: RecordQuery) => {
      const records = await openWorkspace(context.io.env).records.search(query);
      context.document({ schema: 1, records });
      if (records.length === 0) context.say(context.texts('cli:records.none'));
      for (const { sequence, at, mac, target, versionTarget, outcome, operator } of records) {
        const unit = mac === '' ? target : mac;
        const fields = [sequence, at, unit, versionTarget === '' ? '-' : versionTarget, outcome, operator];
        context.say(harmless(fields.join('  ')));
      }
    });
}

function exportCommand(context: CliContext): Command {
  return new Command('export')
    .description('write all records to a file')
    .requiredOption('-o, --output <file>', 'file to write')
    .addOption(new Option('--format <format>').choices(['jsonl', 'csv']).default('jsonl'))
    .addHelpText('after', example('export --format csv -o records.csv'))
    .action(async (options: { output: string; format: 'jsonl' | 'csv' }) => {
      const records = openWorkspace(context.io.env).records.records();
      const lines = options.format === 'csv' ? exportCsv(records) : jsonLines(records);
      await pipeline(lines, createWriteStream(options.output)).catch((cause) => {
        throw cannotWrite(options.output, cause);
      });
      context.document({ schema: 1, path: options.output });
      context.say(context.texts('cli:release.packed', { path: options.output }));
    });
}

async function* jsonLines(records: AsyncIterable<ChainedRecord>): AsyncIterable<string> {
  for await (const record of records) yield `${JSON.stringify(record)}\n`;
}

function verifyCommand(context: CliContext): Command {
  return new Command('verify')
    .description('check every hash and signature of the chain')
    .addHelpText('after', example('verify'))
    .action(async () => {
      const check = await openWorkspace(context.io.env).records.verify();
      if (check.problem !== undefined) {
        const { code, sequence, reason } = check.problem;
        throw new RecoveryError(code, { sequence, reason });
      }
      const count = check.head?.sequence ?? 0;
      context.document({ schema: 1, valid: true, records: count });
      context.say(`${context.style.green('✓')} ${context.texts('cli:records.valid', { count })}`);
    });
}

function example(rest: string): string {
  return `\nExample:\n  unstrand records ${rest}\n`;
}
