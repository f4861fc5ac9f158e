import type { UnitEntity } from '../../../contract/state.ts';
import type { EngineEvent } from '../../../core/engine/events.ts';
import { advanceProgress, beginProgress, type JobProgress, secondsLeft } from '../../../core/engine/job-progress.ts';
import type { Clock } from '../../../core/interfaces/machine.ts';
import type { RecoveryPlan } from '../../../core/plan/plan.ts';
import { harmlessText } from '../harmless-text.ts';
import type { UnitSession } from '../unit-session.ts';

/** Turns the events of a job into what the unit's entity shows. */
export interface JobWatch {
  onPlan(plan: RecoveryPlan): void;
  onEvent(event: EngineEvent): void;
}

export function watchJob(session: UnitSession, { monotonicMs }: Pick<Clock, 'monotonicMs'>): JobWatch {
  let progress: JobProgress = beginProgress({ steps: [] });
  return {
    onPlan(plan) {
      progress = beginProgress(plan);
    },
    onEvent(event) {
      if (event.type === 'boot-text') {
        session.bootLog = event.text;
        session.bump();
      }
      const nowMs = monotonicMs();
      progress = advanceProgress(progress, event, nowMs);
      const shown = progressEntity(progress, nowMs);
      if (shown !== undefined && changesProgress(event)) session.update({ progress: shown });
    },
  };
}

function changesProgress({ type }: EngineEvent): boolean {
  return type === 'step-started' || type === 'step-progress' || type === 'step-finished' || type === 'retry';
}

function progressEntity(progress: JobProgress, nowMs: number): UnitEntity['progress'] {
  const { steps, step, done, total, bytesPerSecond, retry } = progress;
  if (step === undefined) return undefined;
  const { kind, target } = step;
  return {
    step: {
      index: steps.findIndex(({ id }) => id === step.id),
      count: steps.length,
      kind,
      target: harmlessText(target),
    },
    done,
    total,
    bytesPerSecond: bytesPerSecond === undefined ? undefined : Math.max(0, Math.round(bytesPerSecond)),
    secondsLeft: secondsLeft(progress, nowMs),
    retry,
  };
}
