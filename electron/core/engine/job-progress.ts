import { estimateStepMs } from '../plan/estimate.ts';
import type { PlanStep, RecoveryPlan } from '../plan/plan.ts';
import type { EngineEvent } from './events.ts';

/** How far a job is, folded from its events; plain values. */
export interface JobProgress {
  readonly steps: readonly PlanStep[];
  readonly step: PlanStep | undefined;
  readonly done: number;
  readonly total: number;
  /** Bytes of this step that were done when it was first heard of, and when that was: a step goes on where bytes stand already. */
  readonly since: { readonly done: number; readonly atMs: number } | undefined;
  readonly bytesPerSecond: number | undefined;
  readonly retry:
    | { readonly code: string; readonly attempt: number; readonly needs?: 'button' | undefined }
    | undefined;
  /** Time that transfers took so far, and what they were expected to take, milliseconds. */
  readonly taken: { readonly ms: number; readonly expectedMs: number };
}

/** Rates of a moment say nothing. */
const shortestMs = 500;
/** Steps whose time the link decides, so that the ones that ended tell of those to come. */
const transfers: readonly PlanStep['kind'][] = ['backup', 'check-running', 'write', 'transfer'];
const pace = { fastest: 0.05, slowest: 20 };

export function beginProgress({ steps }: Pick<RecoveryPlan, 'steps'>): JobProgress {
  const none = { step: undefined, done: 0, total: 0, since: undefined, bytesPerSecond: undefined, retry: undefined };
  return { steps, ...none, taken: { ms: 0, expectedMs: 0 } };
}

/** The progress after one more event; `nowMs` is monotonic. */
export function advanceProgress(progress: JobProgress, event: EngineEvent, nowMs: number): JobProgress {
  switch (event.type) {
    case 'step-started':
      return {
        ...progress,
        step: event.step,
        done: 0,
        total: 0,
        since: { done: 0, atMs: nowMs },
        bytesPerSecond: undefined,
        retry: undefined,
      };
    case 'step-progress':
      return moved(progress, event.done, event.total, nowMs);
    case 'step-finished':
      return { ...progress, done: progress.total, retry: undefined, taken: takenWith(progress, event.skipped, nowMs) };
    case 'retry':
      return { ...progress, retry: { code: event.code, attempt: event.attempt, needs: event.needs } };
    default:
      return progress;
  }
}

/** Seconds until the job ends, where the link has shown how fast it is; undefined before. */
export function secondsLeft(progress: JobProgress, nowMs: number): number | undefined {
  const { steps, step, done, total, bytesPerSecond } = progress;
  if (step === undefined) return undefined;
  const factor = paceOf(progress, nowMs);
  if (factor === undefined) return undefined;
  const expected = estimateStepMs(step, steps) * (transfers.includes(step.kind) ? factor : 1);
  const share = total > 0 ? done / total : 0;
  const current = bytesPerSecond ? ((total - done) / bytesPerSecond) * 1000 : expected * (1 - share);
  const rest = steps
    .filter(({ id }) => id > step.id)
    .reduce((ms, next) => ms + estimateStepMs(next, steps) * (transfers.includes(next.kind) ? factor : 1), 0);
  return Math.max(0, Math.ceil((current + rest) / 1000));
}

/** How much of the job is done by the time that its steps are expected to take, 0 to 1. */
export function shareDone({ steps, step, done, total }: JobProgress): number {
  if (step === undefined) return 0;
  const expected = (each: PlanStep) => estimateStepMs(each, steps);
  const before = steps.filter(({ id }) => id < step.id).reduce((ms, each) => ms + expected(each), 0);
  const all = steps.reduce((ms, each) => ms + expected(each), 0);
  const share = total > 0 ? done / total : 0;
  return all === 0 ? 0 : Math.min(1, (before + expected(step) * share) / all);
}

function moved(progress: JobProgress, done: number, total: number, nowMs: number): JobProgress {
  const isBack = done < progress.done;
  const since = progress.since === undefined || isBack ? { done, atMs: nowMs } : progress.since;
  const elapsedMs = nowMs - since.atMs;
  const bytesPerSecond = elapsedMs < shortestMs ? undefined : (Math.max(0, done - since.done) / elapsedMs) * 1000;
  return { ...progress, done, total, since, bytesPerSecond };
}

function takenWith({ taken, step, steps, since }: JobProgress, skipped: boolean, nowMs: number): JobProgress['taken'] {
  if (skipped || step === undefined || since === undefined || !transfers.includes(step.kind)) return taken;
  return { ms: taken.ms + (nowMs - since.atMs), expectedMs: taken.expectedMs + estimateStepMs(step, steps) };
}

/** How much longer transfers take than expected: 1 as expected, 2 twice as long. */
function paceOf({ taken, step, steps, done, total, since }: JobProgress, nowMs: number): number | undefined {
  const isTransfer = step !== undefined && since !== undefined && transfers.includes(step.kind) && total > 0;
  const share = isTransfer ? (done - since.done) / total : 0;
  const ms = taken.ms + (isTransfer && share > 0 ? nowMs - since.atMs : 0);
  const expectedMs = taken.expectedMs + (isTransfer ? estimateStepMs(step, steps) * share : 0);
  if (ms < shortestMs || expectedMs === 0) return undefined;
  return Math.min(pace.slowest, Math.max(pace.fastest, ms / expectedMs));
}
