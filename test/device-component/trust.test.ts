import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sha256, sha256Hex } from '../../electron/core/bytes/digest.ts';
import { parseCrtBundle } from '../../electron/core/formats/crt-bundle.ts';
import { inspectImage } from '../../electron/core/inspect/inspect-image.ts';
import { Status, type TrustEntry } from '../../electron/core/provisioning/proto/rcv_pb.ts';
import { syntheticPki } from '../../electron/sim/firmware/pki.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { buildComponent, describeWithComponent } from './build.ts';
import { TestClient } from './client.ts';
import { startDevice } from './device.ts';
import { app, flashFile } from './unit.ts';

const { oldRoot, newRoot, foreignRoot } = syntheticPki();
const roots = [oldRoot, newRoot, foreignRoot].map((pem) => new X509Certificate(pem));
const bundled = roots.map((root) => ({ name: subjectDer(root), spki: spkiDer(root) }));
const old = app('1.4.2', 4_000, { certificates: [oldRoot, newRoot], files: [bigEndianBundle()] });

function spkiDer(certificate: X509Certificate): Buffer {
  return certificate.publicKey.export({ type: 'spki', format: 'der' });
}

/** The issuer of a root is its subject; both stand in the certificate before the key. */
function subjectDer({ raw }: X509Certificate): Buffer {
  const first = raw.indexOf(
    Buffer.from('30', 'hex'),
    raw.indexOf(Buffer.from('06092a864886f70d01010b0500', 'hex')) + 13,
  );
  return raw.subarray(first, first + 2 + (raw[first + 1] ?? 0));
}

function bigEndianBundle(): Buffer {
  const length = (bytes: Uint8Array) => Buffer.of(bytes.length >> 8, bytes.length & 255);
  return Buffer.concat([
    Buffer.of(0, bundled.length),
    ...bundled.flatMap(({ name, spki }) => [length(name), length(spki), name, spki]),
  ]);
}

function offsetTableBundle(): Buffer {
  const entries = bundled.map(({ name, spki }) => {
    const lengths = Buffer.alloc(4);
    lengths.writeUInt16LE(name.length);
    lengths.writeUInt16LE(spki.length, 2);
    return Buffer.concat([lengths, name, spki]);
  });
  const table = Buffer.alloc(4 * entries.length);
  entries.reduce((at, entry, index) => {
    table.writeUInt32LE(at, 4 * index);
    return at + entry.length;
  }, table.length);
  return Buffer.concat([table, ...entries]);
}

