import type { ChipFamily } from '../chips/chip.ts';
import type { JobOutcome } from '../engine/events.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import type { ErrorParams, UnitState } from '../errors/recovery-error.ts';
import type { PlanStep } from '../plan/plan.ts';

/** Why a unit was not written to, or what went wrong: an error code and what its text is filled with. */
export interface Reason {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
}

/** How far the unit at a station is. */
export type StationPhase =
  | { readonly kind: 'empty' }
  /** Plugged in; its turn comes when another unit is done. */
  | { readonly kind: 'waiting' }
  /** Plugged in; begins when the batch goes on. */
  | { readonly kind: 'paused' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'inspecting' }
  | { readonly kind: 'planning' }
  /** Read and planned; begins when the unit's serial number is scanned. */
  | { readonly kind: 'needs-serial' }
  | RunningPhase
  | { readonly kind: 'recovered'; readonly outcome: JobOutcome }
  /** Was recovered in this batch before and runs the release: nothing is done with it, take it out. */
  | { readonly kind: 'unplug-me' }
  /** Not written to, because a rule or the policy forbids it; the first reason, and the codes of the others. */
  | { readonly kind: 'set-aside'; readonly reason: Reason; readonly others: readonly ErrorCode[] }
  /** The cable was pulled or the batch stopped on the way; plugged in again, the job goes on. */
  | { readonly kind: 'interrupted'; readonly reason: Reason; readonly unitState: UnitState | undefined }
  | {
      readonly kind: 'failed';
      readonly reason: Reason;
      /** Undefined where nothing was written and nothing is known of what was written before. */
      readonly unitState: UnitState | undefined;
      /** Code to read aloud on the phone, where the batch was given a way to make one. */
      readonly support: string | undefined;
    };

export interface RunningPhase {
  readonly kind: 'running';
  /** Position of the step in the plan, from 0, and how many steps there are. */
  readonly step: number;
  readonly steps: number;
  readonly stepKind: PlanStep['kind'] | undefined;
  readonly target: string;
  /** Of this step, in bytes of flash; both 0 for a step without a size. */
  readonly done: number;
  readonly total: number;
  /** Bytes of flash a second in this step so far. */
  readonly rate: number | undefined;
  /** Of the whole job, 0 to 1. */
  readonly share: number;
  /** Until the job ends, as far as the link has shown how fast it is. */
  readonly secondsLeft: number | undefined;
  /** True where a job that stopped goes on. */
  readonly resumed: boolean;
  /** Times that something was tried again in this job. */
  readonly retries: number;
  /** What only a person can do so that the next try succeeds: hold the unit's button down. */
  readonly needs: 'button' | undefined;
}

/** The unit at a station, as far as it has said who it is. Texts come from the unit: hostile. */
export interface StationUnit {
  readonly mac: string;
  readonly chip: ChipFamily;
  readonly simulated: boolean;
  readonly versionBefore: string | undefined;
  /** As scanned or typed. */
  readonly serial: string | undefined;
}

/** One place of the batch: a port, and the unit in it. Plain JSON; replaced as a whole. */
export interface StationState {
  /** What the port is known by, across units. */
  readonly id: string;
  /** From 1, in the order in which the ports appeared. */
  readonly number: number;
  /** The path to open, as the operator knows it. */
  readonly port: string;
  readonly simulated: boolean;
  readonly plugged: boolean;
  readonly phase: StationPhase;
  /** Of the unit in it, or of the last one as long as its end is shown. */
  readonly unit: StationUnit | undefined;
  /** A number scanned before the unit has said who it is. */
  readonly serial: string | undefined;
  /** ISO 8601; of the last begin and end. */
  readonly startedAt: string | undefined;
  readonly endedAt: string | undefined;
  /** Of the record that was written last. */
  readonly record: number | undefined;
}

const busyKinds: ReadonlySet<StationPhase['kind']> = new Set<StationPhase['kind']>([
  'connecting',
  'inspecting',
  'planning',
  'needs-serial',
  'running',
]);

/** Whether a unit was written to and not finished: it must not get lost on a shelf. */
export function isUnfinished(phase: StationPhase): boolean {
  return phase.kind === 'interrupted' && phase.unitState !== undefined && phase.unitState !== 'untouched';
}

/** Whether somebody is talking to the unit. */
export function isBusy({ phase }: StationState): boolean {
  return busyKinds.has(phase.kind);
}

/** Whether something is about to happen without anybody doing anything. */
export function isPending(station: StationState): boolean {
  return isBusy(station) || station.phase.kind === 'waiting';
}
