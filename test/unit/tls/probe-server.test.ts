import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock, systemRandom } from '../../../electron/adapters/machine.ts';
import { createNetLink } from '../../../electron/adapters/tcp/net-link.ts';
import type { Clock } from '../../../electron/core/interfaces/machine.ts';
import type { TcpLink } from '../../../electron/core/interfaces/tcp-link.ts';
import { clientProfile } from '../../../electron/core/tls/client-profile.ts';
import { type ProbeOptions, probeServer } from '../../../electron/core/tls/probe-server.ts';
import { serverViewOf } from '../../../electron/core/tls/server-probe.ts';
import { flood, type RawServer, startRawServer } from './raw-server.ts';
import { certificateMessage, fatalAlert, flight, handshakeRecords, record, serverHello } from './server-messages.ts';

const megabyte = 1 << 20;
const certificate = Uint8Array.of(0x30, 0x01, 0x00);
let server: RawServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Probes a server that does this; with what was delivered to the probe. */
async function probe(onConnection: (socket: Socket) => void, more: Partial<ProbeOptions> = {}) {
  server = await startRawServer(onConnection);
  const link = countingLink();
  const options = { host: '127.0.0.1', port: server.port, ...fixed, ...more };
  const outcome = await probeServer(link, options).catch((error: unknown) => error);
  return { outcome, delivered: link.delivered() };
}

const fixed = { profile: clientProfile('mbedtls-2.16'), clock: systemClock, random: systemRandom };

function countingLink(): TcpLink & { delivered(): number } {
  const link = createNetLink();
  let count = 0;
  const onData: TcpLink['onData'] = (listener) =>
    link.onData((chunk) => {
      count += chunk.length;
      listener(chunk);
    });
  return { ...link, onData, delivered: () => count };
}

/** A clock whose time is up when the test says so. */
function handClock(): Clock & { timeIsUp(): void; readonly waiting: () => number } {
  const sleepers = new Set<() => void>();
  return {
    ...systemClock,
    sleep: (_ms, signal) =>
      new Promise((resolve, reject) => {
        sleepers.add(resolve);
        signal?.addEventListener('abort', () => {
          sleepers.delete(resolve);
          reject(signal.reason);
        });
      }),
    timeIsUp: () => {
      for (const wake of sleepers) wake();
    },
    waiting: () => sleepers.size,
  };
}

function send(bytes: readonly number[]) {
  return (socket: Socket) => void socket.write(Uint8Array.from(bytes));
}

describe('probe', () => {
  it('keeps what the server showed, and hangs up', async () => {
    let hungUp: Promise<void> | undefined;
    const { outcome } = await probe((socket) => {
      hungUp = new Promise((resolve) => socket.on('close', () => resolve()));
      socket.once('data', () => send(handshakeRecords(flight([certificate])))(socket));
    });
    expect(outcome).toMatchObject({
      schema: 1,
      profile: 'mbedtls-2.16',
      result: {
        kind: 'flight',
        version: '1.2',
        suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
        group: 'secp256r1',
        chain: ['MAEA'],
      },
      findings: [],
    });
    await hungUp;
  });

  it('asks for the host by name where it connects to another address', async () => {
    const asked: Buffer[] = [];
    const answer = handshakeRecords(flight([certificate]));
    const { outcome } = await probe(
      (socket) =>
        socket.once('data', (hello: Buffer) => {
          asked.push(hello);
          send(answer)(socket);
        }),
      { host: 'fw.example.com', address: '127.0.0.1' },
    );
    expect(Buffer.concat(asked).includes('fw.example.com')).toBe(true);
    expect(outcome).toMatchObject({ host: 'fw.example.com', address: '127.0.0.1' });
  });

  it.each([
    [70, 'tls13-only'],
    [40, 'nothing-shared'],
    [71, 'nothing-shared'],
    [112, 'name-refused'],
    [80, 'refused'],
  ])('reports a refusal with alert %i as %s, without a chain', async (alert, code) => {
    const { outcome } = await probe(send(fatalAlert(alert)));
    expect(outcome).toMatchObject({ result: { kind: 'refused', alert }, findings: [{ code }] });
    expect(serverViewOf(outcome as Parameters<typeof serverViewOf>[0])).toBeUndefined();
  });

  it('reports a split Certificate message and a version that is too old for the unit', async () => {
    const old = handshakeRecords(flight([new Uint8Array(900)], serverHello({ version: 0x0302, suite: 0xc013 })), 300);
    const { outcome } = await probe(send(old), { profile: clientProfile('mbedtls-3') });
    expect(outcome).toMatchObject({
      findings: [
        { code: 'version-too-old', params: { version: '1.1', minimum: '1.2' } },
        { code: 'certificate-fragmented', params: { records: 4, bytes: 910 } },
      ],
    });
    const byOldUnit = await probe(send(old));
    expect(byOldUnit.outcome).toMatchObject({ findings: [{ code: 'certificate-fragmented' }] });
  });
});

