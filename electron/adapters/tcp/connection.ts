import { connect, type Socket } from 'node:net';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { WireEvents } from '../wire-link.ts';

const connectTimeoutMs = 5000;
/** How soon a peer that vanished without a word is noticed, at the operating system's pace. */
const keepAliveMs = 5000;
/** Bytes of answers that may wait for a peer that asks and does not read. */
const maxUnsent = 0x40000;

/** The far end of a TCP link. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface Connection {
  /** Resolves when the operating system has taken the bytes. Rejects with `port.gone`. */
  write(bytes: Uint8Array): Promise<void>;
  /** Sends without waiting; ends the connection where too much waits already. */
  post(bytes: Uint8Array): void;
  /** Ends the connection at once. What was accepted before is still delivered. */
  end(): void;
}

/** What an operator calls an address. */
export function addressName(scheme: string, { host, port }: Address): string {
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Connects. Throws `link.unreachable`. */
export async function connectTo(address: Address, name: string, events: WireEvents): Promise<Connection> {
  const socket = await reach(address, name);
  socket.on('data', events.onData);
  socket.on('close', events.onLost);
  const gone = (cause: Error) => new RecoveryError('port.gone', { port: name }, { cause });
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        socket.write(bytes, (error) => (error ? reject(gone(error)) : resolve()));
      }),
    post(bytes) {
      if (socket.writableLength > maxUnsent) socket.destroy();
      else socket.write(bytes);
    },
    end: () => void socket.destroy(),
  };
}

function reach({ host, port }: Address, name: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs });
    const fail = (detail: string, cause?: Error) => {
      socket.destroy();
      reject(new RecoveryError('link.unreachable', { port: name, detail }, { cause }));
    };
    socket.setTimeout(connectTimeoutMs, () => fail('ETIMEDOUT'));
    socket.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message, error));
    socket.once('connect', () => {
      socket.setTimeout(0);
      resolve(socket);
    });
  });
}
