import type { WebSocket } from 'ws';
import type { Lane } from '../contract/lane.ts';

/** A browser's WebSocket as a lane. Text that is no JSON ends the connection: nothing of ours sends it. */
export function socketLane(socket: WebSocket): Lane {
  let closedHere = false;
  return {
    post: (message) => socket.send(JSON.stringify(message)),
    onMessage(listener) {
      const hear = (data: Buffer, isBinary: boolean) => {
        const message = isBinary ? undefined : parseJson(data.toString('utf8'));
        if (message === undefined) socket.close(1003);
        else listener(message);
      };
      socket.on('message', hear);
      return () => socket.off('message', hear);
    },
    onClose(listener) {
      const hear = () => closedHere || listener();
      socket.on('close', hear);
      return () => socket.off('close', hear);
    },
    close() {
      closedHere = true;
      socket.close();
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
