import type { ErrorCode } from '../errors/catalogue.ts';
import type { UnitState } from '../errors/recovery-error.ts';
import type { UnitFacts } from '../inspect/facts.ts';
import type { RecoveryPlan } from '../plan/plan.ts';
import type { Verdict } from '../trust/verdict.ts';
import type { JobOutcome } from './events.ts';

/**
 * The journal of one job: JSON lines, each durable before the step that it announces begins. After a crash or a pulled
 * cable it says truly what the unit is like: `stateDuring` of the last step begun, or `stateAfter` of the last one ended.
 * A step that compares before it writes begins twice: in the state of the step before, and with its own when it writes.
 */
export type JournalEntry =
  | {
      readonly type: 'job';
      readonly at: string;
      readonly plan: RecoveryPlan;
      readonly operator: string;
      readonly confirmedHash?: string | undefined;
      /** What the plan was made from, so that a resumed job can be recorded like any other. */
      readonly factsBefore: UnitFacts;
      readonly verdictBefore?: Verdict | undefined;
    }
  | { readonly type: 'backup'; readonly at: string; readonly id: string }
  | { readonly type: 'begin'; readonly at: string; readonly step: number; readonly unitState: UnitState }
  | { readonly type: 'end'; readonly at: string; readonly step: number; readonly unitState: UnitState }
  | { readonly type: 'error'; readonly at: string; readonly code: ErrorCode; readonly unitState: UnitState }
  | { readonly type: 'closed'; readonly at: string; readonly outcome: JobOutcome; readonly unitState: UnitState };

/** Where a running job writes its entries. */
export interface Journal {
  /** Durable when resolved. Throws `store.write-failed`. */
  append(entry: JournalEntry): Promise<void>;
}
