import type { ChipFamily } from '../chips/chip.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import type { ErrorParams, Hazard, UnitState } from '../errors/recovery-error.ts';

/** What the caller allows. Nothing here can relax DESIGN §5. */
export interface PlanPolicy {
  readonly mode: 'guided' | 'technician' | 'batch' | 'cli';
  /** Read and keep the whole flash before the first write. Default over USB. */
  readonly fullBackup: boolean;
  /** A named operator (or a scanned label) vouches for the product where no rule identified it. Never in Guided or Batch. */
  readonly productConfirmedBy?: string | undefined;
  /** Batch: a signed policy allows a unit whose flash cannot be read back; the plan still has to be confirmed as such. */
  readonly allowsNoBackup?: boolean | undefined;
}

/** Bytes of a write step: an image of the release by SHA-256, or a few bytes computed by the planner. */
export type StepContent =
  | { readonly kind: 'image'; readonly sha256: string; readonly length: number }
  | { readonly kind: 'bytes'; readonly base64: string };

export type Undo = 'not-needed' | 'restore-backup' | 'select-previous-slot' | 'none';

interface StepBase {
  /** Position in the plan, from 0. */
  readonly id: number;
  /** Partition label or `flash`. */
  readonly target: string;
  readonly hazard: Hazard;
  readonly undo: Undo;
  /** What the unit is like when this step has begun and not ended. */
  readonly stateDuring: UnitState;
  /** What the unit is like when this step has ended well. */
  readonly stateAfter: UnitState;
}

export type PlanStep = StepBase &
  /** Saves the ranges as one backup, before anything is written. */
  (
    | { readonly kind: 'backup'; readonly ranges: readonly PlanRange[] }
    /**
     * Reads the image of the slot that boots and makes sure that it is sound: headers alone do not prove that the
     * bootloader does not fall back to the very slot that is about to be written.
     */
    | { readonly kind: 'check-running'; readonly offset: number; readonly length: number }
    | { readonly kind: 'write'; readonly offset: number; readonly length: number; readonly content: StepContent }
    | { readonly kind: 'erase'; readonly offset: number; readonly length: number }
    /** Writes one otadata sector so that `slot` boots next; the other sector stays as it is. */
    | {
        readonly kind: 'select-slot';
        readonly offset: number;
        readonly length: number;
        readonly content: StepContent;
        readonly slot: string;
      }
    | { readonly kind: 'verify'; readonly offset: number; readonly length: number; readonly md5: string }
    | {
        readonly kind: 'boot-check';
        readonly version: string;
        readonly lines: readonly string[];
        readonly slotOffset: number;
        /** The table has no other app: a bootloader that prints nothing leaves no doubt about the slot. */
        readonly isOnlySlot: boolean;
        readonly timeoutMs: number;
      }
    /**
     * The unit's own firmware takes the image over its recovery endpoints, writes it to its inactive slot and checks it.
     * `offset` is absent where the unit does not tell where that slot lies; bytes per second as the link is expected to carry.
     */
    | {
        readonly kind: 'transfer';
        readonly offset?: number;
        readonly length: number;
        readonly content: Extract<StepContent, { kind: 'image' }>;
        readonly bytesPerSecond: number;
      }
    /** The unit selects `slot` for its next start, and restarts. */
    | { readonly kind: 'activate'; readonly slot: string }
    /** Connects again until the unit itself reports the new firmware, and makes that stay: the proof without a console. */
    | {
        readonly kind: 'report';
        readonly version: string;
        /** Of the firmware's ELF file, hexadecimal. */
        readonly elfSha256: string;
        readonly timeoutMs: number;
      }
    | { readonly kind: 'reconnect' }
    /** Reads the facts again, compares what had to survive, and judges once more. */
    | { readonly kind: 'confirm' }
  );

/** A range of flash by the name it goes by: a partition label, `bootloader`, `partition-table` or `flash`. */
export interface PlanRange {
  readonly partition: string;
  readonly offset: number;
  readonly length: number;
}

export interface RecoveryPlan {
  readonly schema: 1;
  /** SHA-256 over the canonical JSON of everything else in the plan: what a confirmation is bound to. */
  readonly hash: string;
  /** What carries the steps out: the unit's own firmware over BLE or SoftAP; absent = a flash loader over a cable. */
  readonly over?: 'recovery-endpoints';
  /** Over recovery endpoints: what must still run when the plan starts. Found different: `engine.unit-changed`. */
  readonly expects?: { readonly elfSha256: string; readonly runningSlot: string };
  readonly unit: { readonly mac: string; readonly chip: ChipFamily; readonly simulated: boolean };
  readonly release: {
    readonly product: string;
    readonly version: string;
    readonly build: string;
    readonly manifestSha256: string;
  };
  readonly versionBefore: string | undefined;
  readonly targetSlot: string;
  /** True when the only app slot is overwritten: there is no way back but the backup. */
  readonly overwritesOnlySlot: boolean;
  readonly steps: readonly PlanStep[];
  /** Ranges whose content must be the same after the job as before it (DESIGN §5.2). */
  readonly preserved: readonly PlanRange[];
  /** Codes of what the operator has to confirm, e.g. `overwrites-only-slot`; empty = nothing. */
  readonly confirmations: readonly ConfirmationCode[];
  /** What must still stand in flash when the plan starts: partition table and otadata. Found different: `engine.unit-changed`. */
  readonly preconditions: readonly { readonly offset: number; readonly length: number; readonly sha256: string }[];
  readonly estimate: { readonly bytesRead: number; readonly bytesWritten: number; readonly seconds: number };
}

export type ConfirmationCode =
  | 'overwrites-only-slot'
  | 'no-backup'
  | 'product-by-operator'
  | 'replaces-trust-store'
  | 'data-unchecked'
  | 'unsigned-release';

export interface Refusal {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
}

export type PlanResult =
  | { readonly ok: true; readonly plan: RecoveryPlan }
  | { readonly ok: false; readonly refusals: readonly [Refusal, ...Refusal[]] };
