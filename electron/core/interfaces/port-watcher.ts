import type { Unsubscribe, UsbIdentity } from './serial-link.ts';

/** A serial port that the operating system lists. */
export interface PortInfo {
  /** The path to open, e.g. `/dev/ttyUSB0` or `COM7`. */
  readonly path: string;
  readonly usb: UsbIdentity | undefined;
  readonly simulated: boolean;
}

export interface PortChange {
  readonly added: readonly PortInfo[];
  readonly removed: readonly PortInfo[];
}

/** Lists ports and tells what was plugged in or out, by comparing lists (no OS offers one portable event). */
export interface PortWatcher {
  /** Ports at this moment. Throws RecoveryError `port.list-failed`. */
  list(): Promise<readonly PortInfo[]>;
  /** Calls the listener with every difference, first with all ports present. Polls only while somebody listens. */
  watch(listener: (change: PortChange) => void): Unsubscribe;
}
