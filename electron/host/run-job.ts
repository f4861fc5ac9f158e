import { encodeHex } from '../core/bytes/hex.ts';
import type { EngineEvent } from '../core/engine/events.ts';
import type { Job } from '../core/engine/job.ts';
import type { Journal } from '../core/engine/journal.ts';
import type { Report } from '../core/engine/report.ts';
import type { UnitFacts } from '../core/inspect/facts.ts';
import { inspectUnit } from '../core/inspect/inspect-unit.ts';
import { readMac } from '../core/inspect/read-mac.ts';
import type { RecoveryPlan } from '../core/plan/plan.ts';
import type { ChainedRecord } from '../core/records/record.ts';
import type { Release } from '../core/release/manifest.ts';
import { judge } from '../core/trust/judge.ts';
import type { ServerView, Verdict } from '../core/trust/verdict.ts';
import type { JobContext } from './job-context.ts';
import type { OpenUnit } from './open-unit.ts';
import { stationName } from './station-name.ts';
import type { UnitTarget } from './unit-session.ts';
import type { Workspace } from './workspace.ts';

/** Which unit a job is for, and who watches; a new one and a resumed one alike. */
export interface JobRequest extends UnitTarget {
  readonly onEvent: (event: EngineEvent) => void;
}

/** All that running a plan needs besides the plan. */
export interface JobSetup {
  readonly unit: OpenUnit;
  readonly release: Release;
  readonly context: JobContext;
  readonly journal: Journal;
}

/** What inspect and judge said before the first write. */
export interface Before {
  readonly plan: RecoveryPlan;
  readonly facts: UnitFacts;
  readonly verdict: Verdict | undefined;
  readonly operator: string;
}

/** The parts of a job that do not depend on whether it is new or resumed. */
export function jobParts({ unit, release, context, journal }: JobSetup, request: JobRequest, workspace: Workspace) {
  const { connect, onEvent, signal } = request;
  const { backups, clock } = workspace;
  return {
    release,
    loader: unit.loader,
    connect,
    journal,
    backups,
    clock,
    readMac,
    inspect: (loader, chip, bootLog) =>
      inspectUnit(loader, chip, { ...inspectOptions(unit, release, workspace), bootLog, signal }),
    judge: (facts) => judge(facts, serverOf(context), { now: clock.now() }),
    emit: onEvent,
    signal,
  } satisfies Omit<Job, 'plan' | 'factsBefore' | 'verdictBefore' | 'operator' | 'confirmedHash'>;
}

/** The server of a job's context in the shape that `judge` takes. */
export function serverOf({ server }: JobContext): ServerView | undefined {
  return server && { host: server.host, chain: server.chain, source: server.source };
}

/** How a unit is read for this release: the same before and after the job. */
export function inspectOptions({ link }: OpenUnit, { manifest }: Release, { clock }: Workspace) {
  return { releases: [manifest], now: new Date(clock.now()).toISOString(), simulated: link.simulated };
}

/** Puts what happened into the chain of records, whatever came of it. */
export function recordJob(
  before: Before,
  report: Report,
  context: JobContext,
  workspace: Workspace,
): Promise<ChainedRecord> {
  const { plan, facts, verdict, operator } = before;
  return workspace.records.append({
    schema: 1,
    id: encodeHex(workspace.random.bytes(8)),
    at: new Date(workspace.clock.now()).toISOString(),
    station: stationName(),
    operator,
    workOrder: context.workOrder,
    simulated: plan.unit.simulated,
    mac: plan.unit.mac,
    factsBefore: facts,
    verdictBefore: verdict,
    plan,
    report,
  });
}
