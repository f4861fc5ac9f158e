import { RecoveryError } from '../../core/errors/recovery-error.ts';

/** How long each operation may take, ms. The libraries wait without end (PROTOCOLS §6.2). */
export interface BleTimings {
  /** Until the system says whether Bluetooth can be used. */
  readonly state: number;
  readonly scan: number;
  /** Until a unit that is to be connected advertises. */
  readonly find: number;
  readonly connect: number;
  readonly discover: number;
  /** One user description; without it the endpoints are known by their UUIDs. */
  readonly describe: number;
  /** A handler runs within the write: SRP, or flash (PROTOCOLS §1.3). */
  readonly write: number;
  readonly read: number;
  readonly disconnect: number;
}

export const usualTimings: BleTimings = {
  state: 4_000,
  scan: 5_000,
  find: 15_000,
  connect: 20_000,
  discover: 20_000,
  describe: 5_000,
  write: 25_000,
  read: 15_000,
  disconnect: 3_000,
};

export type BleOperation = keyof BleTimings;

/** A signal that aborts with `ble.timed-out`, and ends with whatever is done within it. */
export async function within<T>(
  timings: BleTimings,
  operation: BleOperation,
  others: readonly (AbortSignal | undefined)[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(
    () => controller.abort(new RecoveryError('ble.timed-out', { operation })),
    timings[operation],
  );
  try {
    return await work(AbortSignal.any([controller.signal, ...others.filter((other) => other !== undefined)]));
  } finally {
    clearTimeout(timer);
  }
}
