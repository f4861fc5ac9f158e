import { RecoveryError } from '../core/errors/recovery-error.ts';
import type { SerialLink, UsbIdentity } from '../core/interfaces/serial-link.ts';
import { Listeners } from './listeners.ts';
import type { Wiring } from './reset-circuit.ts';
import type { SerialDevice } from './serial-device.ts';

/** USB identities of the adapters that the wirings stand for: a CP2102N bridge, a CH340, the C3's own unit. */
const adapters: Readonly<Record<Wiring, UsbIdentity | undefined>> = {
  uart: { vendorId: 0x10c4, productId: 0xea60 },
  'reset-only': { vendorId: 0x1a86, productId: 0x7523 },
  'usb-jtag': { vendorId: 0x303a, productId: 0x1001 },
  none: undefined,
};

/** What the operating system would say of the adapter of a wiring. */
export function adapterIdentity(wiring: Wiring): UsbIdentity | undefined {
  return adapters[wiring];
}

/** A port can be open once. */
const openDevices = new WeakSet<SerialDevice>();

/** A serial port to a simulated device in the same process. Errors: `port.not-found`, `port.busy`, `port.gone`. */
export function linkTo(unit: SerialDevice & { readonly wiring?: Wiring }, name = 'sim:unit'): SerialLink {
  const wiring = unit.wiring ?? 'none';
  const data = new Listeners<Uint8Array>();
  const lost = new Listeners<void>();
  let release: (() => void) | undefined;

  const close = () => {
    release?.();
    release = undefined;
  };
  const demandOpen = () => {
    if (release === undefined) throw new RecoveryError('port.gone', { port: name });
  };
  return {
    name,
    usb: adapterIdentity(wiring),
    simulated: true,
    hasModemLines: wiring !== 'none',
    async open(baudRate) {
      if (!unit.plugged) throw new RecoveryError('port.not-found', { port: name });
      if (openDevices.has(unit)) throw new RecoveryError('port.busy', { port: name, process: 'unknown' });
      openDevices.add(unit);
      unit.setHostBaudRate(baudRate);
      const unsubscribe = [
        unit.onTransmit((chunk) => data.call(chunk)),
        unit.onLost(() => {
          close();
          lost.call();
        }),
      ];
      release = () => {
        openDevices.delete(unit);
        for (const end of unsubscribe) end();
      };
    },
    async close() {
      close();
    },
    async write(bytes) {
      demandOpen();
      unit.receive(bytes);
    },
    async setBaudRate(baudRate) {
      demandOpen();
      unit.setHostBaudRate(baudRate);
    },
    async setModemLines(lines) {
      demandOpen();
      unit.setModemLines(lines);
    },
    onData: (listener) => data.add(listener),
    onLost: (listener) => lost.add(listener),
  };
}
