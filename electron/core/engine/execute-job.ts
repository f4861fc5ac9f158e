import type { ErrorCode } from '../errors/catalogue.ts';
import { type ErrorParams, RecoveryError } from '../errors/recovery-error.ts';
import type { PlanStep } from '../plan/plan.ts';
import type { Verdict } from '../trust/verdict.ts';
import type { JobOutcome } from './events.ts';
import { firstLost } from './preserved.ts';
import type { Report, StepReport } from './report.ts';
import { type Run, throwIfCancelled, timeStamp, writeJournal } from './run.ts';
import { runStep, type StepResult } from './run-step.ts';

/** Where a job begins: at its first step, or where it stopped. */
export interface Start {
  readonly firstStep: number;
  readonly resumed: boolean;
}

/** One kind of work on a unit: through a flash loader, or by the unit's own firmware. */
export interface Work {
  /** Connects, makes sure that the job may go on, and says at which step it does. */
  prepare(): Promise<Start>;
  /** Before the first step that is left. */
  begin?(): Promise<void>;
  perform(step: PlanStep): Promise<StepResult>;
}

type JobError = NonNullable<Report['error']>;

/**
 * Runs the steps from where the work says, and reports. Never rejects: what went wrong is in the report, with the
 * state of the unit that the journal vouches for. A job that failed on the way stays open in the journal, to be resumed.
 */
export async function executeJob(run: Run, work: Work): Promise<Report> {
  let error: JobError | undefined;
  try {
    await runSteps(run, work);
  } catch (cause) {
    error = describeError(run, cause);
    await noteError(run, error.code);
  }
  const report = reportOf(run, error);
  run.job.emit({ type: 'job-finished', outcome: report.outcome, unitState: report.unitState });
  return report;
}

async function runSteps(run: Run, work: Work): Promise<void> {
  const { plan, emit } = run.job;
  throwIfCancelled(run);
  const { firstStep, resumed } = await work.prepare();
  emit({
    type: 'job-started',
    planHash: plan.hash,
    steps: plan.steps.length,
    resumedAt: resumed ? firstStep : undefined,
  });
  run.steps.push(...plan.steps.slice(0, firstStep).map((step) => untimed(step, 'done')));
  await work.begin?.();
  for (const step of plan.steps.slice(firstStep)) {
    throwIfCancelled(run);
    await runStep(run, step, (next) => work.perform(next));
  }
  await writeJournal(run, { type: 'closed', outcome: conclude(run).outcome, unitState: run.unitState });
}

/** The journal is told where it can be; a full disk must not hide what happened to the unit. */
async function noteError(run: Run, code: ErrorCode): Promise<void> {
  if (run.steps.length === 0) return;
  await writeJournal(run, { type: 'error', code, unitState: run.unitState }).catch(() => undefined);
}

function describeError(run: Run, cause: unknown): JobError {
  if (run.job.signal?.aborted) return { code: 'engine.cancelled', params: {} };
  if (cause instanceof RecoveryError) return { code: cause.code, params: cause.params };
  return { code: 'internal', params: { message: cause instanceof Error ? cause.message : String(cause) } };
}

/** What the job came to when all its steps ran: a boot that was seen, and then whether the unit can be reached. */
function conclude(run: Run): { readonly outcome: JobOutcome; readonly error: JobError | undefined } {
  const { boot, factsAfter, verdictAfter, job } = run;
  if (boot?.outcome === 'failed') return { outcome: 'boot-failed', error: boot.error };
  if (boot?.outcome !== 'booted') return { outcome: 'boot-not-seen', error: boot?.error };
  const lost = factsAfter && firstLost(job.factsBefore, factsAfter);
  if (lost !== undefined) return { outcome: 'failed', error: { code: 'engine.data-lost', params: { lost } } };
  if (verdictAfter?.status === 'reachable') return { outcome: 'recovered', error: undefined };
  if (verdictAfter?.status !== 'stranded') return { outcome: 'boots-unjudged', error: undefined };
  if (isCableOnly(verdictAfter)) return { outcome: 'boots-cable-only', error: undefined };
  const params: ErrorParams = { reason: verdictAfter.reasons[0]?.code ?? '' };
  return { outcome: 'boots-unreachable', error: { code: 'engine.still-unreachable', params } };
}

/**
 * The unit would accept the server, or none was given; what it lacks is a second slot, which no server and no firmware
 * can give it.
 */
function isCableOnly({ reasons }: Verdict): boolean {
  const codes = reasons.map(({ code }) => code);
  return codes.includes('no-second-slot') && (codes.includes('path-found') || codes.length === 1);
}

/** A link that fails after a boot that failed, or that was waited for in vain, changes nothing about that boot. */
function reportOf(run: Run, error: JobError | undefined): Report {
  const { job, boot } = run;
  const finished = error === undefined || boot?.outcome === 'failed' || error.code === boot?.error?.code;
  const end = finished ? conclude(run) : { outcome: 'failed' as const, error };
  const reached = new Set(run.steps.map(({ id }) => id));
  const rest = job.plan.steps.filter(({ id }) => !reached.has(id)).map((step) => untimed(step, 'not-reached'));
  return {
    schema: 1,
    planHash: job.plan.hash,
    outcome: end.outcome,
    unitState: run.unitState,
    startedAt: run.startedAt,
    endedAt: timeStamp(job),
    steps: [...run.steps, ...rest],
    error: end.error,
    bootLog: boot?.log ?? '',
    bootFindings: boot?.findings ?? [],
    factsAfter: run.factsAfter,
    verdictAfter: run.verdictAfter,
    preservedIntact: run.preservedIntact,
    backupId: run.backupId,
  };
}

function untimed({ id, kind, target }: PlanStep, result: 'done' | 'not-reached'): StepReport {
  return { id, kind, target, result, durationMs: 0, bytesWritten: 0, restarts: 0 };
}
