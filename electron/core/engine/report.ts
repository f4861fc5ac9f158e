import type { ErrorCode } from '../errors/catalogue.ts';
import type { ErrorParams, UnitState } from '../errors/recovery-error.ts';
import type { UnitFacts } from '../inspect/facts.ts';
import type { PlanStep } from '../plan/plan.ts';
import type { Verdict } from '../trust/verdict.ts';
import type { JobOutcome } from './events.ts';

/** How a job ended. Plain JSON. */
export interface Report {
  readonly schema: 1;
  readonly planHash: string;
  readonly outcome: JobOutcome;
  readonly unitState: UnitState;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly steps: readonly StepReport[];
  readonly error: { readonly code: ErrorCode; readonly params: ErrorParams } | undefined;
  /** Redacted boot log of the boot check. */
  readonly bootLog: string;
  /** What the boot log proved, e.g. `brownout`, `panic`, `rollback`. */
  readonly bootFindings: readonly string[];
  readonly factsAfter: UnitFacts | undefined;
  readonly verdictAfter: Verdict | undefined;
  /** False when a range that had to survive differs; undefined when it could not be compared. */
  readonly preservedIntact: boolean | undefined;
  readonly backupId: string | undefined;
}

export interface StepReport {
  readonly id: number;
  readonly kind: PlanStep['kind'];
  readonly target: string;
  readonly result: 'done' | 'skipped' | 'failed' | 'not-reached';
  readonly durationMs: number;
  readonly bytesWritten: number;
  readonly restarts: number;
}