describe('hostile and broken servers', () => {
  it.each([
    ['a web server without TLS', send([...Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')]), 'probe.not-tls'],
    ['a server that hangs up at once', (socket: Socket) => void socket.end(), 'probe.closed'],
    [
      'a server that hangs up in mid-flight',
      (socket: Socket) => void socket.end(Uint8Array.from(handshakeRecords(serverHello()))),
      'probe.closed',
    ],
    [
      'a server that resets',
      (socket: Socket) => void socket.once('data', () => socket.resetAndDestroy()),
      'probe.closed',
    ],
    ['a server that breaks the rules', send(handshakeRecords(certificateMessage([certificate]))), 'probe.malformed'],
  ])('%s', async (_name, onConnection, code) => {
    const { outcome } = await probe(onConnection);
    expect(outcome).toMatchObject({ code });
  });

  it('nothing listens there', async () => {
    const gone = await startRawServer(() => {});
    await gone.close();
    const refused = probeServer(createNetLink(), { host: '127.0.0.1', port: gone.port, ...fixed });
    await expect(refused).rejects.toMatchObject({ code: 'probe.unreachable', params: { reason: 'ECONNREFUSED' } });
  });

  it('a silent server ends with the deadline, and the connection with it', async () => {
    const clock = handClock();
    let ended: Promise<void> | undefined;
    const { outcome } = await probe(
      (socket) => {
        ended = new Promise((resolve) => socket.on('close', () => resolve()));
        socket.once('data', () => clock.timeIsUp());
      },
      { clock },
    );
    expect(outcome).toMatchObject({ code: 'probe.timeout', params: { timeoutMs: 15_000 } });
    await ended;
  });

  it('a server that sends a byte now and then gets no more time than a silent one', async () => {
    const clock = handClock();
    const bytes = handshakeRecords(flight([certificate]));
    const { outcome, delivered } = await probe(
      (socket) => {
        const timer = setInterval(() => {
          if (socket.bytesWritten === 20) clock.timeIsUp();
          else socket.write(Uint8Array.of(bytes[socket.bytesWritten] ?? 0));
        }, 1);
        socket.on('close', () => clearInterval(timer));
      },
      { clock },
    );
    expect(outcome).toMatchObject({ code: 'probe.timeout' });
    expect(delivered).toBeLessThanOrEqual(20);
  });

  it('leaves no timer behind', async () => {
    const clock = handClock();
    await probe(send(fatalAlert(40)), { clock });
    expect(clock.waiting()).toBe(0);
  });

  it.each([
    ['garbage', new Uint8Array(megabyte).fill(0xaa), 'probe.not-tls'],
    [
      'one endless message',
      Uint8Array.from(record(22, [11, 0xff, 0xff, 0xff, ...new Uint8Array(16_000)])),
      'probe.too-large',
    ],
    ['warnings', Uint8Array.from(record(21, [1, 90])), 'probe.too-large'],
    ['hello requests', Uint8Array.from(record(22, [0, 0, 0, 0])), 'probe.too-large'],
    ['full records of hello requests', Uint8Array.from(record(22, new Uint8Array(0x4000))), 'probe.too-large'],
  ])('100 MB of %s are not read', async (_name, bytes, code) => {
    const { outcome, delivered } = await probe((socket) => flood(socket, bytes, 100 * megabyte));
    expect(outcome).toMatchObject({ code });
    expect(delivered).toBeLessThan(megabyte);
  });

  it.each([
    ['host', { host: 'bad host' }],
    ['host', { host: 'a'.repeat(256) }],
    ['address', { address: '' }],
    ['port', { port: 70_000 }],
  ])('a %s that is none is refused before anything is sent', async (_name, bad) => {
    let connections = 0;
    const { outcome } = await probe(() => connections++, bad);
    expect(outcome).toMatchObject({ code: 'probe.bad-target' });
    expect(connections).toBe(0);
  });
});
