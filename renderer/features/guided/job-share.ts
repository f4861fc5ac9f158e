import type { UnitEntity } from '../../../electron/contract/state.ts';

type Progress = NonNullable<UnitEntity['progress']>;

/** How much of a whole job is done, 0 to 1, how much was when it was first seen, and the longest time that was ever left. */
export interface JobShare {
  readonly share: number;
  readonly first: number;
  readonly longest: number;
}

/** By time where it is known, because steps are of very unequal length; else by steps. A bar that goes back is not believed. */
export function jobShare(before: JobShare | undefined, { step, done, total, secondsLeft }: Progress): JobShare {
  const bySteps = (step.index + (total > 0 ? done / total : 0)) / Math.max(step.count, 1);
  if (before === undefined) return { share: bySteps, first: bySteps, longest: secondsLeft ?? 0 };
  const { first } = before;
  const longest = Math.max(before.longest, secondsLeft ?? 0);
  const isTimed = secondsLeft !== undefined && longest > 0;
  const now = isTimed ? first + (1 - first) * (1 - secondsLeft / longest) : bySteps;
  return { share: Math.min(1, Math.max(before.share, now)), first, longest };
}
