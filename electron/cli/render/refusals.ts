import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { Refusal } from '../../core/plan/plan.ts';
import { describeFailure } from '../failure.ts';
import type { Style } from '../style.ts';
import type { Texts } from '../texts.ts';

/** Every reason why nothing will be written, each with what to do; the support code is that of the first. */
export function renderRefusals(refusals: readonly Refusal[], texts: Texts, style: Style): string {
  const failures = refusals.map(({ code, params }) =>
    describeFailure(new RecoveryError(code, params, { unitState: 'untouched' }), texts, style),
  );
  return [
    style.bold(style.red(texts('cli:plan.refused'))),
    ...failures.map(({ text }) => text),
    ...failures.slice(0, 1).map(({ supportLine }) => supportLine),
  ].join('\n');
}
