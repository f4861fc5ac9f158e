import { openJournal } from '../core/engine/journal-file.ts';
import { needsConfirmation } from '../core/engine/preconditions.ts';
import type { Report } from '../core/engine/report.ts';
import { runPlan } from '../core/engine/run-plan.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import type { UnitFacts } from '../core/inspect/facts.ts';
import { inspectUnit } from '../core/inspect/inspect-unit.ts';
import type { PlanPolicy, RecoveryPlan, Refusal } from '../core/plan/plan.ts';
import { planRecovery } from '../core/plan/plan-recovery.ts';
import type { ChainedRecord } from '../core/records/record.ts';
import { judge } from '../core/trust/judge.ts';
import type { ServerView, Verdict } from '../core/trust/verdict.ts';
import type { AskServer } from './ask-release-server.ts';
import { findCatalogue } from './catalogue-file.ts';
import { type JobContext, keepContext } from './job-context.ts';
import { journalName, newJournalId } from './journals.ts';
import type { OpenUnit } from './open-unit.ts';
import { keepPackage, type ReleasePackage } from './read-release.ts';
import { inspectOptions, type JobRequest, jobParts, recordJob, unitViews } from './run-job.ts';
import { withUnit } from './unit-session.ts';
import { withWireLog } from './wire-log.ts';
import type { Workspace } from './workspace.ts';

export interface RecoveryRequest extends JobRequest {
  readonly package: ReleasePackage;
  readonly server: ServerView | undefined;
  /** Asked where `server` is undefined and the plan was not refused; default: the job stays unjudged. */
  readonly askServer?: AskServer | undefined;
  readonly workOrder: string | undefined;
  readonly policy: PlanPolicy;
  /** Hash of the plan that the operator confirmed; needed where the plan has confirmations. */
  readonly confirmedHash: string | undefined;
  /**
   * Asked before the first write instead of `confirmedHash` where given, for every plan: true confirms it. A batch
   * answers by its signed policy.
   */
  readonly approve?: ((plan: RecoveryPlan, facts: UnitFacts) => Promise<boolean>) | undefined;
  /** The signed policy by which `approve` answers, for the record. */
  readonly batchPolicy?: JobContext['policy'];
  readonly operator: string;
  /** Told once, before the first write. */
  readonly onPlan: (plan: RecoveryPlan, facts: UnitFacts, verdict: Verdict) => void;
}

export type RecoveryResult =
  | { readonly kind: 'refused'; readonly facts: UnitFacts; readonly refusals: readonly Refusal[] }
  | { readonly kind: 'unconfirmed'; readonly plan: RecoveryPlan }
  | { readonly kind: 'ran'; readonly plan: RecoveryPlan; readonly report: Report; readonly record: ChainedRecord };

/**
 * The five verbs in order, under the unit's lock: inspect, judge, plan, run, record. Whatever is thrown before the
 * first write leaves the unit untouched; after it, the journal tells and `resumeUnit` goes on.
 */
export function recoverUnit(request: RecoveryRequest, workspace: Workspace): Promise<RecoveryResult> {
  return withUnit(request, workspace, (unit, mac) => recoverOpenUnit(unit, mac, request, workspace));
}

/** The same on a unit that is open and locked already. */
export async function recoverOpenUnit(
  unit: OpenUnit,
  mac: string,
  request: RecoveryRequest,
  workspace: Workspace,
): Promise<RecoveryResult> {
  const { policy, operator, signal } = request;
  const { release } = request.package;
  const catalogue = await findCatalogue(workspace.store);
  const options = { ...inspectOptions(unit, release, request, workspace), catalogue, signal };
  const facts = await inspectUnit(unit.loader, unit.chip, options);
  const planned = planRecovery(facts, release, policy);
  if (!planned.ok) return { kind: 'refused', facts, refusals: planned.refusals };
  const server = request.server ?? (await request.askServer?.(facts, release.manifest, signal));
  const verdict = await judge(facts, server, { now: workspace.clock.now() });
  const { plan } = planned;
  request.onPlan(plan, facts, verdict);
  const confirmedHash = await confirmationOf(request, plan, facts);
  if (!isConfirmed(request, plan, confirmedHash)) return { kind: 'unconfirmed', plan };
  if (confirmedHash !== undefined && confirmedHash !== plan.hash) {
    throw new RecoveryError('engine.confirmation-mismatch', { hash: plan.hash }, { unitState: 'untouched' });
  }
  const id = newJournalId(mac, workspace);
  const context = await keepJob(id, server, request, workspace);
  const journal = openJournal(workspace.store, journalName(id));
  const report = await withWireLog(id, workspace, (wireLog) =>
    runPlan(
      {
        ...jobParts({ unit, release, context, journal, catalogue, wireLog }, request, workspace),
        plan,
        factsBefore: facts,
        verdictBefore: verdict,
        operator,
        confirmedHash,
      },
      unitViews,
    ),
  );
  const serial = request.serial?.() ?? context.serial;
  const record = await recordJob({ plan, facts, verdict, operator }, report, { ...context, serial }, workspace);
  return { kind: 'ran', plan, report, record };
}

async function confirmationOf({ approve, confirmedHash }: RecoveryRequest, plan: RecoveryPlan, facts: UnitFacts) {
  if (approve === undefined) return confirmedHash;
  return (await approve(plan, facts)) ? plan.hash : undefined;
}

function isConfirmed({ approve }: RecoveryRequest, plan: RecoveryPlan, confirmedHash: string | undefined): boolean {
  return confirmedHash !== undefined || (approve === undefined && !needsConfirmation(plan));
}

/** Before the first write, everything that `resume` would need is on this machine. */
async function keepJob(
  id: string,
  server: ServerView | undefined,
  request: RecoveryRequest,
  workspace: Workspace,
): Promise<JobContext> {
  const { workOrder, batchPolicy: policy } = request;
  const context = {
    server,
    workOrder,
    allowUnsigned: request.package.allowUnsigned,
    serial: request.serial?.(),
    policy,
  };
  await keepPackage(request.package, workspace);
  await keepContext(id, context, workspace);
  return context;
}
