import { createServer, type Socket } from 'node:net';
import type { SerialDevice } from '../serial-device.ts';
import { listen } from './listen.ts';

/** A virtual unit that other programs can open. */
export interface DeviceServer {
  /** What a client opens: `socket://…`, `rfc2217://…` or the path of a terminal. */
  readonly url: string;
  /** Lets the client go and stops serving. The unit itself goes on. */
  close(): Promise<void>;
}

export interface ListenOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Default 127.0.0.1: other machines cannot reach the unit. */
  readonly host?: string;
}

/** What a protocol makes of one client. */
export interface ClientSession {
  /** Bytes that the client sent. */
  receive(bytes: Uint8Array): void;
  /** The client has gone. */
  end(): void;
}

/** Bytes that may wait for a client that does not read before it is let go: a whole flash of the largest size. */
const maxUnread = 0x1000000;

/**
 * Listens for one client at a time: a unit has one serial port. A second client is let go at once. Throws RecoveryError
 * `port.busy` or `port.open-failed`.
 */
export async function serveClients(
  device: SerialDevice,
  { port = 0, host = '127.0.0.1' }: ListenOptions,
  scheme: 'socket' | 'rfc2217',
  openSession: (send: (bytes: Uint8Array) => void, drop: () => void) => ClientSession,
): Promise<DeviceServer> {
  let client: Socket | undefined;
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy()); // a client may vanish at any time: `close` follows
    if (client || !device.plugged) {
      socket.destroy();
      return;
    }
    client = socket;
    attach(socket, openSession);
    socket.on('close', () => {
      client = undefined;
    });
  });
  const stopWatching = device.onLost(() => client?.destroy());
  const boundPort = await listen(server, port, host);
  return {
    url: `${scheme}://${host}:${boundPort}`,
    async close() {
      stopWatching();
      client?.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function attach(
  socket: Socket,
  openSession: (send: (bytes: Uint8Array) => void, drop: () => void) => ClientSession,
): void {
  const drop = () => socket.destroy();
  const send = (bytes: Uint8Array) => {
    if (socket.writableLength + bytes.length > maxUnread) drop();
    else socket.write(bytes);
  };
  const session = openSession(send, drop);
  socket.on('data', (chunk) => session.receive(chunk));
  socket.on('close', () => session.end());
}
