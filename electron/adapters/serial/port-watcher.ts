import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { Clock } from '../../core/interfaces/machine.ts';
import type { PortChange, PortInfo, PortWatcher } from '../../core/interfaces/port-watcher.ts';
import { systemClock } from '../machine.ts';
import { loadSerialPort } from './serialport.ts';

/** A port as serialport lists it. Ids are hexadecimal text; every text comes from the device. */
export interface ListedPort {
  readonly path: string;
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
  readonly serialNumber?: string | undefined;
  readonly manufacturer?: string | undefined;
}

export interface PortWatcherOptions {
  /** Default: what serialport lists. */
  readonly list?: () => Promise<readonly ListedPort[]>;
  readonly clock?: Pick<Clock, 'sleep'>;
  /** Time between two looks while somebody listens. */
  readonly intervalMs?: number;
}

const defaultIntervalMs = 500;
const maxTextLength = 200;

/** Ports of this machine. Without `udevadm` serialport cannot list on Linux: `port.list-failed` (ESPTOOL-JS §12). */
export function createPortWatcher({
  list: listPorts = listSerialPorts,
  clock = systemClock,
  intervalMs = defaultIntervalMs,
}: PortWatcherOptions = {}): PortWatcher {
  const list = async (): Promise<readonly PortInfo[]> => {
    try {
      return (await listPorts()).map(portInfo);
    } catch (cause) {
      throw new RecoveryError('port.list-failed', { reason: String(cause).slice(0, maxTextLength) }, { cause });
    }
  };
  return {
    list,
    watch(listener) {
      const stopped = new AbortController();
      void watchPorts(list, clock, intervalMs, stopped.signal, listener);
      return () => stopped.abort();
    },
  };
}

/** A look that fails changes nothing: the ports that were there are taken to be there still. */
async function watchPorts(
  list: () => Promise<readonly PortInfo[]>,
  clock: Pick<Clock, 'sleep'>,
  intervalMs: number,
  signal: AbortSignal,
  listener: (change: PortChange) => void,
): Promise<void> {
  let known = new Map<string, PortInfo>();
  let isFirst = true;
  while (!signal.aborted) {
    const ports = await list().catch(() => undefined);
    if (signal.aborted) return;
    if (ports !== undefined) {
      const present = new Map(ports.map((port) => [keyOf(port), port]));
      const change = compare(known, present);
      if (isFirst || change.added.length + change.removed.length > 0) listener(change);
      known = present;
      isFirst = false;
    }
    await clock.sleep(intervalMs, signal).catch(() => {});
  }
}

function compare(before: ReadonlyMap<string, PortInfo>, after: ReadonlyMap<string, PortInfo>): PortChange {
  return {
    added: [...after].filter(([key]) => !before.has(key)).map(([, port]) => port),
    removed: [...before].filter(([key]) => !after.has(key)).map(([, port]) => port),
  };
}

/** Another adapter may come under the name of one that went between two looks. */
function keyOf({ path, usb }: PortInfo): string {
  return JSON.stringify([path, usb?.vendorId, usb?.productId, usb?.serialNumber]);
}

function portInfo({ path, vendorId, productId, serialNumber, manufacturer }: ListedPort): PortInfo {
  const [vendor, product] = [vendorId, productId].map((id) => Number.parseInt(id ?? '', 16));
  if (vendor === undefined || product === undefined || Number.isNaN(vendor) || Number.isNaN(product)) {
    return { path, usb: undefined, simulated: false };
  }
  const usb = {
    vendorId: vendor,
    productId: product,
    ...(serialNumber && { serialNumber: serialNumber.slice(0, maxTextLength) }),
    ...(manufacturer && { manufacturer: manufacturer.slice(0, maxTextLength) }),
  };
  return { path, usb, simulated: false };
}

async function listSerialPorts(): Promise<readonly ListedPort[]> {
  const { SerialPort } = await loadSerialPort();
  return SerialPort.list();
}
