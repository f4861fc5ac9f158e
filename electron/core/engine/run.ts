import { RecoveryError, type UnitState } from '../errors/recovery-error.ts';
import type { UnitFacts } from '../inspect/facts.ts';
import type { ConnectedChip } from '../interfaces/flash-loader.ts';
import type { Verdict } from '../trust/verdict.ts';
import type { BackupPiece } from './backup-store.ts';
import type { BootResult } from './boot-check.ts';
import type { Job, JobBase, UnitViews } from './job.ts';
import type { JournalEntry } from './journal.ts';
import type { PreservedDigest } from './preserved.ts';
import type { StepReport } from './report.ts';

/** What is known of a job while it runs, whatever it runs over. Only the engine changes it. */
export interface Run {
  readonly job: JobBase;
  readonly startedAt: string;
  readonly steps: StepReport[];
  unitState: UnitState;
  /** Of the step that runs, all its attempts together. */
  tally: { bytesWritten: number; restarts: number };
  preservedIntact: boolean | undefined;
  backupId: string | undefined;
  boot: BootResult | undefined;
  factsAfter: UnitFacts | undefined;
  verdictAfter: Verdict | undefined;
}

/** The same of a job over a flash loader. */
export interface FlashRun extends Run {
  readonly job: Job;
  readonly views: UnitViews;
  chip: ConnectedChip | undefined;
  /** Highest rate that the link has not failed at, baud; undefined = as the caller asks. */
  maxBaudRate: number | undefined;
  /** Undefined where it could not be taken, or where the unit may have run since. */
  preserved: readonly PreservedDigest[] | undefined;
  /** What the backup step just read; empty in every other step but the next one. */
  saved: readonly BackupPiece[];
}

/** A run before its first step, without what belongs to the kind of work alone. */
export function newRun<J extends JobBase>(job: J): Run & { readonly job: J } {
  return {
    job,
    startedAt: timeStamp(job),
    steps: [],
    unitState: 'untouched',
    tally: { bytesWritten: 0, restarts: 0 },
    preservedIntact: undefined,
    backupId: undefined,
    boot: undefined,
    factsAfter: undefined,
    verdictAfter: undefined,
  };
}

/** An entry before it is stamped with the time. */
type Unstamped = JournalEntry extends infer Entry ? (Entry extends JournalEntry ? Omit<Entry, 'at'> : never) : never;

export function writeJournal({ job }: Run, entry: Unstamped): Promise<void> {
  return job.journal.append({ ...entry, at: timeStamp(job) } as JournalEntry);
}

export function throwIfCancelled({ job }: Run): void {
  if (job.signal?.aborted) throw new RecoveryError('engine.cancelled');
}

export function timeStamp({ clock }: Pick<JobBase, 'clock'>): string {
  return new Date(clock.now()).toISOString();
}
