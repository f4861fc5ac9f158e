import { resumeJob } from '../core/engine/resume-job.ts';
import { runPlan } from '../core/engine/run-plan.ts';
import { inspectUnit } from '../core/inspect/inspect-unit.ts';
import { planRecovery } from '../core/plan/plan-recovery.ts';
import type { OpenUnit } from './open-unit.ts';
import type { UnitWay } from './recovery-flow.ts';
import { isoTime, type JobRequest, unitViews } from './run-job.ts';
import type { Workspace } from './workspace.ts';

/** A unit over its flash loader. */
export function flashWay(
  { loader, chip, link }: OpenUnit,
  mac: string,
  { connect, signal }: JobRequest,
  { backups, clock }: Workspace,
): UnitWay {
  const part = { loader, connect, backups };
  return {
    mac,
    inspect: async (releases, catalogue) => {
      const options = { releases, now: isoTime(clock), simulated: link.simulated, catalogue, signal };
      const facts = await inspectUnit(loader, chip, options);
      return { facts, plan: (release, policy) => planRecovery(facts, release, policy) };
    },
    run: (job) => runPlan({ ...job, ...part }, unitViews),
    resume: (entries, job) => resumeJob(entries, { ...job, ...part }, unitViews),
  };
}
