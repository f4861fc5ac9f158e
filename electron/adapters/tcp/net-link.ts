import { connect, type Socket } from 'node:net';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { TcpLink, TcpTarget } from '../../core/interfaces/tcp-link.ts';

/** A TCP connection of this machine's network. It reads no proxy settings: what answers is what stands at the address. */
export function createNetLink(): TcpLink {
  const dataListeners = new Set<(chunk: Uint8Array) => void>();
  const closedListeners = new Set<() => void>();
  let socket: Socket | undefined;

  const open = (target: TcpTarget, resolve: () => void, reject: (error: RecoveryError) => void): Socket => {
    let cause: NodeJS.ErrnoException | undefined;
    return connect({ host: target.address, port: target.port, noDelay: true }, resolve)
      .on('data', (chunk) => emit(dataListeners, chunk))
      .on('error', (error) => {
        cause = error;
      })
      .on('close', () => {
        reject(new RecoveryError('probe.unreachable', { ...target, reason: cause?.code ?? 'closed' }, { cause }));
        emit(closedListeners, undefined);
      });
  };

  return {
    connect: (target) =>
      new Promise((resolve, reject) => {
        socket = open(target, resolve, reject);
      }),
    write: (bytes) =>
      new Promise((resolve, reject) => {
        const onWritten = (cause?: Error | null) =>
          cause ? reject(new RecoveryError('probe.closed', {}, { cause })) : resolve();
        if (socket === undefined) onWritten(new Error('not connected'));
        else socket.write(bytes, onWritten);
      }),
    onData: (listener) => subscribe(dataListeners, listener),
    onClosed: (listener) => subscribe(closedListeners, listener),
    close() {
      dataListeners.clear();
      closedListeners.clear();
      socket?.destroy();
    },
  };
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function emit<T>(listeners: ReadonlySet<(value: T) => void>, value: T): void {
  for (const listener of listeners) listener(value);
}
