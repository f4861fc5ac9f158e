import { connect, type Socket } from 'node:net';
import { RecoveryError } from '../../core/errors/recovery-error.ts';

const connectTimeoutMs = 5000;

/** Where a link goes. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** Connects without delaying small writes. Throws `link.unreachable`. */
export function connectSocket({ host, port }: HostPort): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    const fail = (cause?: NodeJS.ErrnoException) => {
      socket.destroy();
      reject(new RecoveryError('link.unreachable', { host, port, reason: cause?.code ?? 'ETIMEDOUT' }, { cause }));
    };
    socket.setTimeout(connectTimeoutMs, () => fail());
    socket.once('error', fail);
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.off('error', fail);
      socket.on('error', () => {}); // `close` follows and says it
      resolve(socket);
    });
  });
}

/** Resolves when the system has taken the bytes. Throws `port.gone`. */
export function writeSocket(socket: Socket | undefined, bytes: Uint8Array, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = (cause?: Error) => reject(new RecoveryError('port.gone', { port: name }, { cause }));
    if (socket === undefined || socket.destroyed) gone();
    else socket.write(bytes, (error) => (error ? gone(error) : resolve()));
  });
}
