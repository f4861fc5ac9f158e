import type { Socket } from 'node:net';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { SerialLink } from '../../core/interfaces/serial-link.ts';
import { linkListeners } from '../link-listeners.ts';
import { connectSocket, type HostPort, writeSocket } from './socket.ts';

/**
 * A serial line as raw bytes over TCP (`ser2net`, `socket://`). It has no modem lines and no rate: whoever is at the other
 * end brings the unit into download mode. Errors: `link.unreachable`, `port.busy`, `port.gone`.
 */
export function tcpLink(name: string, target: HostPort): SerialLink {
  const { data, lost, ...subscriptions } = linkListeners();
  let socket: Socket | undefined;
  return {
    name,
    usb: undefined,
    simulated: false,
    hasModemLines: false,
    ...subscriptions,
    async open() {
      if (socket !== undefined) throw new RecoveryError('port.busy', { port: name });
      const opened = await connectSocket(target);
      socket = opened;
      opened.on('data', data);
      opened.once('close', () => {
        if (socket !== opened) return; // closed by us
        socket = undefined;
        lost();
      });
    },
    async close() {
      const closing = socket;
      socket = undefined;
      closing?.destroy();
    },
    write: (bytes) => writeSocket(socket, bytes, name),
    async setBaudRate() {},
    async setModemLines() {},
  };
}
