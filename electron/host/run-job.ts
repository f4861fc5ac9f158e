import { encodeHex } from '../core/bytes/hex.ts';
import type { Catalogue } from '../core/catalogue/catalogue.ts';
import { readMac } from '../core/chips/read-mac.ts';
import type { EngineEvent } from '../core/engine/events.ts';
import type { JobBase, UnitViews } from '../core/engine/job.ts';
import type { Journal } from '../core/engine/journal.ts';
import type { Report } from '../core/engine/report.ts';
import type { UnitFacts } from '../core/inspect/facts.ts';
import { inspectUnit } from '../core/inspect/inspect-unit.ts';
import type { Clock } from '../core/interfaces/machine.ts';
import type { RecoveryPlan } from '../core/plan/plan.ts';
import type { JobRecord } from '../core/records/record.ts';
import { recordedServer } from '../core/records/recorded-server.ts';
import type { Release, ReleaseManifest } from '../core/release/manifest.ts';
import { judge } from '../core/trust/judge.ts';
import type { ServerView, Verdict } from '../core/trust/verdict.ts';
import type { JobContext } from './job-context.ts';
import { stationName } from './station-name.ts';
import type { UnitTarget } from './unit-session.ts';
import type { WireLog } from './wire-log.ts';
import type { Workspace } from './workspace.ts';

/** Who watches a job; a new one and a resumed one alike. */
export interface JobWatch {
  readonly onEvent: (event: EngineEvent) => void;
  /** The unit's serial number as far as it was scanned, asked when the job is kept and again when it is recorded. */
  readonly serial?: (() => string | undefined) | undefined;
  /** Releases that the unit is inspected by, the job's own among them; default: that one alone. */
  readonly knownReleases?: readonly ReleaseManifest[] | undefined;
  readonly signal: AbortSignal;
}

/** The same, and which unit it is for, over its flash loader. */
export interface JobRequest extends UnitTarget, JobWatch {}

/** All that running a plan needs besides the plan. */
export interface JobSetup {
  readonly release: Release;
  readonly context: JobContext;
  readonly journal: Journal;
  /** Known roots, to name anchors by. */
  readonly catalogue: Catalogue | undefined;
  readonly wireLog: WireLog;
}

/** What inspect and judge said before the first write. */
export interface Before {
  readonly plan: RecoveryPlan;
  readonly facts: UnitFacts;
  readonly verdict: Verdict | undefined;
  readonly operator: string;
}

/** The parts of a job that depend neither on whether it is new or resumed nor on what it runs over. */
export type JobParts = Omit<JobBase, 'plan' | 'factsBefore' | 'verdictBefore' | 'operator' | 'confirmedHash'>;

export function jobParts(
  { release, context, journal, catalogue, wireLog }: JobSetup,
  watch: JobWatch,
  { clock }: Workspace,
): JobParts {
  const { onEvent, signal } = watch;
  return {
    release,
    journal,
    clock,
    server: serverOf(context),
    releases: releasesFor(release, watch),
    catalogue,
    emit(event) {
      wireLog.note(event);
      onEvent(event);
    },
    signal,
  };
}

/** How the engine looks at a unit: as everybody else does. */
export const unitViews: UnitViews = {
  readMac,
  inspect: ({ loader, releases, catalogue, clock, plan, signal }, chip, bootLog) => {
    const { simulated } = plan.unit;
    return inspectUnit(loader, chip, { releases, now: isoTime(clock), simulated, catalogue, bootLog, signal });
  },
  judge: ({ server, clock }, facts) => judge(facts, server, { now: clock.now() }),
};

/** The server of a job's context in the shape that `judge` takes. */
export function serverOf({ server }: JobContext): ServerView | undefined {
  return server && { host: server.host, chain: server.chain, source: server.source };
}

/** Releases that a unit is inspected by. */
export function releasesFor(
  { manifest }: Release,
  { knownReleases }: Pick<JobWatch, 'knownReleases'>,
): readonly ReleaseManifest[] {
  return knownReleases ?? [manifest];
}

/** This moment as facts and records write it. */
export function isoTime(clock: Pick<Clock, 'now'>): string {
  return new Date(clock.now()).toISOString();
}

/** Puts what happened into the chain of records, whatever came of it. */
export function recordJob(
  before: Before,
  report: Report,
  context: JobContext,
  workspace: Workspace,
): Promise<JobRecord> {
  const { plan, facts, verdict, operator } = before;
  return workspace.records.append({
    schema: 1,
    id: encodeHex(workspace.random.bytes(8)),
    at: isoTime(workspace.clock),
    station: stationName(),
    operator,
    workOrder: context.workOrder,
    serial: context.serial,
    policy: context.policy,
    downgrade: context.downgrade,
    simulated: plan.unit.simulated,
    mac: plan.unit.mac,
    factsBefore: facts,
    verdictBefore: verdict,
    server: recordedServer(serverOf(context)),
    plan,
    report,
  });
}
