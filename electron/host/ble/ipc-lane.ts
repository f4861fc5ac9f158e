import type { Lane } from '../../contract/lane.ts';

/** What is used of a channel between processes of Node: of `process` in a child, of the child in its parent. */
export interface IpcEnd {
  readonly connected: boolean;
  send?(message: unknown, callback: (error: Error | null) => void): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
  removeListener(event: 'message', listener: (message: unknown) => void): unknown;
  removeListener(event: 'disconnect', listener: () => void): unknown;
  disconnect?(): void;
}

/** A lane between a Node process and its child. Messages wait until somebody listens. */
export function ipcLane(end: IpcEnd): Lane {
  let isClosed = false;
  return {
    post(message) {
      // Losing the other end is told by `disconnect`, not by a failed message.
      if (!isClosed && end.connected) end.send?.(message, () => undefined);
    },
    onMessage(listener) {
      end.on('message', listener);
      return () => void end.removeListener('message', listener);
    },
    onClose(listener) {
      const closed = (): void => {
        if (!isClosed) listener();
      };
      end.on('disconnect', closed);
      return () => void end.removeListener('disconnect', closed);
    },
    close() {
      isClosed = true;
      if (end.connected) end.disconnect?.();
    },
  };
}
