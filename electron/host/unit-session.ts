import { readMac } from '../core/chips/read-mac.ts';
import type { ConnectOptions, ResetAfter, WireEvent } from '../core/interfaces/flash-loader.ts';
import { type OpenUnit, openUnit } from './open-unit.ts';
import type { Workspace } from './workspace.ts';

/** How to reach one unit, and how to leave it. */
export interface UnitTarget {
  readonly target: string;
  readonly connect: ConnectOptions;
  readonly after: ResetAfter;
  readonly signal: AbortSignal;
  /** Hears the wire log of the whole session. */
  readonly onWire?: ((event: WireEvent) => void) | undefined;
}

/**
 * Connects to a unit, takes its lock so that no other program of ours works on it (DESIGN §5.8), and calls `work`.
 * Afterwards the unit is restarted or left alone as asked, and the lock is given back.
 */
export async function withUnit<T>(
  { target, connect, after, signal, onWire }: UnitTarget,
  workspace: Workspace,
  work: (unit: OpenUnit, mac: string) => Promise<T>,
): Promise<T> {
  const unit = await openUnit(target, { ...connect, signal }, workspace, onWire);
  try {
    const mac = await readMac(unit.loader, unit.chip);
    const lock = await workspace.store.lock(mac);
    try {
      return await work(unit, mac);
    } finally {
      await lock.release();
    }
  } finally {
    await unit.close(after);
  }
}
