import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock, systemRandom } from '../../../electron/adapters/machine.ts';
import { type AskServer, askEachOnce, releaseServerAsker } from '../../../electron/host/ask-release-server.ts';
import { issue, issueCa, rsaKey } from '../../support/pki.ts';
import { unitFacts } from '../../support/unit-facts.ts';
import { startRawServer } from '../tls/raw-server.ts';

const machine = { clock: systemClock, random: systemRandom };
const ask = releaseServerAsker(machine);
const facts = { ...unitFacts({}), simulated: false };
const waiting = new AbortController().signal;
const at = (port: number) => ({ servers: [{ host: '127.0.0.1', port }] });

describe('the server that a release names', () => {
  it('is asked as the unit would', async () => {
    const root = issueCa('Asked Root', rsaKey('asked root'));
    const leaf = issue({ name: '127.0.0.1', key: rsaKey('asked leaf'), by: root, dnsNames: ['127.0.0.1'] });
    const key = leaf.key.privateKey.export({ type: 'pkcs8', format: 'pem' });
    const server = createServer({ key, cert: leaf.pem, maxVersion: 'TLSv1.2' });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const shown = await ask(facts, at((server.address() as AddressInfo).port), waiting);
    expect(shown).toMatchObject({
      host: '127.0.0.1',
      source: 'probe',
      chain: [Buffer.from(leaf.der).toString('base64')],
    });
  });

  it('is none where nothing answers, speaks TLS, comes in time, or is waited for', async () => {
    const silent = await startRawServer(() => {});
    const closing = await startRawServer((socket) => socket.end('no TLS here'));
    onTestFinished(() => silent.close());
    expect(await ask(facts, at(closing.port), waiting)).toBeUndefined();
    await closing.close();
    expect(await ask(facts, at(closing.port), waiting)).toBeUndefined();
    expect(await releaseServerAsker(machine, 50)(facts, at(silent.port), waiting)).toBeUndefined();
    expect(await ask(facts, at(silent.port), AbortSignal.abort())).toBeUndefined();
    expect(await ask(facts, { servers: [{ host: 'no host\n', port: 443 }] }, waiting)).toBeUndefined();
  });

  it('is not asked for a virtual unit, nor where the release names none', async () => {
    const server = await startRawServer((socket) => socket.destroy());
    onTestFinished(() => server.close());
    expect(await ask({ ...facts, simulated: true }, at(server.port), waiting)).toBeUndefined();
    expect(await ask(facts, { servers: [] }, waiting)).toBeUndefined();
    expect(server.sockets).toEqual([]);
  });
});

describe('the server of a batch', () => {
  const view = { host: 'ota.test', chain: [], source: 'probe' } as const;
  const servers = at(443);

  it('is asked once for units that ask alike, at once and later, and a unit that leaves does not end it', async () => {
    const { promise, resolve } = Promise.withResolvers<typeof view>();
    const signals: AbortSignal[] = [];
    const asker: AskServer = (_facts, _manifest, signal) => {
      signals.push(signal);
      return promise;
    };
    const once = askEachOnce(asker, { monotonicMs: () => 0 });
    const leaving = new AbortController();
    const answers = [once(facts, servers, leaving.signal), once(facts, servers, waiting)];
    leaving.abort();
    expect(await answers[0]).toBeUndefined();
    resolve(view);
    expect(await answers[1]).toBe(view);
    expect(await once(facts, servers, waiting)).toBe(view);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    await once({ ...facts, simulated: true }, servers, waiting);
    await once(facts, at(8443), waiting);
    expect(signals).toHaveLength(3);
  });

  it('is asked again a minute after it showed nothing', async () => {
    let nowMs = 0;
    let asked = 0;
    const once = askEachOnce(
      async () => {
        asked++;
        return asked === 1 ? undefined : view;
      },
      { monotonicMs: () => nowMs },
    );
    expect(await once(facts, servers, waiting)).toBeUndefined();
    nowMs = 59_999;
    expect(await once(facts, servers, waiting)).toBeUndefined();
    expect(asked).toBe(1);
    nowMs = 60_000;
    expect(await once(facts, servers, waiting)).toBe(view);
  });
});
