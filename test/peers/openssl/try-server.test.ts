import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock, systemRandom } from '../../../electron/adapters/machine.ts';
import { createNetLink } from '../../../electron/adapters/tcp/net-link.ts';
import type { TryEvent } from '../../../electron/adapters/tls/try-server.ts';
import { findPemCertificates } from '../../../electron/core/formats/pem.ts';
import { clientProfile, profileIds } from '../../../electron/core/tls/client-profile.ts';
import { probeServer } from '../../../electron/core/tls/probe-server.ts';
import { type TryOptions, tryFirmware } from '../../../electron/host/try-firmware.ts';
import { issue, issueCa, rsaKey, type TestCertificate } from '../../support/pki.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { describeWithOpenssl } from './openssl.ts';

const host = 'fw.example.com';
const old = issueCa('Try Old Root', rsaKey('try old'), undefined, { hash: 'sha1', until: 2021 });
const root = issueCa('Try Root', rsaKey('try root'));
const cross = issueCa('Try Root', root.key, old, { hash: 'sha1' });
const issuing = issueCa('Try Issuing', rsaKey('try issuing'), root);
const leaf = issue({ name: host, key: rsaKey('try leaf'), by: issuing, dnsNames: [host] });
const file = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 31) & 0xff);

async function serve(chain: readonly TestCertificate[], more: Partial<TryOptions> = {}, key = leaf.key) {
  const folder = temporaryFolder();
  const write = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const events: TryEvent[] = [];
  const server = await tryFirmware({
    firmware: write('firmware.bin', file),
    chain: write('chain.pem', chain.map(({ pem }) => pem).join('')),
    key: write('key.pem', key.privateKey.export({ type: 'pkcs8', format: 'pem' })),
    address: '127.0.0.1',
    port: 0,
    onEvent: (event) => void events.push(event),
    ...more,
  });
  onTestFinished(() => server.close());
  const rootFile = write('root.pem', root.pem);
  return { port: server.port, events, rootFile };
}

/** Runs s_client until the server hangs up; gives all bytes that it printed. */
async function client(port: number, args: readonly string[], request = ''): Promise<Buffer> {
  const fixed = ['s_client', '-connect', `127.0.0.1:${port}`, '-servername', host];
  const child = spawn('openssl', [...fixed, ...args], { env: { ...process.env, OPENSSL_CONF: '/dev/null' } });
  onTestFinished(() => void child.kill());
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.end(request);
  await new Promise((resolve) => child.on('close', resolve));
  return Buffer.concat(chunks);
}

function ders(certificates: readonly { readonly der: Uint8Array }[]): string[] {
  return certificates.map(({ der }) => Buffer.from(der).toString('base64'));
}

describeWithOpenssl('trust try', () => {
  it.each([
    ['as they are issued', [leaf, issuing, cross]],
    ['out of order, with a root and a double', [leaf, root, cross, issuing, issuing]],
    ['alone', [leaf]],
    ['with an expired root and SHA-1', [leaf, issuing, cross, old]],
  ])('shows openssl s_client exactly the certificates %s', async (_, chain) => {
    const { port } = await serve(chain);
    const shown = await client(port, ['-showcerts', '-tls1_2']);
    expect(ders(findPemCertificates(shown))).toEqual(ders(chain));
  });

  it('adds no root of this computer to a lone certificate', async () => {
    const before = getCACertificates('default');
    setDefaultCACertificates([root.pem]);
    onTestFinished(() => setDefaultCACertificates(before));
    const lone = issue({ name: host, key: rsaKey('try leaf'), by: root, dnsNames: [host] });
    const { port } = await serve([lone]);
    const shown = await client(port, ['-showcerts', '-tls1_2']);
    expect(ders(findPemCertificates(shown))).toEqual(ders([lone]));
  });

  it.each([512, 1000, 16_384])('cuts records at %i bytes, certificates included', async (recordBytes) => {
    const { port } = await serve([leaf, issuing, cross, root], { recordBytes });
    const [id] = profileIds;
    const target = { host, address: '127.0.0.1', port, profile: clientProfile(id) };
    const { result } = await probeServer(createNetLink(), { ...target, clock: systemClock, random: systemRandom });
    if (result.kind !== 'flight') throw new Error(result.alertName);
    expect(result.chain).toEqual(ders([leaf, issuing, cross, root]));
    expect(result.certificateRecords).toBe(Math.ceil(result.certificateMessageBytes / recordBytes));
    expect(Math.max(...result.recordSizes)).toBe(Math.min(recordBytes, result.certificateMessageBytes));
  });

  it.each(profileIds)('is a server that a unit of %s can talk to', async (id) => {
    const { port } = await serve([leaf, issuing]);
    const target = { host, address: '127.0.0.1', port, profile: clientProfile(id) };
    const seen = await probeServer(createNetLink(), { ...target, clock: systemClock, random: systemRandom });
    expect(seen).toMatchObject({ result: { kind: 'flight', version: '1.2' }, findings: [] });
  });

  it('gives the whole file for any path, without a redirect, and tells of it', async () => {
    const { port, events, rootFile } = await serve([leaf, issuing], { recordBytes: 512 });
    const request = `GET /any/path.bin HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    const verify = ['-CAfile', rootFile, '-verify_return_error', '-quiet'];
    const reply = await client(port, [...verify, '-tls1_2'], request);
    const end = reply.indexOf('\r\n\r\n');
    const head = reply.subarray(0, end).toString();
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(head).toContain(`Content-Length: ${file.length}`);
    expect(reply.subarray(end + 4).equals(file)).toBe(true);
    expect(events).toEqual([
      { kind: 'handshake', peer: '127.0.0.1', name: host, suite: expect.stringMatching(/^TLS_/) },
      { kind: 'request', peer: '127.0.0.1', method: 'GET', path: '/any/path.bin', whole: true },
    ]);
  });

  it('tells of a client that refuses the chain, and goes on', async () => {
    const { port, events, rootFile } = await serve([leaf]);
    await client(port, ['-CAfile', rootFile, '-verify_return_error', '-tls1_2']);
    await expect
      .poll(() => events)
      .toMatchObject([{ kind: 'refused', reason: expect.stringMatching(/UNKNOWN_CA|unknown ca/) }]);
    expect((await client(port, ['-tls1_2', '-showcerts'])).toString()).toContain('BEGIN CERTIFICATE');
  });

  it('speaks nothing but TLS 1.2', async () => {
    const { port } = await serve([leaf, issuing]);
    expect((await client(port, ['-tls1_3', '-showcerts'])).toString()).not.toContain('BEGIN CERTIFICATE');
  });
});

it('refuses a key of another certificate, and a port that is taken', async () => {
  const wrong = serve([leaf, issuing], {}, rsaKey('try stranger'));
  await expect(wrong).rejects.toMatchObject({ code: 'try.bad-certificate' });
  const { port } = await serve([leaf, issuing]);
  await expect(serve([leaf], { port })).rejects.toMatchObject({ code: 'try.cannot-listen' });
});
