import type { StationState } from './station.ts';

/** Units of a batch by how they stand; every unit counts once, by its last end. */
export interface BatchCounters {
  readonly units: number;
  readonly recovered: number;
  readonly setAside: number;
  readonly failed: number;
  /** Written to and not finished: to be plugged in again. */
  readonly interrupted: number;
  /** At work or in the queue at this moment; not part of `units` until they end. */
  readonly pending: number;
}

/** A batch at one moment. Plain JSON. */
export interface BatchState {
  readonly id: string;
  readonly startedAt: string;
  readonly status: 'running' | 'paused' | 'stopped';
  readonly operator: string;
  readonly workOrder: string | undefined;
  readonly release: {
    readonly product: string;
    readonly name: string;
    readonly version: string;
    readonly build: string;
    readonly manifestSha256: string;
  };
  /** The signed policy that this batch goes by. */
  readonly policy: { readonly name: string; readonly sha256: string; readonly signedBy: string } | undefined;
  readonly parallel: number;
  readonly counters: BatchCounters;
  /** By number; at most 32. */
  readonly stations: readonly StationState[];
}

/** What changed since the listener was called last: the batch as it is now, and which stations differ. */
export interface BatchChange {
  readonly state: BatchState;
  readonly stations: readonly StationState[];
}

/** How a unit of the batch ended the last time that it was there. */
export interface UnitEnd {
  /** MAC; of a unit that never said who it is, the station where it stood. */
  readonly unit: string;
  readonly end: 'recovered' | 'set-aside' | 'failed' | 'interrupted';
  readonly serial: string | undefined;
}

/** Whether every unit of the batch came out well, and none is left half-way. */
export function isAllWell({ failed, setAside, interrupted }: BatchCounters): boolean {
  return failed === 0 && setAside === 0 && interrupted === 0;
}

export function countUnits(ends: Iterable<UnitEnd>, pending: number): BatchCounters {
  const all = [...ends];
  const count = (end: UnitEnd['end']) => all.filter((unit) => unit.end === end).length;
  return {
    units: all.length,
    recovered: count('recovered'),
    setAside: count('set-aside'),
    failed: count('failed'),
    interrupted: count('interrupted'),
    pending,
  };
}
