import { SerialPort } from 'serialport';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { PortChange, PortInfo, PortWatcher } from '../../core/interfaces/port-watcher.ts';
import type { UsbIdentity } from '../../core/interfaces/serial-link.ts';

/** How often ports are listed while somebody watches. */
const pollMs = 1000;
/** A device may name itself anything. */
const maxTextLength = 128;

/** A port as the serialport library lists it. */
export interface ListedPort {
  readonly path: string;
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
  readonly serialNumber?: string | undefined;
  readonly manufacturer?: string | undefined;
}

/** The serial ports of this machine. `listPorts` and `intervalMs` are for tests. */
export function createPortWatcher(
  listPorts: () => Promise<readonly ListedPort[]> = SerialPort.list,
  intervalMs = pollMs,
): PortWatcher {
  const list = async (): Promise<readonly PortInfo[]> => {
    try {
      return (await listPorts()).map(portInfo);
    } catch (cause) {
      const detail = cause instanceof Error ? cause.message : String(cause);
      throw new RecoveryError('port.list-failed', { detail }, { cause });
    }
  };
  return {
    list,
    watch(listener) {
      let known: ReadonlyMap<string, PortInfo> | undefined;
      let timer: NodeJS.Timeout | undefined;
      let ended = false;
      const look = async () => {
        // Where listing fails once, e.g. while an adapter is being set up, what was known stays.
        const found = await list().then(byIdentity, () => undefined);
        if (ended) return;
        timer = setTimeout(look, intervalMs);
        if (found === undefined) return;
        const change = difference(known ?? new Map(), found);
        const tell = known === undefined || change.added.length > 0 || change.removed.length > 0;
        known = found;
        if (tell) listener(change);
      };
      void look();
      return () => {
        ended = true;
        clearTimeout(timer);
      };
    },
  };
}

function portInfo({ path, vendorId, productId, serialNumber, manufacturer }: ListedPort): PortInfo {
  const vendor = usbNumber(vendorId);
  const product = usbNumber(productId);
  if (vendor === undefined || product === undefined) return { path, usb: undefined, simulated: false };
  const usb: UsbIdentity = {
    vendorId: vendor,
    productId: product,
    ...(serialNumber && { serialNumber: serialNumber.slice(0, maxTextLength) }),
    ...(manufacturer && { manufacturer: manufacturer.slice(0, maxTextLength) }),
  };
  return { path, usb, simulated: false };
}

function usbNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-9a-f]{1,4}$/i.test(text) ? Number.parseInt(text, 16) : undefined;
}

/** Another adapter at the same path is another port. */
function byIdentity(ports: readonly PortInfo[]): ReadonlyMap<string, PortInfo> {
  return new Map(ports.map((port) => [JSON.stringify(port), port]));
}

function difference(before: ReadonlyMap<string, PortInfo>, after: ReadonlyMap<string, PortInfo>): PortChange {
  const missingIn = (a: ReadonlyMap<string, PortInfo>, b: ReadonlyMap<string, PortInfo>) =>
    [...a].filter(([identity]) => !b.has(identity)).map(([, port]) => port);
  return { added: missingIn(after, before), removed: missingIn(before, after) };
}
