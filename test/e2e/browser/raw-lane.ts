import type { Page } from 'playwright';
import { type ToScreen, toScreen } from '../../../electron/contract/messages.ts';

/**
 * Opens another lane from the page, as a page could into which somebody got a script, says all of this on it, and hears
 * what comes until everything before was dealt with. What the host says is parsed by its own contract.
 */
export async function sayOnLane(page: Page, messages: readonly unknown[]): Promise<ToScreen[]> {
  const address = `ws://${new URL(page.url()).host}/lane`;
  const heard: unknown[] = await page.evaluate(
    ([url, all, last]) =>
      new Promise<unknown[]>((resolve) => {
        const received: unknown[] = [];
        const socket = new WebSocket(url);
        const end = () => {
          socket.close();
          resolve(received);
        };
        socket.onclose = end;
        socket.onopen = () => {
          for (const each of [...all, last]) socket.send(JSON.stringify(each));
        };
        socket.onmessage = ({ data }) => {
          const message = JSON.parse(String(data));
          received.push(message);
          if (message.id === last.id && message.type === 'reply') end();
        };
      }),
    [address, messages, { type: 'request', id: lastId, command: 'record.verify', params: {} }] as const,
  );
  return heard.map((message) => toScreen.parse(message));
}

const lastId = 1_000_000;

/** The state that a new lane is greeted with. */
export async function stateNow(page: Page) {
  const [first] = await sayOnLane(page, []);
  if (first?.type !== 'snapshot') throw new Error('a lane does not begin with a snapshot');
  return first.state;
}

/** The answers, by the number of the request: `ok`, or the code of the error. */
export function answersOf(messages: readonly ToScreen[]): Record<number, string> {
  const replies = messages.flatMap((message) => (message.type === 'reply' ? [message] : []));
  return Object.fromEntries(replies.map((reply) => [reply.id, reply.ok ? 'ok' : reply.error.code]));
}
