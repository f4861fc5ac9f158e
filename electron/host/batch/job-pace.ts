import type { JobPace } from '../../core/batch/advance-station.ts';
import type { EngineEvent } from '../../core/engine/events.ts';
import { advanceProgress, beginProgress, secondsLeft, shareDone } from '../../core/engine/job-progress.ts';
import type { RecoveryPlan } from '../../core/plan/plan.ts';

/** Follows the job at a station. */
export interface JobPacer {
  /** The job that begins. */
  begin(plan: RecoveryPlan): void;
  /** How fast it is after one more event, and how much is left. */
  after(event: EngineEvent): JobPace;
}

export function followJob(nowMs: () => number): JobPacer {
  let progress = beginProgress({ steps: [] });
  return {
    begin(plan) {
      progress = beginProgress(plan);
    },
    after(event) {
      const at = nowMs();
      progress = advanceProgress(progress, event, at);
      return { rate: progress.bytesPerSecond, share: shareDone(progress), secondsLeft: secondsLeft(progress, at) };
    },
  };
}
