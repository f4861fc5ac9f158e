import { isGoodOutcome } from '../core/engine/events.ts';
import type { Report } from '../core/engine/report.ts';
import { type ExitCode, errorCatalogue } from '../core/errors/catalogue.ts';
import type { JobRecord } from '../core/records/record.ts';
import { renderReportHtml } from '../core/records/report-html.ts';
import type { Workspace } from '../host/workspace.ts';
import type { CliContext } from './context.ts';
import { renderReport, renderSupportCode } from './render/job.ts';

/** Says how a job ended, writes its readable report beside the records, and sets the exit code. */
export async function finishJob(
  context: CliContext,
  workspace: Workspace,
  report: Report,
  record: JobRecord,
): Promise<void> {
  const { texts } = context;
  const path = await writeReport(context, workspace, record);
  context.document({ schema: 1, report, record: { sequence: record.sequence, hash: record.hash }, reportPath: path });
  context.say(renderReport(report, context));
  context.say(texts('cli:run.record', { sequence: record.sequence, hash: record.hash.slice(0, 16) }));
  context.say(texts('cli:run.report', { path }));
  for (const line of renderSupportCode(report, context)) context.say(line);
  context.exit = exitOf(report);
}

/** A job that broke off ends as its error does; one that ran to its end is judged by what came of it. */
function exitOf({ outcome, error }: Report): ExitCode {
  if (isGoodOutcome(outcome)) return 0;
  return outcome === 'failed' && error !== undefined ? errorCatalogue[error.code].exit : 1;
}

async function writeReport(context: CliContext, workspace: Workspace, record: JobRecord): Promise<string> {
  const name = `reports/${record.body.id}.html`;
  await workspace.store.replace(name, new TextEncoder().encode(renderReportHtml([record], context.texts)));
  return workspace.store.path(name);
}
