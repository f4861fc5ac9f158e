import type { Catalogue } from '../core/catalogue/catalogue.ts';
import type { JobBase } from '../core/engine/job.ts';
import type { JournalEntry } from '../core/engine/journal.ts';
import { openJournal, readJournal } from '../core/engine/journal-file.ts';
import { needsConfirmation } from '../core/engine/preconditions.ts';
import type { Report } from '../core/engine/report.ts';
import { readProgress } from '../core/engine/resume-job.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import type { UnitFacts } from '../core/inspect/facts.ts';
import type { PlanPolicy, PlanResult, RecoveryPlan, Refusal } from '../core/plan/plan.ts';
import type { SecurityDowngrade } from '../core/provisioning/security-policy.ts';
import type { JobRecord } from '../core/records/record.ts';
import type { Release, ReleaseManifest } from '../core/release/manifest.ts';
import { judge } from '../core/trust/judge.ts';
import type { ServerView, Verdict } from '../core/trust/verdict.ts';
import type { AskServer } from './ask-release-server.ts';
import { findCatalogue } from './catalogue-file.ts';
import { type JobContext, keepContext, keptContext } from './job-context.ts';
import { journalName, newestJournal, newJournalId } from './journals.ts';
import { keepPackage, keptPackage, type ReleasePackage } from './read-release.ts';
import { type JobParts, type JobWatch, jobParts, recordJob, releasesFor } from './run-job.ts';
import { withWireLog } from './wire-log.ts';
import type { Workspace } from './workspace.ts';

/** What is to be done to a unit, by whom, and on whose word. */
export interface RecoveryOrder extends JobWatch {
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
  | { readonly kind: 'ran'; readonly plan: RecoveryPlan; readonly report: Report; readonly record: JobRecord };

export interface ResumeOrder extends JobWatch {
  /** Told once, before anything else, which job it is that goes on. */
  readonly onResume?: ((plan: RecoveryPlan) => void) | undefined;
}

export interface ResumeResult {
  readonly report: Report;
  readonly record: JobRecord;
}

/** What was read of a unit, and how a plan is made of it. */
export interface UnitReading {
  readonly facts: UnitFacts;
  readonly inputBuffer?: number | undefined;
  readonly downgrade?: SecurityDowngrade | undefined;
  plan(release: Release, policy: PlanPolicy): PlanResult;
}

/** A unit that is open and locked, over whatever it is reached: how it is read and worked on. */
export interface UnitWay {
  readonly mac: string;
  inspect(releases: readonly ReleaseManifest[], catalogue: Catalogue | undefined): Promise<UnitReading>;
  run(job: JobBase): Promise<Report>;
  resume(entries: readonly JournalEntry[], job: JobParts): Promise<Report>;
}

/**
 * The five verbs in order, on a unit that is open and locked: inspect, judge, plan, run, record. Whatever is thrown before
 * the first write leaves the unit untouched; after it, the journal tells and `resumeOver` goes on.
 */
export async function recoverOver(way: UnitWay, order: RecoveryOrder, workspace: Workspace): Promise<RecoveryResult> {
  const { policy, operator, signal } = order;
  const { release } = order.package;
  const catalogue = await findCatalogue(workspace.store);
  const reading = await way.inspect(releasesFor(release, order), catalogue);
  const { facts, inputBuffer } = reading;
  const planned = reading.plan(release, policy);
  if (!planned.ok) return { kind: 'refused', facts, refusals: planned.refusals };
  const server = order.server ?? (await order.askServer?.(facts, release.manifest, signal));
  const verdict = await judge(facts, server, { now: workspace.clock.now(), inputBuffer });
  const { plan } = planned;
  order.onPlan(plan, facts, verdict);
  const confirmedHash = await confirmationOf(order, plan, facts);
  if (!isConfirmed(order, plan, confirmedHash)) return { kind: 'unconfirmed', plan };
  if (confirmedHash !== undefined && confirmedHash !== plan.hash) {
    throw new RecoveryError('engine.confirmation-mismatch', { hash: plan.hash }, { unitState: 'untouched' });
  }
  const id = newJournalId(way.mac, workspace);
  const context = await keepJob(id, server, order, reading, workspace);
  const journal = openJournal(workspace.store, journalName(id));
  const report = await withWireLog(id, workspace, (wireLog) =>
    way.run({
      ...jobParts({ release, context, journal, catalogue, wireLog }, order, workspace),
      plan,
      factsBefore: facts,
      verdictBefore: verdict,
      operator,
      confirmedHash,
    }),
  );
  const serial = order.serial?.() ?? context.serial;
  const record = await recordJob({ plan, facts, verdict, operator }, report, { ...context, serial }, workspace);
  return { kind: 'ran', plan, report, record };
}

/** Finishes the job that stopped on a unit that is open and locked. Throws `engine.nothing-to-resume`. */
export async function resumeOver(way: UnitWay, order: ResumeOrder, workspace: Workspace): Promise<ResumeResult> {
  const id = await newestJournal(way.mac, workspace);
  if (id === undefined) throw new RecoveryError('engine.nothing-to-resume', { mac: way.mac });
  const entries = await readJournal(workspace.store, journalName(id));
  const { plan, factsBefore, verdictBefore, operator } = readProgress(entries).job;
  order.onResume?.(plan);
  const context = await keptContext(id, workspace);
  const { release } = await keptPackage(plan.release.manifestSha256, workspace, context.allowUnsigned);
  const journal = openJournal(workspace.store, journalName(id));
  const catalogue = await findCatalogue(workspace.store);
  const report = await withWireLog(id, workspace, (wireLog) =>
    way.resume(entries, jobParts({ release, context, journal, catalogue, wireLog }, order, workspace)),
  );
  const before = { plan, facts: factsBefore, verdict: verdictBefore, operator };
  const serial = order.serial?.() ?? context.serial;
  return { report, record: await recordJob(before, report, { ...context, serial }, workspace) };
}

async function confirmationOf({ approve, confirmedHash }: RecoveryOrder, plan: RecoveryPlan, facts: UnitFacts) {
  if (approve === undefined) return confirmedHash;
  return (await approve(plan, facts)) ? plan.hash : undefined;
}

function isConfirmed({ approve }: RecoveryOrder, plan: RecoveryPlan, confirmedHash: string | undefined): boolean {
  return confirmedHash !== undefined || (approve === undefined && !needsConfirmation(plan));
}

/** Before the first write, everything that `resume` would need is on this machine. */
async function keepJob(
  id: string,
  server: ServerView | undefined,
  order: RecoveryOrder,
  { downgrade }: UnitReading,
  workspace: Workspace,
): Promise<JobContext> {
  const { workOrder, batchPolicy: policy } = order;
  const { allowUnsigned } = order.package;
  const context = { server, workOrder, allowUnsigned, serial: order.serial?.(), policy, downgrade };
  await keepPackage(order.package, workspace);
  await keepContext(id, context, workspace);
  return context;
}
