import type { ErrorCode } from '../../errors/catalogue.ts';
import type { ErrorParams } from '../../errors/recovery-error.ts';
import type { Refusal } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';

/** One safety rule of DESIGN §5: why this unit must not get this release, or undefined where the rule does not object. */
export type Guard = (context: PlanContext) => Refusal | undefined;

export function refuse(code: ErrorCode, params: ErrorParams = {}): Refusal {
  return { code, params };
}
