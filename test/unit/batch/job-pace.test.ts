import { expect, it } from 'vitest';
import { followJob } from '../../../electron/host/batch/job-pace.ts';
import { sampleRecord } from '../../support/sample-record.ts';

const { plan } = sampleRecord();

it('tells how much of a job is done by what its steps are expected to take, and how long the rest takes once the link has shown its pace', () => {
  let nowMs = 0;
  const pacer = followJob(() => nowMs);
  expect(pacer.after({ type: 'boot-text', text: '' }).share).toBe(0);
  pacer.begin(plan);
  const shares: number[] = [];
  for (const step of plan.steps) {
    shares.push(pacer.after({ type: 'step-started', step }).share);
    nowMs += 1000;
    const pace = pacer.after({ type: 'step-progress', step, done: 50, total: 100 });
    shares.push(pace.share);
    expect(pace.rate).toBe(50);
    expect(pace.secondsLeft).toBeGreaterThan(0);
    pacer.after({ type: 'step-finished', step, skipped: false });
  }
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares[0]).toBe(0);
  expect(shares.at(-1)).toBeLessThan(1);
});
