import { RecoveryError } from '../errors/recovery-error.ts';
import { overlaps } from '../plan/flash-geometry.ts';
import type { PlanStep, RecoveryPlan } from '../plan/plan.ts';
import { contentOf } from './flash-steps.ts';
import { executeOnFlash } from './flash-work.ts';
import type { Job, UnitViews } from './job.ts';
import type { JournalEntry } from './journal.ts';
import { type ChangingStep, changesFlash, checkConfirmed, checkStanding, checkWork } from './preconditions.ts';
import type { Report } from './report.ts';
import type { FlashRun, Run } from './run.ts';
import { connectUnit } from './unit-connection.ts';
import { holds } from './write-changed.ts';

/** A job whose plan, facts and confirmation come from its journal. */
export type ResumedJob = Omit<Job, 'plan' | 'factsBefore' | 'verdictBefore' | 'operator' | 'confirmedHash'>;

/** What a journal says about a job that stopped. */
export interface JobProgress {
  readonly job: Extract<JournalEntry, { type: 'job' }>;
  readonly unitState: Run['unitState'];
  readonly backupId: string | undefined;
  /** Steps that ended and were not begun again since. */
  readonly ended: ReadonlySet<number>;
  /** Steps that were ever begun. */
  readonly begun: ReadonlySet<number>;
  readonly closed: boolean;
}

/**
 * Finishes a job that stopped on the way. The unit must be the same and nobody else may have changed it; steps that
 * ended are not done again, above all the backup: it holds what was there before, and a new one would not.
 * Throws `engine.nothing-to-resume`, `engine.journal-damaged`; all else is in the report, as with `runPlan`.
 */
export async function resumeJob(
  entries: readonly JournalEntry[],
  resumed: ResumedJob,
  views: UnitViews,
): Promise<Report> {
  const progress = readProgress(entries);
  if (progress.closed) throw new RecoveryError('engine.nothing-to-resume', { hash: progress.job.plan.hash });
  const { plan, factsBefore, verdictBefore, operator, confirmedHash } = progress.job;
  const job = { ...resumed, plan, factsBefore, verdictBefore, operator, confirmedHash };
  return executeOnFlash(job, views, (run) => prepareResumed(run, progress));
}

/** Replays a journal. Throws `engine.nothing-to-resume` where it holds no job. */
export function readProgress(entries: readonly JournalEntry[]): JobProgress {
  const job = entries.find((entry) => entry.type === 'job');
  if (!job) throw new RecoveryError('engine.nothing-to-resume');
  const ended = new Set<number>();
  const begun = new Set<number>();
  let unitState: Run['unitState'] = 'untouched';
  let backupId: string | undefined;
  for (const entry of entries) {
    if ('unitState' in entry) unitState = entry.unitState;
    if (entry.type === 'backup') backupId = entry.id;
    if (entry.type === 'begin') {
      begun.add(entry.step);
      for (const step of ended) if (step >= entry.step) ended.delete(step);
    }
    if (entry.type === 'end') ended.add(entry.step);
  }
  return { job, unitState, backupId, ended, begun, closed: entries.some(({ type }) => type === 'closed') };
}

async function prepareResumed(run: FlashRun, progress: JobProgress) {
  run.unitState = progress.unitState;
  run.backupId = progress.backupId;
  checkWork(run.job.plan, undefined);
  checkConfirmed(run.job);
  await connectUnit(run);
  const { plan } = run.job;
  const changed = plan.steps.filter(changesFlash).filter(({ id }) => progress.begun.has(id));
  await checkStanding(
    run,
    plan.preconditions.filter((range) => !changed.some((step) => overlaps(step, range))),
  );
  const lost = await firstNoLongerStanding(run, progress);
  if (lost) run.unitState = lost.stateDuring;
  return { firstStep: Math.min(firstUnfinished(plan, progress), lost?.id ?? plan.steps.length), resumed: true };
}

/** A boot that was not recorded to the end of the job is watched again: what it proved went with the first run. */
function firstUnfinished({ steps }: RecoveryPlan, { ended }: JobProgress): number {
  return steps.find(({ id, kind }) => !ended.has(id) || kind === 'boot-check')?.id ?? 0;
}

/**
 * While the job was stopped the unit may have booted its old firmware, and that may have tried an update of its own or
 * written to a partition that both share. What is gone is written again, as long as the new slot is not selected.
 */
async function firstNoLongerStanding(run: FlashRun, { ended, begun }: JobProgress): Promise<PlanStep | undefined> {
  const { plan, loader, release, signal } = run.job;
  const isSelected = plan.steps.some(
    (step) => step.kind === 'select-slot' && step.slot === plan.targetSlot && begun.has(step.id),
  );
  for (const step of plan.steps) {
    if (step.kind !== 'write' || !ended.has(step.id)) continue;
    if (await holds(loader, step.offset, contentOf(step.content, release), { signal })) continue;
    if (!isSelected) return step;
    if (step.target === plan.targetSlot) throw unitChanged(step);
  }
  return undefined;
}

function unitChanged({ offset, length }: ChangingStep): RecoveryError {
  return new RecoveryError('engine.unit-changed', { offset, length });
}
