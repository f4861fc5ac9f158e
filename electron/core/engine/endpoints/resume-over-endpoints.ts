import { RecoveryError } from '../../errors/recovery-error.ts';
import type { PlanStep } from '../../plan/plan.ts';
import { askFirmware, transferState } from '../../provisioning/recovery/firmware-client.ts';
import { runsImage } from '../../provisioning/recovery/push-firmware.ts';
import type { OpenLink } from '../../provisioning/recovery/recovery-link.ts';
import type { Start } from '../execute-job.ts';
import type { EndpointJob } from '../job.ts';
import type { JournalEntry } from '../journal.ts';
import type { Report } from '../report.ts';
import { type JobProgress, readProgress } from '../resume-job.ts';
import { type EndpointRun, pushOf, stepOf } from './endpoint-run.ts';
import { checkPlan, executeOverEndpoints, firstStep, isAsPlanned, unitChanged } from './run-over-endpoints.ts';
import { withDevice } from './with-device.ts';

/** A job over recovery endpoints whose plan, facts and confirmation come from its journal. */
export type ResumedEndpointJob = Omit<
  EndpointJob,
  'plan' | 'factsBefore' | 'verdictBefore' | 'operator' | 'confirmedHash'
>;

/**
 * Finishes a job that stopped on the way, over whatever channel there is now. Where it goes on is decided by what the unit
 * itself says: it may have restarted since, or gone back to its old firmware. Throws `engine.nothing-to-resume`; all else
 * is in the report.
 */
export async function resumeOverEndpoints(
  entries: readonly JournalEntry[],
  resumed: ResumedEndpointJob,
): Promise<Report> {
  const progress = readProgress(entries);
  if (progress.closed) throw new RecoveryError('engine.nothing-to-resume', { hash: progress.job.plan.hash });
  const { plan, factsBefore, verdictBefore, operator, confirmedHash } = progress.job;
  const job = { ...resumed, plan, factsBefore, verdictBefore, operator, confirmedHash };
  return executeOverEndpoints(job, (run) => prepareResumed(run, progress));
}

async function prepareResumed(run: EndpointRun, progress: JobProgress): Promise<Start> {
  const { plan } = run.job;
  run.unitState = progress.unitState;
  checkPlan(run.job);
  const step = await withDevice(run, firstStep(plan), (link) => nextStep(run, progress, link));
  return { firstStep: step?.id ?? 0, resumed: true };
}

/** Where the job goes on, and what the unit is like there. */
async function nextStep(run: EndpointRun, progress: JobProgress, link: OpenLink): Promise<PlanStep | undefined> {
  const { plan, signal } = run.job;
  const activate = stepOf(plan, 'activate');
  const wasAsked = activate !== undefined && progress.begun.has(activate.id);
  const didAnswer = activate !== undefined && progress.ended.has(activate.id);
  const report = stepOf(plan, 'report');
  if (runsImage(link.device, pushOf(run.job).image)) {
    run.unitState = 'new-unconfirmed';
    return report;
  }
  if (!isAsPlanned(link.device, plan) && !wasAsked) throw unitChanged(link.device);
  const { state } = await askFirmware(link.session, 'status', signal);
  if (state === transferState.activated) {
    run.unitState = 'new-unconfirmed';
    return report;
  }
  // It took the new firmware and runs something else: the report says what became of it.
  if (didAnswer || !isAsPlanned(link.device, plan)) return report;
  run.unitState = progress.unitState === 'untouched' ? 'untouched' : 'old-boots';
  if (state !== transferState.ready) return stepOf(plan, 'transfer');
  run.unitState = 'staged';
  return activate;
}
