import { runPlan } from '../../../electron/core/engine/run-plan.ts';
import type { PlanPolicy } from '../../../electron/core/plan/plan.ts';
import { type JobBench, jobBench } from '../../support/memory-job.ts';
import {
  appImage,
  factoryOnly,
  fixtureRelease,
  fixtureUnit,
  noise,
  technician,
  twoSlots,
} from '../../support/recovery-fixture.ts';

export const old = appImage('1.0.0', { seed: 1 });
export const app = appImage('2.0.0', { seed: 2 });
export const trust = noise(0x2000, 8);

export function twoSlotBench(policy: PlanPolicy = technician): JobBench {
  return jobBench(fixtureUnit(twoSlots, { ota_0: old }, 'ota_0'), fixtureRelease(app, { trust }), policy);
}

export function onlySlotBench(): JobBench {
  return jobBench(fixtureUnit(factoryOnly, { factory: old }, 'factory'), fixtureRelease(app));
}

export const run = ({ job, views }: JobBench, changed: Partial<JobBench['job']> = {}) =>
  runPlan({ ...job, ...changed }, views);
export const writes = ({ memory }: JobBench) => memory.calls.filter(({ name }) => name === 'write' || name === 'erase');
