import { createServer, type Server } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemRandom } from '../../../electron/adapters/machine.ts';
import { parseSoftApUrl } from '../../../electron/adapters/softap/softap-address.ts';
import { type SoftApOptions, softApTransport } from '../../../electron/adapters/softap/softap-transport.ts';
import type { ProvisioningTransport } from '../../../electron/core/interfaces/provisioning-transport.ts';
import { openSession } from '../../../electron/core/provisioning/open-session.ts';
import { readDeviceInfo } from '../../../electron/core/provisioning/recovery/info-client.ts';
import { pushFirmware } from '../../../electron/core/provisioning/recovery/push-firmware.ts';
import { leastSecurity } from '../../../electron/core/provisioning/security-policy.ts';
import { type SoftApServerOptions, serveSoftAp } from '../../../electron/sim/links/softap-server.ts';
import type { RecoveryUnitOptions } from '../../../electron/sim/provisioning/recovery/recovery-unit.ts';
import { firmware, pop, recoveryBench, runningVersion, signedManifest } from './recovery-bench.ts';

const random = systemRandom;
const sessionOptions = { credentials: { pop, username: 'wifiprov' }, policy: leastSecurity, random };
const settings = { maxData: 2048, maxMessage: 3000 };

function transportTo(url: string, options: SoftApOptions = {}): ProvisioningTransport {
  const transport = softApTransport(parseSoftApUrl(url), options);
  onTestFinished(() => transport.close());
  return transport;
}

async function served(unit: Partial<RecoveryUnitOptions>, httpSession: SoftApServerOptions['httpSession'] = 'cookie') {
  const bench = recoveryBench({ settings, ...unit });
  const server = await serveSoftAp(bench.unit, { random, httpSession });
  onTestFinished(() => server.close());
  const reconnect = (signal?: AbortSignal) =>
    openSession(transportTo(server.url, { localAddress: '127.0.0.1' }), { ...sessionOptions, signal });
  return { ...bench, url: server.url, context: { ...bench.context, reconnect } };
}

/** A peer that answers every connection with the same bytes, and says how many there were. */
async function peerSaying(answer: (request: number) => string | undefined) {
  const heard: string[] = [];
  const server: Server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      heard.push(bytes.toString('latin1'));
      const text = answer(heard.length);
      if (text !== undefined) socket.write(text);
      if (text?.startsWith('HTTP/1.1 200') === false) socket.end();
    });
    onTestFinished(() => void socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, heard };
}

