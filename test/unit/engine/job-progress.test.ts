import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  advanceProgress,
  beginProgress,
  type JobProgress,
  secondsLeft,
} from '../../../electron/core/engine/job-progress.ts';
import type { PlanStep } from '../../../electron/core/plan/plan.ts';

const base = {
  target: 'ota_1',
  hazard: 'none',
  undo: 'not-needed',
  stateDuring: 'untouched',
  stateAfter: 'untouched',
} as const;
const length = 1 << 20;
const backup: PlanStep = {
  ...base,
  id: 0,
  kind: 'backup',
  ranges: [{ partition: 'flash', offset: 0, length: 4 * length }],
};
const write: PlanStep = {
  ...base,
  id: 1,
  kind: 'write',
  offset: 0x10000,
  length,
  content: { kind: 'image', sha256: 'a', length },
};
const verify: PlanStep = { ...base, id: 2, kind: 'verify', offset: 0x10000, length, md5: 'a' };
const steps = [backup, write, verify];

/** Goes on with a step at a steady rate; gives the progress and the moment after it. */
function transfer(progress: JobProgress, step: PlanStep, total: number, bytesPerMs: number, startMs: number) {
  let at = advanceProgress(progress, { type: 'step-started', step }, startMs);
  const endMs = startMs + total / bytesPerMs;
  for (let nowMs = startMs; nowMs <= endMs; nowMs += 100) {
    at = advanceProgress(at, { type: 'step-progress', step, done: (nowMs - startMs) * bytesPerMs, total }, nowMs);
  }
  return { at, endMs };
}

describe('progress of a job', () => {
  it('says nothing of time before the link has shown how fast it is', () => {
    const begun = advanceProgress(beginProgress({ steps }), { type: 'step-started', step: backup }, 0);
    expect(secondsLeft(beginProgress({ steps }), 0)).toBeUndefined();
    expect(secondsLeft(begun, 10_000)).toBeUndefined();
    const moved = advanceProgress(begun, { type: 'step-progress', step: backup, done: 100, total: 4 * length }, 100);
    expect(moved.bytesPerSecond).toBeUndefined();
    expect(secondsLeft(moved, 100)).toBeUndefined();
  });

  it('tells rate and remaining time by what the link carries, and expects a slow link to stay slow', () => {
    const half = transfer(beginProgress({ steps }), backup, 4 * length, 92.16, 0);
    expect(half.at.bytesPerSecond).toBeCloseTo(92_160, -2);
    const expected = secondsLeft(half.at, half.endMs) ?? Number.NaN;
    const slow = transfer(beginProgress({ steps }), backup, 4 * length, 9.216, 0);
    const expectedSlow = secondsLeft(slow.at, slow.endMs) ?? Number.NaN;
    expect(expectedSlow).toBeGreaterThan(expected * 7);
    const done = advanceProgress(slow.at, { type: 'step-finished', step: backup, skipped: false }, slow.endMs);
    const writing = advanceProgress(done, { type: 'step-started', step: write }, slow.endMs);
    expect(writing.bytesPerSecond).toBeUndefined();
    expect(secondsLeft(writing, slow.endMs)).toBeGreaterThan(60);
  });

  it('shows a retry until its step ends, and does not count what stood there before as speed', () => {
    const begun = advanceProgress(beginProgress({ steps }), { type: 'step-started', step: write }, 0);
    const event = { type: 'retry', step: write, attempt: 2, code: 'link.timeout', baudRate: 460800 } as const;
    const retried = advanceProgress(begun, event, 100);
    expect(retried.retry).toEqual({ code: 'link.timeout', attempt: 2 });
    const moved = advanceProgress(retried, { type: 'step-progress', step: write, done: 900_000, total: length }, 5000);
    const back = advanceProgress(moved, { type: 'step-progress', step: write, done: 500_000, total: length }, 5100);
    const on = advanceProgress(back, { type: 'step-progress', step: write, done: 510_000, total: length }, 6100);
    expect(on.bytesPerSecond).toBeCloseTo(10_000, 0);
    expect(advanceProgress(on, { type: 'step-finished', step: write, skipped: false }, 6200).retry).toBeUndefined();
  });

  it('never says less than nothing, whatever the events', () => {
    const event = fc.oneof(
      fc.constantFrom(...steps).map((step) => ({ type: 'step-started' as const, step })),
      fc.tuple(fc.constantFrom(...steps), fc.nat(), fc.nat()).map(([step, done, total]) => ({
        type: 'step-progress' as const,
        step,
        done,
        total,
      })),
      fc.tuple(fc.constantFrom(...steps), fc.boolean()).map(([step, skipped]) => ({
        type: 'step-finished' as const,
        step,
        skipped,
      })),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(event, fc.nat({ max: 100_000 }))), (events) => {
        let [progress, nowMs] = [beginProgress({ steps }), 0];
        for (const [each, laterMs] of events) {
          nowMs += laterMs;
          progress = advanceProgress(progress, each, nowMs);
          const seconds = secondsLeft(progress, nowMs);
          if (seconds !== undefined) expect(Number.isFinite(seconds) && seconds >= 0).toBe(true);
          if (progress.bytesPerSecond !== undefined) expect(progress.bytesPerSecond).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
