import { encodeHex } from '../../bytes/hex.ts';
import { RecoveryError } from '../../errors/recovery-error.ts';
import type { PlanStep, RecoveryPlan } from '../../plan/plan.ts';
import type { DeviceInfo } from '../../provisioning/proto/rcv_pb.ts';
import { slotLabel } from '../../provisioning/recovery/reported-slots.ts';
import { executeJob, type Start } from '../execute-job.ts';
import type { EndpointJob } from '../job.ts';
import { checkConfirmed, checkWork } from '../preconditions.ts';
import type { Report } from '../report.ts';
import { newRun, writeJournal } from '../run.ts';
import { type EndpointRun, pushOf } from './endpoint-run.ts';
import { performOverEndpoints } from './endpoint-steps.ts';
import { withDevice } from './with-device.ts';

/**
 * Runs a plan over the unit's recovery endpoints, as `runPlan` does over a cable. Nothing is sent before the confirmation,
 * the unit and the firmware that it runs have been checked. Never rejects; see `Report.error`.
 */
export function runOverEndpoints(job: EndpointJob): Promise<Report> {
  return executeOverEndpoints(job, prepareNew);
}

/** Runs a job over recovery endpoints from where `prepare` says. */
export function executeOverEndpoints(job: EndpointJob, prepare: (run: EndpointRun) => Promise<Start>): Promise<Report> {
  const run: EndpointRun = { ...newRun(job), channel: undefined };
  return executeJob(run, {
    prepare: () => prepare(run),
    perform: (step) => performOverEndpoints(run, step),
  });
}

async function prepareNew(run: EndpointRun): Promise<Start> {
  const { plan, operator, confirmedHash, factsBefore, verdictBefore } = run.job;
  checkPlan(run.job);
  await withDevice(run, firstStep(plan), async ({ device }) => {
    if (!isAsPlanned(device, plan)) throw unitChanged(device);
  });
  await writeJournal(run, { type: 'job', plan, operator, confirmedHash, factsBefore, verdictBefore });
  return { firstStep: 0, resumed: false };
}

/** Throws `engine.other-channel`, and as `checkConfirmed` does. */
export function checkPlan(job: EndpointJob): void {
  checkWork(job.plan, 'recovery-endpoints');
  checkConfirmed(job);
  pushOf(job);
}

export function firstStep({ steps, hash }: RecoveryPlan): PlanStep {
  const [step] = steps;
  if (step === undefined) throw new RecoveryError('engine.confirmation-mismatch', { hash });
  return step;
}

/** Whether the unit runs what it ran when the plan was made, from the same slot. */
export function isAsPlanned({ elfSha256, runningPart }: DeviceInfo, { expects }: RecoveryPlan): boolean {
  return encodeHex(elfSha256) === expects?.elfSha256 && slotLabel(runningPart) === expects.runningSlot;
}

export function unitChanged({ runningPart }: DeviceInfo): RecoveryError {
  return new RecoveryError('engine.unit-changed', { runningSlot: slotLabel(runningPart) });
}
