import type { EngineEvent } from '../core/engine/events.ts';
import type { Report } from '../core/engine/report.ts';
import { runPlan } from '../core/engine/run-plan.ts';
import { openJournal } from '../core/engine/journal-file.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import { factValue } from '../core/inspect/fact.ts';
import type { UnitFacts } from '../core/inspect/facts.ts';
import { inspectUnit } from '../core/inspect/inspect-unit.ts';
import type { ConnectOptions, ResetAfter } from '../core/interfaces/flash-loader.ts';
import type { PlanPolicy, RecoveryPlan, Refusal } from '../core/plan/plan.ts';
import { planRecovery } from '../core/plan/plan-recovery.ts';
import type { ChainedRecord } from '../core/records/record.ts';
import type { Release } from '../core/release/manifest.ts';
import { judge } from '../core/trust/judge.ts';
import type { ServerView, Verdict } from '../core/trust/verdict.ts';
import { type OpenUnit, openUnit } from './open-unit.ts';
import type { Workspace } from './workspace.ts';

/** What recovery needs besides the unit. */
export interface RecoveryRequest {
  readonly target: string;
  readonly connect: ConnectOptions;
  readonly after: ResetAfter;
  readonly release: Release;
  readonly policy: PlanPolicy;
  readonly server: ServerView | undefined;
  /** Hash of the plan that the operator confirmed; needed where the plan has confirmations. */
  readonly confirmedHash: string | undefined;
  readonly operator: string;
  readonly workOrder: string | undefined;
  /** Told once, before the first write. */
  readonly onPlan: (plan: RecoveryPlan, facts: UnitFacts, verdict: Verdict) => void;
  readonly onEvent: (event: EngineEvent) => void;
  readonly signal: AbortSignal;
}

export type RecoveryResult =
  | { readonly kind: 'refused'; readonly facts: UnitFacts; readonly refusals: readonly Refusal[] }
  | { readonly kind: 'ran'; readonly plan: RecoveryPlan; readonly report: Report; readonly record: ChainedRecord };

/**
 * The five verbs in order, under the unit's lock: inspect, judge, plan, run, record. Whatever is thrown before the
 * first write leaves the unit untouched; after it, the journal tells and `resume` goes on.
 */
export async function recoverUnit(request: RecoveryRequest, workspace: Workspace): Promise<RecoveryResult> {
  const unit = await openUnit(request.target, { ...request.connect, signal: request.signal });
  try {
    const factsBefore = await readFacts(unit, request, workspace);
    const mac = factValue(factsBefore.chip.mac);
    if (mac === undefined) throw new RecoveryError('plan.security-unknown', {}, { unitState: 'untouched' });
    const lock = await workspace.store.lock(unitName(mac));
    try {
      return await planAndRun(unit, factsBefore, request, workspace);
    } finally {
      await lock.release();
    }
  } finally {
    await unit.close(request.after);
  }
}

/** A MAC as the store names things after it. */
export function unitName(mac: string): string {
  return mac.replaceAll(':', '');
}

function readFacts(unit: OpenUnit, request: RecoveryRequest, { clock }: Workspace): Promise<UnitFacts> {
  return inspectUnit(unit.loader, unit.chip, {
    releases: [request.release.manifest],
    now: new Date(clock.now()).toISOString(),
    simulated: unit.link.simulated,
    signal: request.signal,
  });
}

async function planAndRun(
  unit: OpenUnit,
  factsBefore: UnitFacts,
  request: RecoveryRequest,
  workspace: Workspace,
): Promise<RecoveryResult> {
  const { release, policy, server } = request;
  const verdictBefore = await judge(factsBefore, server, { now: workspace.clock.now() });
  const planned = planRecovery(factsBefore, release, policy);
  if (!planned.ok) return { kind: 'refused', facts: factsBefore, refusals: planned.refusals };
  const { plan } = planned;
  request.onPlan(plan, factsBefore, verdictBefore);
  const journal = openJournal(workspace.store, journalName(plan, workspace));
  const report = await runPlan({
    plan,
    release,
    loader: unit.loader,
    connect: request.connect,
    journal,
    backups: workspace.backups,
    clock: workspace.clock,
    confirmedHash: request.confirmedHash,
    operator: request.operator,
    server,
    releases: [release.manifest],
    emit: request.onEvent,
    signal: request.signal,
  });
  const record = await workspace.records.append({
    operator: request.operator,
    workOrder: request.workOrder,
    factsBefore,
    verdictBefore,
    plan,
    report,
  });
  return { kind: 'ran', plan, report, record };
}

function journalName(plan: RecoveryPlan, { clock }: Workspace): string {
  const time = new Date(clock.now()).toISOString().replaceAll(/[^0-9]/g, '').slice(0, 14);
  return `journal/${unitName(plan.unit.mac)}/${time}.jsonl`;
}