const ok = (body: string, header = '') => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n${header}\r\n${body}`;
const failed = { code: 'provisioning.exchange-failed', params: { endpoint: 'proto-ver' } };
const anyBody = Buffer.from('---');

describe.each([
  ['cookie', 1],
  ['cookie', 2],
  ['socket', 1],
  ['socket', 2],
] as const)('a unit over HTTP, sessions by %s, security %i', (httpSession, security) => {
  it('is recovered, though links break', async () => {
    const bench = await served({ security }, httpSession);
    const image = firmware('2.0.0', 'ESP32');
    const session = await bench.context.reconnect();
    const push = { image, signed: signedManifest(image), device: await readDeviceInfo(session) };
    await session.close();
    const { faults } = bench.unit.device;
    for (const [after, fault] of [
      [6, 'drop-request'],
      [16, 'drop-answer'],
      [26, 'power-cut'],
    ] as const) {
      faults.plan(faults.count + after, fault);
    }
    expect(await pushFirmware(push, bench.context)).toMatchObject({ confirmed: true, device: { version: '2.0.0' } });
    expect(runningVersion(bench)).toBe('2.0.0');
    expect(bench.events.filter(({ type }) => type === 'link-lost')).toHaveLength(3);
  });
});

describe('the connection to an access point', () => {
  it('repeats the cookie of the first answer exactly, and nothing else', async () => {
    const peer = await peerSaying((count) => ok('x', count === 1 ? 'Set-Cookie: session=4294967295; path=/\r\n' : ''));
    const transport = transportTo(peer.url);
    for (let count = 0; count < 3; count++) await transport.exchange('proto-ver', anyBody);
    const cookies = peer.heard.map((text) => /^Cookie: (.*)\r$/im.exec(text)?.[1]);
    expect(cookies).toEqual([undefined, 'session=4294967295', 'session=4294967295']);
    expect(peer.heard[0]).toMatch(/^POST \/proto-ver HTTP\/1\.1\r\n/);
    expect(peer.heard[0]).toMatch(/^Content-Length: 3\r$/m);
    expect(peer.heard[0]).toMatch(/\r\n\r\n---$/);
  });

  it.each(['session=abc', 'other=1', `session=${'9'.repeat(40)}`])('does not send back %s', async (pair) => {
    const peer = await peerSaying(() => ok('x', `Set-Cookie: ${pair}\r\n`));
    const transport = transportTo(peer.url);
    await transport.exchange('proto-ver', anyBody);
    await transport.exchange('proto-ver', anyBody);
    expect(peer.heard[1]).not.toMatch(/^Cookie:/im);
  });

  it('takes a new cookie in mid-conversation for the loss of the session', async () => {
    const peer = await peerSaying((count) => ok('x', `Set-Cookie: session=${count}\r\n`));
    const transport = transportTo(peer.url);
    await transport.exchange('proto-ver', anyBody);
    await expect(transport.exchange('proto-ver', anyBody)).rejects.toMatchObject(failed);
    await expect(transport.exchange('proto-ver', anyBody)).rejects.toMatchObject(failed);
    expect(peer.heard).toHaveLength(2);
  });

  it('does not go on over another connection where the first one was the session', async () => {
    const peer = await peerSaying(() => ok('x', 'Connection: close\r\n'));
    const transport = transportTo(peer.url);
    await transport.exchange('proto-ver', anyBody);
    await expect(transport.exchange('proto-ver', anyBody)).rejects.toMatchObject(failed);
    expect(peer.heard).toHaveLength(1);
  });

  it.each([
    ['drops the connection', ''],
    ['has another status', 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'],
    ['sends elsewhere', 'HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n'],
    ['speaks no HTTP', 'SSH-2.0-x\r\n'],
    ['answers more than fits', ok('x'.repeat(4097))],
    ['never ends a header', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}`],
  ])('is over with a peer that %s', async (_, text) => {
    const transport = transportTo((await peerSaying(() => text)).url);
    await expect(transport.exchange('proto-ver', anyBody)).rejects.toMatchObject(failed);
    await expect(transport.exchange('proto-ver', anyBody)).rejects.toMatchObject(failed);
  });

  it.each([
    ['at all', undefined],
    ['in full', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx'],
  ])('does not wait for a peer that never answers %s', async (_, text) => {
    const transport = transportTo((await peerSaying(() => text)).url, { timeoutMs: 100 });
    await expect(transport.exchange('proto-ver', anyBody)).rejects.toMatchObject(failed);
  });

  it('ends with the reason of an abort', async () => {
    const peer = await peerSaying(() => undefined);
    const transport = transportTo(peer.url);
    const stop = new AbortController();
    const waiting = transport.exchange('proto-ver', anyBody, stop.signal);
    await vi.waitFor(() => expect(peer.heard).toHaveLength(1));
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(transport.exchange('proto-ver', anyBody)).rejects.toMatchObject(failed);
  });

  it.each([0, 4097])('sends no body of %i bytes', async (length) => {
    const peer = await peerSaying(() => ok('x'));
    await expect(transportTo(peer.url).exchange('proto-ver', new Uint8Array(length))).rejects.toMatchObject(failed);
    expect(peer.heard).toEqual([]);
  });

  it.each([
    'https://192.168.4.1',
    'http://user:secret@192.168.4.1',
    'http://192.168.4.1/proto-ver',
    'http://192.168.4.1:0',
    '192.168.4.1',
    '',
  ])('is not opened to %s', (text) => {
    expect(() => parseSoftApUrl(text)).toThrow(expect.objectContaining({ code: 'usage.bad-argument' }));
  });
});
