import { describe, expect, it } from 'vitest';
import { findPemCertificates } from '../../../electron/core/formats/pem.ts';
import { encodeNvs, type NvsContent } from '../../../electron/sim/firmware/nvs.ts';
import { syntheticPki } from '../../../electron/sim/firmware/pki.ts';
import { wifiCredentials } from '../../../electron/sim/units/seed-layout.ts';
import { noise } from '../../support/recovery-fixture.ts';
import { espAtList } from '../formats/build-esp-at.ts';
import { blobPieces, NvsPageBuilder } from '../formats/build-nvs.ts';
import { buildSpiffs } from '../formats/build-spiffs.ts';
import {
  entry,
  factoryEntry,
  inspectParts,
  inspectWith,
  manifest,
  nvsEntry,
  sampleApp,
  tablePart,
} from './sample-unit.ts';

const pem = new TextEncoder().encode(syntheticPki().newRoot);
const der = findPemCertificates(pem)[0]?.der ?? new Uint8Array();
const base = 0x200000;

function inspectNvs(bytes: Uint8Array) {
  return inspectParts([
    tablePart([nvsEntry, factoryEntry]),
    { offset: factoryEntry.offset, bytes: sampleApp('1.0.0', { certificates: [] }) },
    { offset: nvsEntry.offset, bytes },
  ]);
}

describe('certificates outside of the app', () => {
  it.each([
    ['data of an unknown subtype', 1, 0x40],
    ['data of the undefined subtype', 1, 0x06],
    ['nvs_keys, as NINA modules use it', 1, 0x04],
    ['a custom type', 0x40, 0x00],
  ])('are found in %s', async (_name, type, subtype) => {
    const { facts } = await inspectWith(entry('certs', type, subtype, base, 0x20000), pem);
    expect(facts.trust.anchors).toMatchObject([{ encoding: 'pem', foundIn: { partition: 'certs', offset: base } }]);
    expect(facts.trust.complete).toBe(true);
  });

  it('are found as DER too', async () => {
    const content = new Uint8Array(3000);
    content.set(noise(64, 3));
    content.set(der, 64);
    const { facts } = await inspectWith(entry('certs', 1, 0x40, base, 0x20000), content);
    expect(facts.trust.anchors).toMatchObject([{ encoding: 'der', foundIn: { offset: base + 64 } }]);
  });

  it('are counted once, however often they stand in one partition', async () => {
    const { facts } = await inspectWith(entry('certs', 1, 0x40, base, 0x20000), Uint8Array.from([...pem, ...pem]));
    expect(facts.trust.anchors).toHaveLength(1);
  });

  it('are not looked for in esp_secure_cert, whose CA signed the unit itself', async () => {
    const { facts } = await inspectWith(entry('esp_secure_cert', 0x3f, 0x06, base, 0x2000), pem);
    expect(facts.trust).toMatchObject({ anchors: [], identities: [], complete: true });
    expect(facts.coverage.skipped).toEqual([{ what: 'esp_secure_cert', reason: 'damaged' }]);
  });

  it("are anchors in ESP-AT lists where they are CAs, and the unit's own identity where not", async () => {
    const list = espAtList([
      [1, 0, pem],
      [2, 0, new TextEncoder().encode(syntheticPki().oldRoot)],
      [3, 0, new TextEncoder().encode('SECRET')],
    ]);
    const { facts } = await inspectWith(entry('client_ca', 0x40, 0x03, base, 0x2000), list);
    expect(facts.trust.anchors).toMatchObject([
      {
        encoding: 'pem',
        subject: expect.stringContaining('New Root'),
        foundIn: { partition: 'client_ca', offset: base + 12 },
      },
    ]);
    expect(facts.trust.identities).toMatchObject([
      { partition: 'client_ca', layout: 'esp-at', certificates: [{ role: 'device' }], privateKeys: ['none'] },
    ]);
    expect(facts.trust.complete).toBe(true);
  });

  it('cost only the sectors in use', async () => {
    const small = await inspectWith(entry('certs', 1, 0x40, base, 0x4000), pem);
    const large = await inspectWith(entry('certs', 1, 0x40, base, 0x100000), pem);
    expect(large.facts.trust.anchors).toHaveLength(1);
    expect(large.traffic.bytes).toBe(small.traffic.bytes);
  });

  it('make trust incomplete where there is more than a quick reading takes in', async () => {
    const partition = entry('tones', 1, 0x27, base, 0x80000);
    const { facts } = await inspectWith(partition, noise(0x60000, 9));
    expect(facts.trust.complete).toBe(false);
    expect(facts.coverage.skipped).toEqual([{ what: 'tones', reason: 'not-read' }]);
  });

  it('are found in NVS, but not among credentials', async () => {
    const own: NvsContent = { app: { ca_cert: { type: 'string', value: syntheticPki().newRoot } } };
    const foreign: NvsContent = { esp_secure_cert: { ca_cert: { type: 'string', value: syntheticPki().newRoot } } };
    const options = { formatVersion: 2, size: 0x4000 } as const;
    expect((await inspectNvs(encodeNvs(own, options))).facts.trust.anchors).toMatchObject([
      { encoding: 'pem', foundIn: { partition: 'nvs', item: 'app/ca_cert' } },
    ]);
    const { trust } = (await inspectNvs(encodeNvs(foreign, options))).facts;
    expect(trust.anchors).toEqual([]);
    expect(trust.identities).toMatchObject([{ partition: 'nvs', layout: 'nvs', certificates: [{ role: 'signer' }] }]);
  });
});

