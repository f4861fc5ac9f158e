import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { decodeBase64 } from '../../../electron/core/bytes/base64.ts';
import { sha256Hex } from '../../../electron/core/bytes/digest.ts';
import { findCertificates } from '../../../electron/core/formats/find-certificates.ts';
import { parseImageHeader } from '../../../electron/core/formats/image-header.ts';
import type { PartitionEntry } from '../../../electron/core/formats/partition-table.ts';
import { readSpiffsFiles } from '../../../electron/core/formats/spiffs-pages.ts';
import type { TrustFacts } from '../../../electron/core/inspect/facts.ts';
import { inspectImage } from '../../../electron/core/inspect/inspect-image.ts';
import { parseCertificate } from '../../../electron/core/trust/certificate.ts';
import { composeFlash } from '../../../electron/sim/units/sim-unit.ts';
import { describeWithShared, sharedPath } from '../../support/shared.ts';
import { entry, now, nvsEntry, sampleApp, tablePart } from './sample-unit.ts';

interface Certificate {
  readonly sha256: string;
}

interface GroundTruth {
  readonly pem_certs: readonly Certificate[];
  readonly der_certs: readonly Certificate[];
  readonly crt_bundles: readonly { readonly spki_sha256: readonly string[] }[];
}

const at = 0x200000;
const volumeSubtypes = { fat: 0x81, spiffs: 0x82, littlefs: 0x83 } as const;

/** The partition in which a unit would have the file. */
function partitionFor(file: string, bytes: Uint8Array): PartitionEntry {
  const size = Math.ceil(bytes.length / 0x1000) * 0x1000;
  const [folder = '', name = ''] = file.split('/');
  if (folder === 'nvs') return entry('held', 1, 2, at, size);
  if (folder === 'secure_cert') return entry('esp_secure_cert', 0x3f, 6, at, size);
  const volume = Object.entries(volumeSubtypes).find(([kind]) => name.includes(kind));
  if (folder === 'fs') return entry('held', 1, volume?.[1] ?? volumeSubtypes.fat, at, size);
  if (parseImageHeader(bytes).ok) return entry('held', 0, 0x10, at, Math.ceil(size / 0x10000) * 0x10000);
  return entry('held', 1, 0x40, at, size);
}

/** The trust of a dump whose unit has the file in its place; a merged image is one already. */
async function trustWith(file: string, bytes: Uint8Array): Promise<TrustFacts> {
  const options = { releases: [], now, simulated: false };
  if (file.startsWith('merged/')) return (await inspectImage(bytes, options)).trust;
  const partition = partitionFor(file, bytes);
  const factory = entry('factory', 0, 0, 0x10000, 0x10000);
  const flash = composeFlash(0x400000, [
    tablePart([nvsEntry, factory, partition]),
    { offset: factory.offset, bytes: sampleApp('1.0.0', { certificates: [] }) },
    { offset: partition.offset, bytes },
  ]);
  return (await inspectImage(flash, options)).trust;
}

function certificateHashes({ anchors, identities = [] }: TrustFacts): string[] {
  const trusted = anchors.flatMap((anchor) =>
    anchor.kind === 'certificate' ? [sha256Hex(decodeBase64(anchor.certificate))] : [],
  );
  return [...trusted, ...identities.flatMap(({ certificates }) => certificates.map(({ sha256 }) => sha256))];
}

const distinct = (texts: readonly string[]) => [...new Set(texts)].sort();

describeWithShared('trust anchors of the corpus', () => {
  const manifest = JSON.parse(readFileSync(sharedPath('corpus', 'MANIFEST.json'), 'utf8')) as {
    readonly entries: readonly { readonly file: string; readonly ground_truth: GroundTruth }[];
  };
  const read = (file: string) => new Uint8Array(readFileSync(sharedPath('corpus', file)));
  const rows = manifest.entries.map(({ file, ground_truth }) => [file, ground_truth] as const);
  const counts = { files: 0, certificates: 0, bundled: 0 };
  const unmounted: string[] = [];

  afterAll(() => {
    const volumes = manifest.entries.filter(({ file }) => file.startsWith('fs/')).length;
    console.log(
      `corpus: ${counts.certificates} certificates and ${counts.bundled} bundle entries in ${counts.files} files equal MANIFEST.json\n` +
        `*** ${unmounted.length} of ${volumes} volumes of file systems were NOT looked into: ${unmounted.join(', ')} ***`,
    );
  });

  it.each(rows)('%s: the bytes hold the certificates that are listed, and no other', (_file, truth) => {
    const found = findCertificates(read(_file)).flatMap(({ der }) => {
      const certificate = parseCertificate(der);
      return certificate.ok ? [certificate.value.sha256] : [];
    });
    expect(distinct(found)).toEqual(distinct([...truth.pem_certs, ...truth.der_certs].map(({ sha256 }) => sha256)));
  });

  it.each(rows)('%s: a unit that has it knows exactly the certificates that are listed', async (file, truth) => {
    const bytes = read(file);
    const trust = await trustWith(file, bytes);
    const listed = distinct([...truth.pem_certs, ...truth.der_certs].map(({ sha256 }) => sha256));
    const bundled = distinct(truth.crt_bundles.flatMap(({ spki_sha256 }) => spki_sha256));
    const entries = trust.anchors.filter(({ encoding }) => encoding === 'crt-bundle');
    expect(distinct(certificateHashes(trust))).toEqual(listed);
    expect(distinct(entries.map(({ spkiSha256 }) => spkiSha256))).toEqual(bundled);
    expect(entries.every(({ kind, usable }) => kind === 'name+key' && usable)).toBe(true);
    counts.files++;
    counts.certificates += listed.length;
    counts.bundled += bundled.length;
    if (file.startsWith('fs/') && !readSpiffsFiles(bytes).ok) unmounted.push(file);
  });

  describe('esp_secure_cert', () => {
    it.each(rows.filter(([file]) => /^(?:secure_cert|nvs\/esc)/.test(file)))(
      '%s: gives no anchor for servers, and no key',
      async (file) => {
        const trust = await trustWith(file, read(file));
        expect(trust.anchors).toEqual([]);
        expect(trust.complete).toBe(true);
        expect(trust.identities).toHaveLength(1);
        expect(trust.identities?.[0]?.privateKeys).toHaveLength(1);
        expect(trust.identities?.[0]?.damagedEntries).toBe(file.includes('corrupt') ? 1 : 0);
        expect(JSON.stringify(trust)).not.toContain('PRIVATE KEY');
      },
    );
  });
});
