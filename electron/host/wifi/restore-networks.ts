import { systemWifi } from '../../adapters/wifi/system-wifi.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { Lock } from '../../core/interfaces/store.ts';
import type { WifiControl } from '../../core/interfaces/wifi-control.ts';
import type { Workspace } from '../workspace.ts';
import { type RestoreMarker, readMarker, removeMarker } from './restore-marker.ts';

/** One program at a time has this machine in a unit's network. */
const lockName = 'wifi';
/** Longer than the lock of a program that died stays fresh. */
const staleWaitMs = 15_000;

/** Throws `wifi.busy` where another program holds the Wi-Fi. */
export async function lockWifi({ store }: Workspace, waitMs = 0): Promise<Lock> {
  try {
    return await store.lock(lockName, { waitMs });
  } catch (cause) {
    const isHeld = cause instanceof RecoveryError && (cause.code === 'unit.locked' || cause.code === 'store.busy');
    throw isHeld ? new RecoveryError('wifi.busy', {}, { cause }) : cause;
  }
}

/**
 * At the start of every program: where one died while this machine was in a unit's network, goes back to the network from
 * before. True where that was done. Throws `wifi.not-restored` and what the tool's absence throws; the marker stays then,
 * and the next start tries again.
 */
export async function restoreNetworks(workspace: Workspace, control: WifiControl = systemWifi()): Promise<boolean> {
  const marker = await readMarker(workspace);
  if (marker === undefined) return false;
  const lock = await lockOfTheDead(marker, workspace);
  if (lock === undefined) return false;
  try {
    return await restoreLeft(workspace, control);
  } finally {
    await lock.release();
  }
}

/** The same under the lock that the caller holds. */
export async function restoreLeft(workspace: Workspace, control: WifiControl): Promise<boolean> {
  const marker = await readMarker(workspace);
  if (marker === undefined) return false;
  const { restore } = marker;
  const adapters = await control.adapters();
  // An adapter that was taken out took its network with it.
  if (adapters.some(({ name }) => name === restore.adapter)) await control.leave(restore);
  await removeMarker(workspace);
  return true;
}

/** Undefined while whoever wrote the marker lives and holds the lock: a process number alone may be another's by now. */
async function lockOfTheDead({ pid }: RestoreMarker, workspace: Workspace): Promise<Lock | undefined> {
  try {
    return await lockWifi(workspace, isAlive(pid) ? 0 : staleWaitMs);
  } catch (error) {
    if (error instanceof RecoveryError && error.code === 'wifi.busy') return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
