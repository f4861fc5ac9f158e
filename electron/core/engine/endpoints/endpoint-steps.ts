import type { ErrorCode } from '../../errors/catalogue.ts';
import { RecoveryError, type UnitState } from '../../errors/recovery-error.ts';
import type { PlanStep } from '../../plan/plan.ts';
import { activateFirmware, confirmFirmware, transferFirmware } from '../../provisioning/recovery/push-firmware.ts';
import { readRecoveryFacts } from '../../provisioning/recovery/read-facts.ts';
import { judge } from '../../trust/judge.ts';
import type { BootResult } from '../boot-check.ts';
import { otherChannel } from '../preconditions.ts';
import { timeStamp } from '../run.ts';
import { enterStep, type StepResult } from '../run-step.ts';
import { contextFor, type EndpointRun, pushOf } from './endpoint-run.ts';
import { withDevice } from './with-device.ts';

/** Has the unit's own firmware do a step. */
export function performOverEndpoints(run: EndpointRun, step: PlanStep): Promise<StepResult> {
  switch (step.kind) {
    case 'transfer':
      return transfer(run, step);
    case 'activate':
      return activate(run, step);
    case 'report':
      return report(run, step);
    case 'confirm':
      return confirm(run, step);
    default:
      return Promise.reject(otherChannel(run.job.plan));
  }
}

/** Before the unit has taken the manifest nothing of it is changed, and a refused one leaves it so. */
async function transfer(run: EndpointRun, step: PlanStep): Promise<StepResult> {
  let isAnnounced = false;
  const onBegun = async () => {
    if (!isAnnounced) await enterStep(run, 'begin', step, step.stateDuring);
    isAnnounced = true;
  };
  await transferFirmware({ ...pushOf(run.job), onBegun }, contextFor(run, step));
  return 'done';
}

async function activate(run: EndpointRun, step: PlanStep): Promise<StepResult> {
  await activateFirmware(pushOf(run.job), contextFor(run, step));
  return 'done';
}

/** The unit's own word takes the place of the console (DESIGN §5.6). A unit that stays away may come back: its job stays open. */
async function report(run: EndpointRun, step: Extract<PlanStep, { kind: 'report' }>): Promise<StepResult> {
  try {
    await confirmFirmware({ ...pushOf(run.job), reportTimeoutMs: step.timeoutMs }, contextFor(run, step));
    run.boot = bootResult('booted', 'new-boots', undefined);
  } catch (error) {
    if (!(error instanceof RecoveryError)) throw error;
    run.boot = bootWithout(error);
    if (run.boot?.outcome !== 'failed') throw error;
  }
  return 'done';
}

/** What an error of the report says of the boot; undefined where it says nothing. */
function bootWithout({ code, params }: RecoveryError): BootResult | undefined {
  const ends: Partial<Record<ErrorCode, readonly [BootResult['outcome'], UnitState]>> = {
    'provisioning.rolled-back': ['failed', 'old-boots'],
    'provisioning.other-version': ['failed', 'unknown'],
    'provisioning.not-back': ['not-seen', 'new-unconfirmed'],
  };
  const end = ends[code];
  return end && bootResult(...end, { code, params });
}

function bootResult(outcome: BootResult['outcome'], unitState: UnitState, error: BootResult['error']): BootResult {
  return { outcome, unitState, error, log: '', findings: [] };
}

async function confirm(run: EndpointRun, step: PlanStep): Promise<StepResult> {
  const { releases, catalogue, server, clock, signal } = run.job;
  const { facts, inputBuffer } = await withDevice(run, step, ({ session }) =>
    readRecoveryFacts(session, { releases, now: timeStamp(run.job), catalogue, signal }),
  );
  run.factsAfter = facts;
  run.verdictAfter = await judge(facts, server, {
    now: clock.now(),
    ...(inputBuffer !== undefined && { inputBuffer }),
  });
  return 'done';
}
