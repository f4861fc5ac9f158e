import type { EngineEvent } from '../../core/engine/events.ts';
import type { Report } from '../../core/engine/report.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { CliContext } from '../context.ts';
import { describeFailure, type Failure } from '../failure.ts';
import { harmless, type Style } from '../style.ts';
import type { Texts } from '../texts.ts';
import { stepTitle } from './plan.ts';
import { renderVerdict } from './verdict.ts';

/** Shows a running job: a bar for the step that runs, a line for each that ended. */
export function showEvent(event: EngineEvent, { progress, say, texts, style }: CliContext): void {
  if (event.type === 'step-progress') progress.update(stepTitle(event.step, texts), event.done, event.total);
  if (event.type === 'step-finished') {
    const note = event.skipped ? style.dim(` (${texts('cli:run.skipped')})`) : '';
    say(`  ${style.green('✓')} ${stepTitle(event.step, texts)}${note}`);
  }
  if (event.type === 'retry') {
    const { code, baudRate } = event;
    const text =
      baudRate === undefined ? texts('cli:run.retry-link', { code }) : texts('cli:run.retry', { code, baudRate });
    say(`  ${style.yellow('↻')} ${text}`);
    if (event.needs === 'button' && event.attempt === 2) say(`    ${texts('cli:run.hold-button')}`);
  }
  if (event.type === 'channel') say(`  ${style.dim(texts(`cli:run.channel.${event.channel}`))}`);
}

/** How a job ended, for a person: outcome, state of the unit, what the start-up log proved, the verdict afterwards. */
export function renderReport(report: Report, context: CliContext): string {
  const { texts, style } = context;
  const good = report.outcome === 'recovered' || report.outcome === 'boots-cable-only';
  return [
    `${good ? style.green('✓') : style.yellow('!')} ${style.bold(texts(`cli:outcome.${report.outcome}`))}`,
    ...renderError(report, context),
    ...report.bootFindings.map((finding) => `  ${harmless(finding)}`),
    ...renderVerdictAfter(report, good, context),
  ].join('\n');
}

/** Why it ended so, with the unit's state and what to do; a job that began and did not reach its end can be resumed. */
function renderError(report: Report, { texts, style }: CliContext): string[] {
  const { outcome, unitState, steps } = report;
  const failure = failureOf(report, texts, style);
  if (failure === undefined) return [`  ${texts(`cli:unit-state.${unitState}`)}`];
  const begun = steps.some(({ result }) => result !== 'not-reached');
  const resume = outcome === 'failed' && begun ? [`  ${style.bold('→')} ${texts('cli:run.resume-with')}`] : [];
  return [failure.text, ...resume];
}

/** The line with the support code of a job that did not end well. */
export function renderSupportCode(report: Report, { texts, style }: CliContext): string[] {
  const failure = failureOf(report, texts, style);
  return failure === undefined ? [] : [failure.supportLine];
}

function failureOf({ error, outcome, unitState }: Report, texts: Texts, style: Style): Failure | undefined {
  if (error === undefined) return undefined;
  return describeFailure(new RecoveryError(error.code, error.params, { unitState }), texts, style, outcome);
}

/** After a job that ended well nothing is left to be done about the unit. */
function renderVerdictAfter({ verdictAfter }: Report, good: boolean, { texts, style }: CliContext): string[] {
  if (verdictAfter === undefined) return [];
  return [renderVerdict(good ? { ...verdictAfter, remedies: [] } : verdictAfter, texts, style)];
}