describeWithComponent(await buildComponent(), 'trust store of the device component', ({ device: program }) => {
  async function unit(args: (file: (content: Uint8Array | string) => string) => readonly string[]) {
    const folder = temporaryFolder();
    let count = 0;
    const file = (content: Uint8Array | string) => {
      const path = join(folder, `${count++}`);
      writeFileSync(path, content);
      return path;
    };
    const flash = await flashFile(old);
    const device = await startDevice(program, [...flash.args, ...args(file)]);
    return { flash, client: new TestClient(device.url) };
  }

  async function pages(client: TestClient): Promise<TrustEntry[]> {
    const entries: TrustEntry[] = [];
    for (let total = 1; entries.length < total; ) {
      const { trust } = await client.info({ case: 'trust', value: { start: entries.length, count: 100, names: true } });
      if (!trust || trust.entry.length === 0) throw new Error('an empty page');
      total = trust.total;
      entries.push(...trust.entry);
    }
    return entries;
  }

  /** The anchor in pieces no larger than asked for. */
  async function readAnchor(client: TestClient, index: number): Promise<{ form: number; bytes: Buffer }> {
    const parts: Uint8Array[] = [];
    let [form, total, offset] = [0, 1, 0];
    while (offset < total) {
      const { read } = await client.info({ case: 'read', value: { index, offset, max: 200 } });
      if (!read || read.data.length === 0) throw new Error('an empty piece');
      expect(read.data.length).toBeLessThanOrEqual(200);
      [form, total, offset] = [read.form, read.total, offset + read.data.length];
      parts.push(read.data);
    }
    return { form, bytes: Buffer.concat(parts) };
  }

  it('gives what an inspection of the same flash finds: every certificate, byte for byte', async () => {
    const { client, flash } = await unit((file) => [
      '--anchors',
      file(oldRoot + newRoot),
      '--bundle',
      file(bigEndianBundle()),
    ]);
    const entries = await pages(client);
    const facts = await inspectImage(flash.bytes(), { releases: [], now: '2026-01-01T00:00:00Z', simulated: true });
    expect(entries.map(({ spkiSha256 }) => Buffer.from(spkiSha256).toString('hex')).sort()).toEqual(
      facts.trust.anchors.map(({ spkiSha256 }) => spkiSha256).sort(),
    );
    expect(entries.map(({ source }) => source)).toEqual([1, 1, 2, 2, 2]);
    for (const [index, root] of roots.slice(0, 2).entries()) {
      const { form, bytes } = await readAnchor(client, index);
      expect([form, bytes.equals(root.raw)]).toEqual([1, true]);
      expect(Buffer.from(entries[index]?.certSha256 ?? []).toString('hex')).toBe(sha256Hex(root.raw));
      expect(Number(entries[index]?.notAfter) * 1000).toBe(Date.parse(root.validTo));
    }
    expect(entries[0]?.subject).toBe('O=Digital Signature Trust Co. (synthetic), CN=DST Root CA X3 (synthetic)');
  });

  it.each([
    ['until ESP-IDF v5.3', bigEndianBundle],
    ['since ESP-IDF v5.4', offsetTableBundle],
  ])('reads the bundle of names and keys as it is %s', async (_name, build) => {
    const parsed = parseCrtBundle(build());
    expect(parsed.ok).toBe(true);
    const { client } = await unit((file) => ['--bundle', file(build())]);
    const entries = await pages(client);
    expect(entries.map(({ certSha256, notAfter }) => [certSha256.length, notAfter])).toEqual([
      [0, 0n],
      [0, 0n],
      [0, 0n],
    ]);
    for (const [index, { name, spki }] of bundled.entries()) {
      const { form, bytes } = await readAnchor(client, index);
      const keyAt = 4 + name.length;
      expect(form).toBe(2);
      expect(bytes.readUInt16BE(0)).toBe(name.length);
      expect(bytes.subarray(2, 2 + name.length)).toEqual(name);
      expect(bytes.readUInt16BE(keyAt - 2)).toBe(spki.length);
      expect(bytes.subarray(keyAt)).toEqual(spki);
    }
  });

  it('lists what is kept in NVS, and digests the store the same however it is ordered', async () => {
    const { client } = await unit((file) => ['--anchors', file(newRoot), '--nvs-anchor', file(oldRoot)]);
    expect((await pages(client)).map(({ source }) => source)).toEqual([1, 3]);
    const other = await unit((file) => ['--anchors', file(oldRoot + newRoot)]);
    const digests = [oldRoot, newRoot].map((pem) => sha256(spkiDer(new X509Certificate(pem))));
    const expected = sha256(Buffer.concat(digests.sort(Buffer.compare)));
    for (const each of [client, other.client]) {
      const { device } = await each.info({ case: 'device', value: {} });
      expect(Buffer.from(device?.storeDigest ?? [])).toEqual(Buffer.from(expected));
    }
  });

  it('keeps every answer within what the transport carries', async () => {
    const { client } = await unit((file) => [
      '--max-message',
      '481',
      '--bundle',
      file(bigEndianBundle()),
      '--anchors',
      file(oldRoot + newRoot),
    ]);
    const { device } = await client.info({ case: 'device', value: {} });
    expect(device).toMatchObject({ maxData: 432, maxMsg: 481 });
    const ask = async (hex: string) => (await client.post('rcv-info', Buffer.from(hex, 'hex'))).length;
    expect(await ask('08015200')).toBeLessThanOrEqual(481 - 16); // device
    expect(await ask('08015a0410641801')).toBeLessThanOrEqual(481 - 16); // trust, names
    expect(await ask('08016a03188010')).toBeLessThanOrEqual(481 - 16); // read, 2048 bytes
    expect(await ask('08017200')).toBeLessThanOrEqual(481 - 16); // ota
    expect((await pages(client)).length).toBe(5);
  });

  it('skips what is no certificate, and refuses what is not there', async () => {
    const broken = oldRoot.replace('MII', 'MXX');
    const { client } = await unit((file) => [
      '--anchors',
      file(broken + newRoot),
      '--bundle',
      file(Buffer.alloc(40, 0xff)),
    ]);
    expect((await pages(client)).length).toBe(1);
    expect(await client.info({ case: 'read', value: { index: 1 } })).toMatchObject({ status: Status.BAD_REQUEST });
    expect(await client.info({ case: 'read', value: { offset: 5000 } })).toMatchObject({ status: Status.BAD_REQUEST });
    expect(await client.info({ case: 'attest', value: {} })).toMatchObject({ status: Status.UNSUPPORTED });
  });

  it('says how it updates and what stands in its slots', async () => {
    const update = [
      '--url',
      'https://fw.example.com/latest.bin',
      '--date-check',
      '1',
      '--tls-in-len',
      '16384',
      '--verify',
      '1',
    ];
    const { client } = await unit(() => [...update, '--last-error', '-9984']);
    const { ota } = await client.info({ case: 'ota', value: {} });
    expect(ota).toMatchObject({
      url: ['https://fw.example.com/latest.bin'],
      dateCheck: 1,
      tlsInLen: 16384,
      verify: 1,
      lastError: -9984,
    });
    expect(ota?.slot).toMatchObject([
      { label: 'ota_0', offset: 0x10000, size: 0x180000, state: 0xffffffff, version: '1.4.2' },
      { label: 'ota_1', offset: 0x190000, size: 0x180000, state: 0xffffffff, version: '' },
    ]);
  });
});
