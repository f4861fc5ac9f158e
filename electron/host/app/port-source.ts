import { createPortWatcher } from '../../adapters/serial/port-watcher.ts';
import type { PortEntity } from '../../contract/state.ts';
import { hexNumber } from '../../core/bytes/hex.ts';
import type { PortInfo, PortWatcher } from '../../core/interfaces/port-watcher.ts';
import type { Unsubscribe } from '../../core/interfaces/serial-link.ts';
import { harmlessText } from './harmless-text.ts';

/** Where the ports come from: those of this machine, or those of virtual units. */
export interface PortSource {
  /** Calls the listener with all ports, first those there are and then again whenever something changed. */
  watch(listener: (ports: readonly PortEntity[]) => void): Unsubscribe;
}

/** The serial ports of this machine as the operating system lists them. */
export function serialPortSource(watcher: PortWatcher = createPortWatcher()): PortSource {
  return {
    watch(listener) {
      const ports = new Map<string, PortInfo>();
      return watcher.watch(({ added, removed }) => {
        for (const { path } of removed) ports.delete(path);
        for (const port of added) ports.set(port.path, port);
        listener([...ports.values()].map(describePort));
      });
    },
  };
}

function describePort({ path, usb, simulated }: PortInfo): PortEntity {
  const ids = usb && `${hexNumber(usb.vendorId, 4).slice(2)}:${hexNumber(usb.productId, 4).slice(2)}`;
  const name = usb === undefined ? path : `${usb.manufacturer ?? ''} ${ids}`.trim();
  return { id: path, name: harmlessText(name), simulated, diagnosis: { code: 'usable', params: {} } };
}
