import { Command, InvalidArgumentError, Option } from 'commander';
import type { Audit, DateCheck } from '../../core/audit/audit.ts';
import { sarifDocument } from '../../core/audit/sarif.ts';
import type { UnitFacts } from '../../core/inspect/facts.ts';
import { auditFile } from '../../host/audit-files.ts';
import { findCatalogue } from '../../host/catalogue-file.ts';
import { openWorkspace } from '../../host/workspace.ts';
import type { CliContext } from '../context.ts';
import { addProbeOptions, addServerOptions, type ProbeOptions, requireServer, type ServerOptions } from '../options.ts';
import { findingText, renderAudit } from '../render/audit.ts';
import { probeOf, serverOf } from '../server.ts';

type Options = ServerOptions &
  ProbeOptions & {
    readonly dates: DateCheck;
    readonly failBefore?: string;
    readonly sarif?: boolean;
  };

export function auditCommand(context: CliContext): Command {
  const command = new Command('audit')
    .description('before a release: which roots a firmware carries, until when they serve, what is wrong with that')
    .argument('<firmware>', 'firmware file or flash dump');
  return addProbeOptions(addServerOptions(command))
    .option('--fail-before <date>', 'fail where the last root ends before this date, e.g. 2031-01-01', isoDate)
    .addOption(
      new Option('--dates <state>', 'whether the firmware checks certificate dates')
        .choices(['on', 'off', 'unknown'])
        .default('unknown'),
    )
    .addOption(new Option('--sarif', 'print a SARIF 2.1.0 document on stdout').conflicts('json'))
    .addHelpText('after', examples)
    .action(async (path: string, options: Options) => {
      context.json ||= options.sarif === true;
      requireServer(options);
      const workspace = openWorkspace(context.io.env);
      const { clock, store } = workspace;
      const server = await serverOf(options);
      const { failBefore, dates } = options;
      const catalogue = await findCatalogue(store);
      const ask = (facts: UnitFacts) => probeOf(options, facts, workspace, context.io.signal);
      const audit = await auditFile(path, { now: clock.now(), server, ask, failBefore, dateCheck: dates, catalogue });
      context.document(options.sarif ? sarifOf(audit, path, context, command) : audit);
      context.say(renderAudit(audit, context.texts, context.style));
      context.exit = audit.passes ? 0 : 1;
    });
}

function sarifOf(audit: Audit, path: string, { texts }: CliContext, command: Command) {
  return sarifDocument(audit, {
    path,
    toolVersion: command.parent?.version() ?? '',
    message: (finding) => findingText(finding, texts),
    rule: (code) => texts(`audit:rule.${code}`),
  });
}

/** A day, or a moment of it, as ISO 8601 has it; a day that no month has is none. */
function isoDate(text: string): string {
  const date = new Date(/^\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?$/.test(text) ? text : Number.NaN);
  if (!Number.isNaN(date.getTime()) && date.toISOString().startsWith(text.slice(0, 10))) return date.toISOString();
  throw new InvalidArgumentError('a date such as 2031-01-01');
}

const examples = `
Roots of a bundle have no date in the firmware: their ends come from the catalogue (unstrand trust catalogue).
Exit code 0 when no error was found, 1 when one was.

Examples:
  unstrand audit build/firmware.bin --fail-before 2031-01-01
  unstrand audit build/firmware.bin --server fw.example.com --fail-before 2031-01-01
  unstrand audit build/firmware.bin --chain server.pem --host fw.example.com
  unstrand audit build/firmware.bin --sarif > audit.sarif
`;
