import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { UsbDevice, UsbInventory } from '../../core/interfaces/usb-inventory.ts';
import { readLinuxDevices } from './linux-inventory.ts';
import { readMacDevices } from './macos-inventory.ts';
import { readWindowsDevices } from './windows-inventory.ts';

type Reader = () => Promise<readonly UsbDevice[]>;

const readers: Readonly<Partial<Record<NodeJS.Platform, Reader>>> = {
  linux: () => readLinuxDevices(),
  darwin: readMacDevices,
  win32: () => readWindowsDevices(),
};

/** What hangs on this machine's USB. `readDevices` is for tests. */
export function createUsbInventory(readDevices: Reader | undefined = readers[process.platform]): UsbInventory {
  return {
    async list() {
      if (readDevices === undefined) throw new RecoveryError('port.list-failed', { detail: process.platform });
      try {
        return await readDevices();
      } catch (cause) {
        const detail = cause instanceof Error ? cause.message : String(cause);
        throw new RecoveryError('port.list-failed', { detail: detail.slice(0, 200) }, { cause });
      }
    },
  };
}