describe('volumes', () => {
  const volume = entry('storage', 1, 0x82, base, 0x20000);

  it('do not stand in the way of a complete trust list where no certificate begins in them', async () => {
    expect((await inspectWith(volume, new Uint8Array(0))).facts.trust.complete).toBe(true);
    expect((await inspectWith(volume, noise(0x4000, 4))).facts.trust.complete).toBe(true);
  });

  it.each([
    ['PEM', pem],
    ['DER, cut off', der.subarray(0, 40)],
  ])('make it incomplete where one does: %s', async (_name, content) => {
    const { facts } = await inspectWith(volume, content);
    expect(facts.trust).toMatchObject({ complete: false, anchors: [] });
    expect(facts.coverage.skipped).toEqual([{ what: 'storage', reason: 'not-supported' }]);
  });

  it('give the certificates of a SPIFFS file, which stand nowhere in one piece', async () => {
    const content = buildSpiffs(
      [
        ['/readme.txt', noise(2000, 6)],
        ['/certs/root.pem', pem],
      ],
      { blocks: 32 },
    );
    const { facts } = await inspectWith(volume, content, undefined, { depth: 'full' });
    expect(facts.trust.anchors).toMatchObject([
      { kind: 'certificate', encoding: 'pem', foundIn: { partition: 'storage', item: '/certs/root.pem' } },
    ]);
    expect(facts.trust.anchors[0]?.foundIn).not.toHaveProperty('slot');
    expect(facts.trust.complete).toBe(true);
    content[2 * 256 + 4] = 0x7c; // a page of the other file is deleted
    const damaged = await inspectWith(volume, content, undefined, { depth: 'full' });
    expect(damaged.facts.trust).toMatchObject({ complete: false, anchors: [{}] });
    expect(damaged.facts.coverage.skipped).toContainEqual({ what: 'storage:/readme.txt', reason: 'damaged' });
  });

  it('make it incomplete where they hold much', async () => {
    const { facts } = await inspectWith(volume, noise(0x20000, 4));
    expect(facts.coverage.skipped).toEqual([{ what: 'storage', reason: 'not-read' }]);
  });
});

describe('trust in the app', () => {
  const elsewhere = entry('x', 1, 6, base, 0x1000);

  it('comes with hints on how the app checks certificates', async () => {
    const app = sampleApp('1.0.0', { texts: ['pool.ntp.org'] });
    const quick = await inspectWith(elsewhere, new Uint8Array(0), app);
    expect(quick.facts.trust.tls).toEqual({
      explainsRefusals: false,
      setsClock: true,
      inputBuffer: { known: false, reason: 'not-read' },
    });
    const full = await inspectWith(elsewhere, new Uint8Array(0), app, { depth: 'full' });
    expect(full.facts.trust.tls?.inputBuffer).toEqual({ known: false, reason: 'not-present' });
  });

  it('names URLs without user info, query and fragment', async () => {
    const app = sampleApp('1.0.0', { texts: ['https://user:secret@host.example/fw.bin?token=abc#x', 'http://%s/x'] });
    const { facts } = await inspectWith(entry('x', 1, 6, base, 0x1000), new Uint8Array(0), app);
    expect(facts.trust.urls).toEqual(['https://host.example/fw.bin']);
    expect(facts.trust.hosts).toEqual(['host.example']);
  });
});

