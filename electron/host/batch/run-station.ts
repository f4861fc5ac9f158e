import type { StationEvent } from '../../core/batch/advance-station.ts';
import { phaseOfError, phaseOfRefusals, phaseOfReport } from '../../core/batch/end-of-job.ts';
import { notAllowed } from '../../core/batch/policy.ts';
import { checkPolicyDates } from '../../core/batch/sign-policy.ts';
import type { Reason, StationPhase } from '../../core/batch/station.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { UnitFacts } from '../../core/inspect/facts.ts';
import type { RecoveryPlan } from '../../core/plan/plan.ts';
import { runningVersion } from '../../core/records/record-summary.ts';
import type { AskServer } from '../ask-release-server.ts';
import type { Workspace } from '../workspace.ts';
import type { BatchRequest } from './batch.ts';
import { followJob } from './job-pace.ts';
import { recoverOrResume, type StationResult } from './recover-or-resume.ts';

/** What one unit needs of its batch. */
export interface StationTurn {
  readonly port: string;
  readonly signal: AbortSignal;
  readonly tell: (event: StationEvent) => void;
  /** Number that the unit has, as far as the batch knows. */
  readonly serial: () => string | undefined;
  /** Resolves when the unit has a serial number; rejects when the batch stops. */
  readonly serialScanned: () => Promise<void>;
  readonly identify: (mac: string) => { readonly serial: string | undefined };
  readonly wasRecovered: (mac: string) => boolean;
  /** Plans that were allowed in this batch: one that stopped goes on, though the policy has ended meanwhile. */
  readonly allowedPlans: Set<string>;
  /** The batch's, which asks once for units that ask alike. */
  readonly askServer: AskServer | undefined;
  readonly isPlugged: () => boolean;
}

export interface StationEnd {
  readonly phase: StationPhase;
  readonly record: number | undefined;
}

/** Everything that a batch does with one unit, from connecting to the record. Never rejects. */
export async function runStation(turn: StationTurn, request: BatchRequest, workspace: Workspace): Promise<StationEnd> {
  let mac: string | undefined;
  const tell: StationTurn['tell'] = (event) => {
    if (event.type === 'identified') mac = event.mac;
    turn.tell(event);
  };
  const { phase, record } = await runUnit({ ...turn, tell }, request, workspace);
  if (phase.kind !== 'failed') return { phase, record };
  const { reason, unitState } = phase;
  return { phase: { ...phase, support: request.supportCode?.({ reason, unitState, mac }) }, record };
}

async function runUnit(turn: StationTurn, request: BatchRequest, workspace: Workspace): Promise<StationEnd> {
  let forbidden: StationPhase | undefined;
  const pacer = followJob(() => workspace.clock.monotonicMs());
  const { policy } = request;
  try {
    const result = await recoverOrResume(
      {
        target: turn.port,
        connect: request.connect,
        after: request.after,
        signal: turn.signal,
        package: request.package,
        server: request.server,
        askServer: turn.askServer,
        workOrder: request.workOrder,
        operator: request.operator,
        confirmedHash: undefined,
        batchPolicy: policy && { sha256: policy.sha256, signedBy: policy.signedBy },
        policy: {
          mode: 'batch',
          fullBackup: policy?.policy.fullBackup ?? true,
          allowsNoBackup: policy?.policy.allow.includes('no-backup'),
        },
        serial: turn.serial,
        onUnit: (mac, { family }) =>
          turn.tell({ type: 'identified', mac, chip: family, serial: turn.identify(mac).serial }),
        onPlan: () => {},
        onEvent: (event) => turn.tell({ type: 'engine', event, pace: pacer.after(event) }),
        async approve(plan, facts) {
          turn.tell({ type: 'planned', versionBefore: plan.versionBefore });
          forbidden = whyNot(plan, facts, turn, request, workspace);
          if (forbidden !== undefined) return false;
          if (request.needsSerial === true) await turn.serialScanned();
          turn.allowedPlans.add(plan.hash);
          pacer.begin(plan);
          return true;
        },
      },
      workspace,
    );
    return endOf(result, forbidden, turn, request);
  } catch (cause) {
    return { phase: phaseOfError(asRecoveryError(cause, turn.signal), turn.isPlugged()), record: undefined };
  }
}

/** What forbids this plan, or makes it needless, here and now. */
function whyNot(
  plan: RecoveryPlan,
  facts: UnitFacts,
  turn: StationTurn,
  { policy }: BatchRequest,
  { clock }: Workspace,
): StationPhase | undefined {
  if (isDone(facts, plan.unit.mac, plan.release.version, turn)) return { kind: 'unplug-me' };
  if (turn.allowedPlans.has(plan.hash)) return undefined;
  const missing = notAllowed(plan, policy?.policy);
  if (missing.length > 0) return setAside({ code: 'batch.not-allowed', params: { confirmations: missing.join(' ') } });
  try {
    if (policy !== undefined) checkPolicyDates(policy.policy, clock.now());
    return undefined;
  } catch (error) {
    return phaseOfError(asRecoveryError(error, turn.signal), true);
  }
}

/** A unit that was seen starting the release in this batch, and still runs it. */
function isDone(facts: UnitFacts, mac: string, version: string, { wasRecovered }: StationTurn): boolean {
  return wasRecovered(mac) && runningVersion(facts) === version;
}

function endOf(
  result: StationResult,
  forbidden: StationPhase | undefined,
  turn: StationTurn,
  { package: { release } }: BatchRequest,
): StationEnd {
  switch (result.kind) {
    case 'ran':
      return { phase: phaseOfReport(result.report, turn.isPlugged()), record: result.record.sequence };
    case 'refused': {
      const { facts, refusals } = result;
      const mac = facts.chip.mac.known ? facts.chip.mac.value : '';
      const done = isDone(facts, mac, release.manifest.version, turn);
      return { phase: done ? { kind: 'unplug-me' } : phaseOfRefusals(refusals), record: undefined };
    }
    case 'other-job': {
      const { product, version } = result.plan.release;
      return { phase: setAside({ code: 'batch.other-job', params: { product, version } }), record: undefined };
    }
    case 'unconfirmed':
      return { phase: forbidden ?? setAside({ code: 'batch.not-allowed', params: {} }), record: undefined };
  }
}

function setAside(reason: Reason): StationPhase {
  return { kind: 'set-aside', reason, others: [] };
}

function asRecoveryError(cause: unknown, signal: AbortSignal): RecoveryError {
  if (signal.aborted) return new RecoveryError('engine.cancelled', {}, { cause });
  if (cause instanceof RecoveryError) return cause;
  return new RecoveryError('internal', { detail: cause instanceof Error ? cause.message : String(cause) }, { cause });
}
