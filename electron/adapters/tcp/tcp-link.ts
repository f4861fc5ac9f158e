import type { SerialLink } from '../../core/interfaces/serial-link.ts';
import { linkOver } from '../wire-link.ts';
import { addressName, connectTo } from './connection.ts';

/**
 * A unit behind raw TCP, as `ser2net` and `socat` serve it. There are no modem lines, and rates are the far end's
 * matter. Errors: `link.unreachable`, `port.gone`.
 */
export function tcpLink(host: string, port: number): SerialLink {
  const address = { host, port };
  const name = addressName('tcp', address);
  return linkOver({ name, usb: undefined, hasModemLines: false }, async (_baudRate, events) => {
    const { write, end } = await connectTo(address, name, events);
    return {
      simulated: false,
      hasModemLines: false,
      write,
      async setBaudRate() {},
      async setModemLines() {},
      close: async () => end(),
    };
  });
}