describe('the date check', () => {
  const parts = [tablePart([nvsEntry, factoryEntry]), { offset: factoryEntry.offset, bytes: sampleApp('2.0.0') }];
  const failure = (sentence: string) =>
    `E (1) esp-tls: mbedtls_ssl_handshake returned -0x2700\nI (2) esp-tls: verification info:   ! ${sentence}\n`;

  it('is proven on by a log that complains of dates', async () => {
    const bootLog = failure('The certificate validity has expired');
    const { facts } = await inspectParts(parts, { bootLog });
    expect(facts.trust).toMatchObject({ dateCheck: { known: true, value: true }, dateCheckEvidence: 'boot-log' });
  });

  it('stays unknown after a log that says only that no path leads to a root', async () => {
    const bootLog = failure('The certificate is not correctly signed by the trusted CA');
    const { facts } = await inspectParts(parts, { bootLog });
    expect(facts.trust).toMatchObject({ dateCheck: { known: false }, dateCheckEvidence: 'idf-default' });
  });

  it('is what the release of the running version says, and not what another version would do', async () => {
    const digest = (await inspectParts(parts)).facts.slots[0]?.imageDigest;
    const images = digest?.known ? [digest.value] : [];
    const known = (version: string) =>
      manifest('sample', { dateCheck: true, knownReleases: [{ version, images, anchors: [] }] });
    const same = await inspectParts(parts, { releases: [known('2.0.0')] });
    expect(same.facts.trust).toMatchObject({ dateCheck: { value: true }, dateCheckEvidence: 'release' });
    const older = await inspectParts(parts, { releases: [known('1.0.0')] });
    expect(older.facts.trust.dateCheck.known).toBe(false);
  });
});

describe('NVS', () => {
  it('knows format, namespaces, free pages and that credentials are stored', async () => {
    const content = encodeNvs(wifiCredentials('net', 'password'), { formatVersion: 1, size: 0x4000 });
    const { facts, traffic } = await inspectNvs(content);
    expect(facts.data).toMatchObject({
      nvs: [
        {
          namespaces: ['nvs.net80211'],
          formatVersion: { value: 1 },
          encrypted: { value: false },
          freePages: 3,
          pages: 4,
        },
      ],
      hasWifiCredentials: { known: true, value: true },
    });
    expect(traffic.bytes).toBeLessThan(16 * 1024);
  });

  it('knows that none are stored, also where the name is empty', async () => {
    const options = { formatVersion: 2, size: 0x4000 } as const;
    const without = await inspectNvs(encodeNvs({ app: { a: { type: 'u8', value: 1 } } }, options));
    expect(without.facts.data.hasWifiCredentials).toEqual({ known: true, value: false });
    const empty = await inspectNvs(encodeNvs(wifiCredentials('', ''), options));
    expect(empty.facts.data.hasWifiCredentials).toEqual({ known: true, value: false });
  });

  it('reads a full page and a blob over two pages whole', async () => {
    const value = new Uint8Array(5000).fill(0x2d);
    value.set(pem, 1000);
    const [index, first, second] = blobPieces(1, 'ca', value, 0);
    const pages = encodeNvs({ app: { a: { type: 'u8', value: 1 } } }, { formatVersion: 2, size: 0x4000 });
    pages.set(new NvsPageBuilder({ sequence: 1, state: 0xfffffffc }).add(first).build(), 0x1000);
    pages.set(new NvsPageBuilder({ sequence: 2 }).add(second).add(index).build(), 0x2000);
    const { facts } = await inspectNvs(pages);
    expect(facts.trust.anchors).toHaveLength(1);
  });

  it('is damaged where nothing in it is a page', async () => {
    const { facts } = await inspectNvs(noise(0x4000, 8));
    expect(facts.data.nvs[0]).toMatchObject({ formatVersion: { known: false, reason: 'damaged' }, freePages: 0 });
    expect(facts.data.hasWifiCredentials).toEqual({ known: false, reason: 'damaged' });
    expect(facts.trust.complete).toBe(false);
  });
});
