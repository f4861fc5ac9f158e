import { type Begin, type FwResponse, Status } from '../../electron/core/provisioning/proto/rcv_pb.ts';
import type { TestClient } from './client.ts';

/** States of `FwResponse.state` (PROTOCOLS §4.4). */
export const state = { idle: 0, table: 1, receiving: 2, verifying: 3, ready: 4, activated: 5, failed: 6 } as const;

export function begin(client: TestClient, value: Begin): Promise<FwResponse> {
  return client.fw({ case: 'begin', value });
}

/** Sends what is missing, waiting where the unit says so. Returns the last answer. */
export async function send(client: TestClient, begun: FwResponse, image: Uint8Array, size = 4032): Promise<FwResponse> {
  let answer = begun;
  while (answer.nextOffset < image.length) {
    const at = answer.nextOffset;
    const sent = await client.data(begun.transfer, at, image.subarray(at, at + size));
    if (sent.status === Status.BUSY) await pause(sent.retryMs);
    else if (sent.status !== Status.OK) return sent;
    answer = sent;
  }
  return answer;
}

/** Asks until the unit has done what takes it long. */
export async function settle(client: TestClient, first: FwResponse): Promise<FwResponse> {
  let answer = first;
  while (answer.status === Status.IN_PROGRESS) {
    await pause(Math.min(answer.retryMs, 20));
    answer = await client.fw({ case: 'status', value: {} });
  }
  return answer;
}

export async function finish(client: TestClient): Promise<FwResponse> {
  return settle(client, await client.fw({ case: 'finish', value: {} }));
}

export async function activate(client: TestClient): Promise<FwResponse> {
  return settle(client, await client.fw({ case: 'activate', value: {} }));
}

/** All of it: what the answer to activate says, or the first that is not OK. */
export async function transfer(client: TestClient, offer: Begin, image: Uint8Array): Promise<FwResponse> {
  const begun = await begin(client, offer);
  if (begun.status !== Status.OK) return begun;
  const sent = await send(client, begun, image);
  if (sent.status !== Status.OK) return sent;
  const verified = await finish(client);
  return verified.status === Status.OK ? activate(client) : verified;
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
