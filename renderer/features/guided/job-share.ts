import type { UnitEntity } from '../../../electron/contract/state.ts';

type Progress = NonNullable<UnitEntity['progress']>;

/** How much of a whole job is done, 0 to 1, and the longest time that was ever left. */
export interface JobShare {
  readonly share: number;
  readonly longest: number;
}

/** By time where it is known, because steps are of very unequal length; else by steps. A bar that goes back is not believed. */
export function jobShare(before: JobShare | undefined, { step, done, total, secondsLeft }: Progress): JobShare {
  const longest = Math.max(before?.longest ?? 0, secondsLeft ?? 0);
  const bySteps = (step.index + (total > 0 ? done / total : 0)) / Math.max(step.count, 1);
  const byTime = secondsLeft !== undefined && longest > 0 ? 1 - secondsLeft / longest : bySteps;
  return { share: Math.min(1, Math.max(before?.share ?? 0, byTime)), longest };
}
