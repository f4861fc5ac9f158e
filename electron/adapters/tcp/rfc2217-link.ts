import type { Socket } from 'node:net';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { SerialLink } from '../../core/interfaces/serial-link.ts';
import { linkListeners } from '../link-listeners.ts';
import { type ComPort, comPort } from './com-port.ts';
import { connectSocket, type HostPort, writeSocket } from './socket.ts';
import { encodeTelnetData, telnetDecoder } from './telnet.ts';

/**
 * A serial port of another machine by telnet with the COM port option (RFC 2217): rates and modem lines reach it. Errors:
 * `link.unreachable`, `link.protocol` (the server speaks something else), `port.busy`, `port.gone`.
 */
export function rfc2217Link(name: string, target: HostPort, answerTimeoutMs?: number): SerialLink {
  const { data, lost, ...subscriptions } = linkListeners();
  let connection: { readonly socket: Socket; readonly port: ComPort } | undefined;

  const demandOpen = () => {
    if (connection === undefined) throw new RecoveryError('port.gone', { port: name });
    return connection;
  };
  const start = (socket: Socket): ComPort => {
    const port = comPort(name, (bytes) => writeSocket(socket, bytes, name), answerTimeoutMs);
    const decode = telnetDecoder({
      onData: data,
      onVerb: port.onVerb,
      onSubnegotiation: port.onSubnegotiation,
      onViolation() {
        port.end(new RecoveryError('link.protocol', { port: name, step: 'telnet' }));
        socket.destroy();
      },
    });
    socket.on('data', decode);
    socket.once('close', () => {
      port.end(new RecoveryError('port.gone', { port: name }));
      if (connection?.socket !== socket) return; // closed by us
      connection = undefined;
      lost();
    });
    return port;
  };

  return {
    name,
    usb: undefined,
    simulated: false,
    hasModemLines: true,
    ...subscriptions,
    async open(baudRate) {
      if (connection !== undefined) throw new RecoveryError('port.busy', { port: name });
      const socket = await connectSocket(target);
      const port = start(socket);
      try {
        await port.negotiate(baudRate);
      } catch (error) {
        socket.destroy();
        throw error;
      }
      connection = { socket, port };
    },
    async close() {
      const closing = connection;
      connection = undefined;
      closing?.socket.destroy();
    },
    write: async (bytes) => writeSocket(demandOpen().socket, encodeTelnetData(bytes), name),
    setBaudRate: async (baudRate) => demandOpen().port.setBaudRate(baudRate),
    setModemLines: async (lines) => demandOpen().port.setModemLines(lines),
  };
}
