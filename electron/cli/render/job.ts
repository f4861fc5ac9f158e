import type { EngineEvent } from '../../core/engine/events.ts';
import type { Report } from '../../core/engine/report.ts';
import type { CliContext } from '../context.ts';
import { harmless } from '../style.ts';
import { renderVerdict } from './verdict.ts';
import { stepTitle } from './plan.ts';

/** Shows a running job: a bar for the step that runs, a line for each that ended. */
export function showEvent(event: EngineEvent, { progress, say, texts, style }: CliContext): void {
  if (event.type === 'step-progress') progress.update(stepTitle(event.step, texts), event.done, event.total);
  if (event.type === 'step-finished') {
    const note = event.skipped ? style.dim(` (${texts('cli:run.skipped')})`) : '';
    say(`  ${style.green('✓')} ${stepTitle(event.step, texts)}${note}`);
  }
  if (event.type === 'retry') {
    say(`  ${style.yellow('↻')} ${texts('cli:run.retry', { code: event.code, baudRate: event.baudRate })}`);
  }
}

/** How a job ended, for a person: outcome, state of the unit, what the start-up log proved, the verdict afterwards. */
export function renderReport(report: Report, context: CliContext): string {
  const { texts, style } = context;
  const good = report.outcome === 'recovered';
  return [
    `${good ? style.green('✓') : style.yellow('!')} ${style.bold(texts(`cli:outcome.${report.outcome}`))}`,
    `  ${texts(`cli:unit-state.${report.unitState}`)}`,
    ...report.bootFindings.map((finding) => `  ${harmless(finding)}`),
    ...(report.verdictAfter === undefined ? [] : [renderVerdict(report.verdictAfter, texts, style)]),
  ].join('\n');
}
