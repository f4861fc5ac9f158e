import { z } from 'zod';
import { type ControlName, type ControlParams, type ControlResult, links } from '../../electron/contract/control.ts';
import type { Lane } from '../../electron/contract/lane.ts';
import type { Bridge } from './bridge.ts';
import { HostError, unwrapAnswer } from './host-error.ts';

/** The bridge of a page that `unstrand serve` shows: a WebSocket to the host, and the browser for the rest. */
export function serveBridge({ host }: Location): Bridge {
  return {
    openLane: () => openSocket(`ws://${host}/lane`),
    control: async (name, params) => (await answers[name](params as never)) as never,
  };
}

type Answers = { readonly [N in ControlName]: (params: ControlParams<N>) => Promise<ControlResult<N>> };

const asked = z.object({ id: z.string().regex(/^[0-9a-f]{32}$/) });
const outcome = z.object({ ticket: z.string().max(100).optional() });

const answers: Answers = {
  /** The server asks the person in a page of its own, which opens beside this one. */
  async 'ask-ticket'(params) {
    const { id } = asked.parse(await request('/tickets', params));
    window.open(`/confirm/${id}`, '_blank', 'noopener');
    return outcome.parse(await request(`/tickets/${id}`));
  },
  async 'open-link'({ link }) {
    window.open(links[link], '_blank', 'noopener');
    return {};
  },
  abilities: async () => ({ pdf: false, updates: false }),
  'print-pdf': notHere,
  'check-update': notHere,
  'install-update': notHere,
};

function notHere(): Promise<never> {
  return Promise.reject(new HostError({ code: 'app.not-here', params: {} }));
}

async function request(path: string, body?: unknown): Promise<unknown> {
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(path, body === undefined ? {} : post);
  return unwrapAnswer(await response.json());
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
