import { readdirSync } from 'node:fs';
import type { BleBackend } from '../../core/interfaces/ble-backend.ts';
import type { HciSocketClass } from '../../core/interfaces/hci-socket.ts';
import { openAbandonware } from './abandonware-noble.ts';
import type { OpenBindings, OpenedBindings } from './bindings.ts';
import { openBluez, openStoprocent } from './stoprocent-noble.ts';

const libraries: Readonly<Record<Exclude<BleBackend, 'auto'>, readonly OpenBindings[]>> = {
  // Its native parts have to be compiled, which may not have been done: the other brings them along.
  noble: [openAbandonware, openStoprocent],
  stoprocent: [openStoprocent],
  bluez: [openBluez],
};

/**
 * What `auto` means: a packaged app on Linux may not speak to the controller, since the right to do so cannot be given to
 * Electron, so it asks BlueZ (shared ELECTRON). With a virtual controller there is nothing to ask.
 */
export function usualBackend(platform: NodeJS.Platform, isPackaged: boolean): Exclude<BleBackend, 'auto'> {
  return platform === 'linux' && isPackaged ? 'bluez' : 'noble';
}

/** Opens the first library of a backend that loads; rejects with what the last said. */
export async function openBindings(
  backend: Exclude<BleBackend, 'auto'>,
  platform: NodeJS.Platform,
  hciSocket?: HciSocketClass,
): Promise<OpenedBindings> {
  let problem: unknown;
  for (const open of libraries[backend]) {
    try {
      return await open(platform, hciSocket);
    } catch (error) {
      problem = error;
    }
  }
  throw problem;
}

/** Whether Linux knows of any Bluetooth controller: one that is off, and none, look alike to the libraries. */
export function hasLinuxController(folder = '/sys/class/bluetooth'): boolean {
  try {
    return readdirSync(folder).some((name) => name.startsWith('hci'));
  } catch {
    return false;
  }
}
