import { RecoveryError, type UnitState } from '../errors/recovery-error.ts';
import type { UnitFacts } from '../inspect/facts.ts';
import type { ConnectedChip } from '../interfaces/flash-loader.ts';
import type { Verdict } from '../trust/verdict.ts';
import type { BackupPiece } from './backup-store.ts';
import type { BootResult } from './boot-check.ts';
import type { Job, UnitViews } from './job.ts';
import type { JournalEntry } from './journal.ts';
import type { PreservedDigest } from './preserved.ts';
import type { StepReport } from './report.ts';

/** What is known of a job while it runs. Only the engine changes it. */
export interface Run {
  readonly job: Job;
  readonly views: UnitViews;
  readonly startedAt: string;
  readonly steps: StepReport[];
  unitState: UnitState;
  /** Of the step that runs, all its attempts together. */
  tally: { bytesWritten: number; restarts: number };
  chip: ConnectedChip | undefined;
  /** Highest rate that the link has not failed at, baud; undefined = as the caller asks. */
  maxBaudRate: number | undefined;
  /** Undefined where it could not be taken, or where the unit may have run since. */
  preserved: readonly PreservedDigest[] | undefined;
  preservedIntact: boolean | undefined;
  backupId: string | undefined;
  /** What the backup step just read; empty in every other step but the next one. */
  saved: readonly BackupPiece[];
  boot: BootResult | undefined;
  factsAfter: UnitFacts | undefined;
  verdictAfter: Verdict | undefined;
}

export function newRun(job: Job, views: UnitViews): Run {
  return {
    job,
    views,
    startedAt: timeStamp(job),
    steps: [],
    unitState: 'untouched',
    tally: { bytesWritten: 0, restarts: 0 },
    chip: undefined,
    maxBaudRate: undefined,
    preserved: undefined,
    preservedIntact: undefined,
    backupId: undefined,
    saved: [],
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

export function timeStamp({ clock }: Job): string {
  return new Date(clock.now()).toISOString();
}
