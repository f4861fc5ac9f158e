import { Agent, type IncomingMessage, request } from 'node:http';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { ProvisioningTransport } from '../../core/interfaces/provisioning-transport.ts';
import { SessionCookie } from './session-cookie.ts';
import type { SoftApAddress } from './softap-address.ts';

export interface SoftApOptions {
  /** Address of the Wi-Fi interface, where the route to the unit could go elsewhere (PROTOCOLS §7). */
  readonly localAddress?: string | undefined;
  /** For one exchange, connecting included. Default 20 000: a handler may compute SRP or erase flash. */
  readonly timeoutMs?: number | undefined;
  /** True where the unit at the address is known to be virtual. Default false. */
  readonly simulated?: boolean | undefined;
}

/** What the unit's HTTP server takes, and what is read of an answer at most (PROTOCOLS §1.4). */
const limits = { request: 4096, answer: 4096 } as const;
const defaultTimeoutMs = 20_000;

/** What the unit does not look at, but every client sends. */
const conventionalHeaders = { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/plain' } as const;

/**
 * A unit behind its own access point: one keep-alive connection, one request at a time, one session. Nothing is connected
 * yet. Whatever breaks an exchange ends the connection, since no session outlives it; an abort rejects with its reason.
 */
export function softApTransport({ host, port }: SoftApAddress, options: SoftApOptions = {}): ProvisioningTransport {
  const { localAddress, timeoutMs = defaultTimeoutMs, simulated = false } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ...(localAddress !== undefined && { localAddress }) });
  const cookie = new SessionCookie();
  const closing = new AbortController();
  const close = (): void => {
    closing.abort();
    agent.destroy();
  };

  const post = async (endpoint: string, body: Uint8Array, signal: AbortSignal): Promise<Uint8Array> => {
    if (body.length === 0 || body.length > limits.request) throw new Error(`a body of ${body.length} bytes`);
    const { header } = cookie;
    const headers = {
      ...conventionalHeaders,
      'Content-Length': body.length,
      ...(header !== undefined && { Cookie: header }),
    };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const path = `/${endpoint}`;
      const outgoing = request({ host, port, path, method: 'POST', agent, headers, signal }, resolve);
      outgoing.on('error', reject);
      outgoing.on('socket', () => {
        if (cookie.isBoundToConnection && !outgoing.reusedSocket) outgoing.destroy(new Error('another connection'));
      });
      outgoing.end(body);
    });
    const content = await contentOf(answer);
    if (!cookie.accept(answer.headers['set-cookie'])) throw new Error('another session');
    return content;
  };

  let turn: Promise<unknown> = Promise.resolve();
  const exchange = async (endpoint: string, body: Uint8Array, signal: AbortSignal | undefined) => {
    signal?.throwIfAborted();
    const ends = [closing.signal, AbortSignal.timeout(timeoutMs), ...(signal === undefined ? [] : [signal])];
    try {
      return await post(endpoint, body, AbortSignal.any(ends));
    } catch (cause) {
      close();
      signal?.throwIfAborted();
      throw new RecoveryError('provisioning.exchange-failed', { endpoint }, { cause });
    }
  };
  return {
    channel: 'softap',
    simulated,
    limits,
    exchange: (endpoint, body, signal) => {
      const result = turn.then(() => exchange(endpoint, body, signal));
      turn = result.catch(() => undefined);
      return result;
    },
    close: async () => close(),
  };
}

/** The whole body of an answer with status 200. Throws for every other, and for one that is too long. */
async function contentOf(answer: IncomingMessage): Promise<Uint8Array> {
  if (answer.statusCode !== 200) {
    answer.destroy();
    throw new Error(`status ${answer.statusCode}`);
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop early ends the connection.
  for await (const part of answer) {
    if (!(part instanceof Uint8Array)) throw new Error('text');
    length += part.length;
    if (length > limits.answer) throw new Error(`more than ${limits.answer} bytes`);
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}
