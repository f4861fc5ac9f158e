import { control } from '../../electron/contract/control.ts';
import type { Lane } from '../../electron/contract/lane.ts';
import type { Bridge } from './bridge.ts';
import { HostError, unwrapAnswer } from './host-error.ts';

/** The bridge of a page that `unstrand serve` shows: a WebSocket, and requests to the same origin. */
export function serveBridge({ host }: Location): Bridge {
  return {
    openLane: () => openSocket(`ws://${host}/lane`),
    async control(name, params) {
      const response = await fetch(`/control/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(params),
      });
      return control[name].result.parse(unwrapAnswer(await response.json())) as never;
    },
  };
}

function openSocket(url: string): Promise<Lane> {
  const socket = new WebSocket(url);
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(socketLane(socket)), { once: true });
    socket.addEventListener('error', () => reject(new HostError({ code: 'app.host-unreachable', params: {} })), {
      once: true,
    });
  });
}

function socketLane(socket: WebSocket): Lane {
  return {
    post: (message) => socket.send(JSON.stringify(message)),
    onMessage(listener) {
      const hear = ({ data }: MessageEvent) => {
        if (typeof data === 'string') listener(JSON.parse(data));
      };
      socket.addEventListener('message', hear);
      return () => socket.removeEventListener('message', hear);
    },
    onClose(listener) {
      socket.addEventListener('close', listener);
      return () => socket.removeEventListener('close', listener);
    },
    close: () => socket.close(),
  };
}
