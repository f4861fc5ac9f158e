import type { Refusal } from '../../core/plan/plan.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { describeFailure } from '../failure.ts';
import type { Style } from '../style.ts';
import type { Texts } from '../texts.ts';

/** Every reason why nothing will be written, each with what to do. */
export function renderRefusals(refusals: readonly Refusal[], texts: Texts, style: Style): string {
  const reasons = refusals.map(({ code, params }) => describeFailure(new RecoveryError(code, params), texts, style).text);
  return [style.bold(style.red(texts('cli:plan.refused'))), ...reasons].join('\n');
}
