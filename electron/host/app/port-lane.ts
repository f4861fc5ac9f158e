import type { Lane } from '../../contract/lane.ts';

/** What is used of a MessagePort in a utility process. */
export interface ProcessPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** A lane over a port that main brokered. Messages wait in the port until somebody listens. */
export function portLane(port: ProcessPort): Lane {
  const messageListeners = new Set<(message: unknown) => void>();
  const closeListeners = new Set<() => void>();
  let closed = false;
  port.on('message', ({ data }) => {
    for (const listener of [...messageListeners]) listener(data);
  });
  port.on('close', () => {
    if (closed) return;
    closed = true;
    for (const listener of [...closeListeners]) listener();
  });
  return {
    post(message) {
      if (!closed) port.postMessage(message);
    },
    onMessage(listener) {
      messageListeners.add(listener);
      port.start();
      return () => messageListeners.delete(listener);
    },
    onClose(listener) {
      closeListeners.add(listener);
      return () => closeListeners.delete(listener);
    },
    close() {
      closed = true;
      port.close();
    },
  };
}
