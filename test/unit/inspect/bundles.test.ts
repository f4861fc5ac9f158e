import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeBase64 } from '../../../electron/core/bytes/base64.ts';
import { sha256Hex } from '../../../electron/core/bytes/digest.ts';
import { findPemCertificates } from '../../../electron/core/formats/pem.ts';
import { parseCertificate } from '../../../electron/core/trust/certificate.ts';
import { syntheticPki } from '../../../electron/sim/firmware/pki.ts';
import { describeWithShared, sharedPath } from '../../support/shared.ts';
import { type BundlePair, bigEndianBundle } from '../formats/build-crt-bundle.ts';
import { entry, factoryEntry, inspectParts, inspectWith, nvsEntry, sampleApp, tablePart } from './sample-unit.ts';

/** What a bundle keeps of each certificate. */
function pairsOf(pem: string): BundlePair[] {
  return findPemCertificates(new TextEncoder().encode(pem)).map(({ der }) => {
    const certificate = parseCertificate(der);
    if (!certificate.ok) throw new Error(certificate.problem.code);
    return [certificate.value.subject.der, certificate.value.publicKey.der];
  });
}

const { oldRoot, newRoot } = syntheticPki();
const bundle = bigEndianBundle(pairsOf(oldRoot + newRoot));
const tag = 'esp-x509-crt-bundle';
const elsewhere = entry('x', 1, 6, 0x200000, 0x1000);
const nothing = new Uint8Array(0);

describe('a certificate bundle', () => {
  it('of the app is a name and a key for each root, which only that firmware would use', async () => {
    const app = sampleApp('1.0.0', { certificates: [], texts: [tag], files: [bundle] });
    const { facts } = await inspectWith(elsewhere, nothing, app);
    expect(facts.trust.complete).toBe(true);
    expect(facts.trust.anchors).toMatchObject([
      { kind: 'name+key', encoding: 'crt-bundle', usable: true, foundIn: { partition: 'factory', slot: 'factory' } },
      { kind: 'name+key', subject: expect.stringContaining('CN=New Root X1') },
    ]);
    const [first, second] = facts.trust.anchors;
    if (second?.kind !== 'name+key') throw new Error('no bundle entry');
    expect(sha256Hex(decodeBase64(second.spkiDer))).toBe(second.spkiSha256);
    const { offset = 0 } = first?.foundIn ?? {};
    expect(app.subarray(offset - factoryEntry.offset).subarray(0, bundle.length)).toEqual(bundle);
  });

  it('in a partition is for whichever firmware loads it', async () => {
    const app = sampleApp('1.0.0', { certificates: [], texts: [tag] });
    const { facts } = await inspectWith(entry('roots', 1, 0x40, 0x200000, 0x2000), bundle, app);
    expect(facts.trust.complete).toBe(true);
    expect(facts.trust.anchors).toMatchObject([{ foundIn: { partition: 'roots', offset: 0x200000 } }, {}]);
    expect(facts.trust.anchors[0]?.foundIn).not.toHaveProperty('slot');
  });

  it('is missing where the app can use one and none is found: trust is incomplete', async () => {
    const app = sampleApp('1.0.0', { certificates: [], texts: [tag] });
    const { facts } = await inspectWith(elsewhere, nothing, app);
    expect(facts.trust.complete).toBe(false);
    expect(facts.coverage.skipped).toEqual([{ what: 'esp_crt_bundle', reason: 'not-present' }]);
  });
});

describeWithShared('the bundles of ESP-IDF in an app of real size', () => {
  it.each([
    ['x509_crt_bundle-v4.4-full.bin', 'esp-idf-v4.4-cacrt_all.pem'],
    ['x509_crt_bundle-v5.5-full.bin', 'esp-idf-v5.5-cacrt_all.pem'],
    ['x509_crt_bundle-v6.0-full.bin', 'esp-idf-v6.0-cacrt_all.pem'],
  ])('%s is read whole within the budget of an unknown release', async (file, source) => {
    const files = [new Uint8Array(readFileSync(sharedPath('certs', 'bundles', file)))];
    const app = sampleApp('1.0.0', { certificates: [], texts: [tag], files, size: 'real' });
    const large = entry('factory', 0, 0, 0x10000, 0x200000);
    const { facts, traffic } = await inspectParts([tablePart([nvsEntry, large]), { offset: large.offset, bytes: app }]);
    const roots = pairsOf(readFileSync(sharedPath('certs', 'bundles', source), 'latin1'));
    const found = facts.trust.anchors.map(({ spkiSha256 }) => spkiSha256);
    expect(found.sort()).toEqual(roots.map(([, key]) => sha256Hex(key)).sort());
    expect(facts.trust.complete).toBe(true);
    expect(traffic.bytes).toBeLessThan(300 * 1024);
    expect(traffic.roundTrips).toBeLessThan(200);
    console.log(`${file}: ${found.length} roots for ${traffic.bytes} bytes and ${traffic.roundTrips} round trips`);
  });
});
