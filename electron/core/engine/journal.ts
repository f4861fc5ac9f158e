import type { UnitState } from '../errors/recovery-error.ts';
import type { RecoveryPlan } from '../plan/plan.ts';
import type { JobOutcome } from './events.ts';

/**
 * The journal of one job: JSON lines, each durable before the step that it announces begins. After a crash or a pulled
 * cable it says truly what the unit is like: `stateDuring` of the last step begun, or `stateAfter` of the last one ended.
 */
export type JournalEntry =
  | {
      readonly type: 'job';
      readonly at: string;
      readonly plan: RecoveryPlan;
      readonly operator: string;
      readonly confirmedHash: string | undefined;
    }
  | { readonly type: 'begin'; readonly at: string; readonly step: number; readonly unitState: UnitState }
  | { readonly type: 'end'; readonly at: string; readonly step: number; readonly unitState: UnitState }
  | {
      readonly type: 'backup';
      readonly at: string;
      readonly id: string;
      readonly preserved: readonly { readonly partition: string; readonly sha256: string }[];
    }
  | { readonly type: 'error'; readonly at: string; readonly code: string; readonly unitState: UnitState }
  | { readonly type: 'closed'; readonly at: string; readonly outcome: JobOutcome; readonly unitState: UnitState };
