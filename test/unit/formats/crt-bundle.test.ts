import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../electron/core/bytes/digest.ts';
import { findCrtBundles, parseCrtBundle } from '../../../electron/core/formats/crt-bundle.ts';
import { findPemCertificates } from '../../../electron/core/formats/pem.ts';
import { parseCertificate } from '../../../electron/core/trust/certificate.ts';
import { syntheticPki } from '../../../electron/sim/firmware/pki.ts';
import { noise } from '../../support/recovery-fixture.ts';
import { describeWithShared, sharedPath } from '../../support/shared.ts';
import { type BundlePair, bigEndianBundle, offsetTableBundle } from './build-crt-bundle.ts';

/** Name and key of every certificate of a PEM text. */
function pairsOf(pem: Uint8Array): BundlePair[] {
  return findPemCertificates(pem).map(({ der }) => {
    const certificate = parseCertificate(der);
    if (!certificate.ok) throw new Error(certificate.problem.code);
    return [certificate.value.subject.der, certificate.value.publicKey.der];
  });
}

const { oldRoot, newRoot, foreignRoot } = syntheticPki();
const roots = pairsOf(new TextEncoder().encode(oldRoot + newRoot + foreignRoot));
const layouts = [
  ['big-endian', bigEndianBundle],
  ['offset-table', offsetTableBundle],
] as const;

describe.each(layouts)('a certificate bundle, %s', (layout, encode) => {
  const bytes = encode(roots);

  it('gives name and key of every entry, and leaves alone what follows', () => {
    const result = parseCrtBundle(Uint8Array.from([...bytes, ...noise(50, 1)]));
    expect(result).toMatchObject({ ok: true, value: { layout, length: bytes.length } });
    const entries = result.ok ? result.value.entries : [];
    expect(entries.map(({ subjectDer, spkiDer }) => [subjectDer, spkiDer])).toEqual(roots);
  });

  it('is found amid other bytes, once, also behind another one', () => {
    const before = noise(1004, 2).subarray(1);
    const stream = Uint8Array.from([...before, ...bytes, ...noise(76, 3), ...encode(roots.slice(1, 2))]);
    expect(findCrtBundles(stream).map(({ offset, entries }) => [offset, entries.length])).toEqual([
      [1003, 3],
      [1003 + bytes.length + 76, 1],
    ]);
  });

  it('is none where one entry is broken or cut off: the unit refuses it too', () => {
    const [name, key] = roots[2] ?? [];
    const lastNameAt = bytes.length - (key?.length ?? 0) - (name?.length ?? 0);
    const broken = bytes.slice();
    broken[lastNameAt] = 0x31;
    expect(parseCrtBundle(broken)).toEqual({ ok: false, problem: { code: 'crt-bundle.bad-name', at: lastNameAt } });
    expect(findCrtBundles(broken)).toEqual([]);
    expect(parseCrtBundle(bytes.subarray(0, bytes.length - 1))).toMatchObject({
      ok: false,
      problem: { code: 'crt-bundle.truncated' },
    });
  });

  it('has as many entries as fit, up to a limit', () => {
    const many = Array.from({ length: 1025 }, () => roots[0] ?? [new Uint8Array(), new Uint8Array()]) as BundlePair[];
    expect(parseCrtBundle(bigEndianBundle(many.slice(1)))).toMatchObject({ ok: true });
    expect(parseCrtBundle(bigEndianBundle(many))).toMatchObject({
      ok: false,
      problem: { code: 'crt-bundle.bad-count' },
    });
  });

  it('never makes a parser throw, whatever bytes change and wherever it ends', () => {
    const changes = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 20 });
    fc.assert(
      fc.property(changes, fc.nat(bytes.length), (edits, length) => {
        const mutated = bytes.slice(0, length);
        for (const [at, value] of edits) if (at < length) mutated[at] = value;
        const result = parseCrtBundle(mutated);
        if (result.ok) expect(result.value.length).toBeLessThanOrEqual(length);
        expect(findCrtBundles(mutated).length).toBeLessThanOrEqual(roots.length);
      }),
    );
  });
});

describe('the search for bundles', () => {
  it('never throws on random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => findCrtBundles(bytes).length === 0));
  });

  it('finds none in certificates, which hold names and keys too', () => {
    const pem = new TextEncoder().encode(oldRoot);
    const der = findPemCertificates(pem)[0]?.der ?? new Uint8Array();
    expect(findCrtBundles(Uint8Array.from([...pem, ...der]))).toEqual([]);
  });

  it('walks a chain of entries once, however many places in it could begin a bundle', () => {
    const name = [0x30, 2, 0x31, 0];
    const key = [0x30, 8, 0x30, 2, 0x06, 0, 0x03, 2, 0x04, 0x00]; // ends as a count of 1024 would stand before the next
    const entry = [0, name.length, 0, key.length, ...name, ...key];
    const chain = [4, 0, ...Array.from({ length: 1000 }, () => entry).flat(), 0xff, 0xff];
    const bytes = new Uint8Array(chain.length * 200);
    for (let at = 0; at < bytes.length; at += chain.length) bytes.set(chain, at);
    expect(findCrtBundles(bytes)).toEqual([]);
  });
});

describeWithShared('real bundles', () => {
  const read = (...parts: string[]) => new Uint8Array(readFileSync(sharedPath(...parts)));
  const hashes = (pairs: readonly BundlePair[]) => pairs.map(([name, key]) => `${sha256Hex(name)} ${sha256Hex(key)}`);

  it.each([
    ['x509_crt_bundle-v4.4-full.bin', 'big-endian', ['bundles', 'esp-idf-v4.4-cacrt_all.pem']],
    ['x509_crt_bundle-v5.5-full.bin', 'offset-table', ['bundles', 'esp-idf-v5.5-cacrt_all.pem']],
    ['x509_crt_bundle-v6.0-full.bin', 'offset-table', ['bundles', 'esp-idf-v6.0-cacrt_all.pem']],
    ['x509_crt_bundle-be-only-DST-X3.bin', 'big-endian', ['letsencrypt', 'trustid-x3-root.pem']],
    ['x509_crt_bundle-le-only-DST-X3.bin', 'offset-table', ['letsencrypt', 'trustid-x3-root.pem']],
  ])('%s holds the roots of the PEM file it was made from, entry for entry', (file, layout, source) => {
    const result = parseCrtBundle(read('certs', 'bundles', file));
    const entries = result.ok ? result.value.entries : [];
    expect(result).toMatchObject({ ok: true, value: { layout } });
    const found = hashes(entries.map(({ subjectDer, spkiDer }) => [subjectDer, spkiDer]));
    expect(found.sort()).toEqual(hashes(pairsOf(read('certs', ...source))).sort());
    console.log(`${file}: ${found.length} entries equal ${source.at(-1)}`);
  });

  const manifest = JSON.parse(readFileSync(sharedPath('corpus', 'MANIFEST.json'), 'utf8')) as {
    readonly entries: readonly {
      readonly file: string;
      readonly ground_truth: {
        readonly crt_bundles: readonly {
          readonly format: string;
          readonly offset: number;
          readonly size: number;
          readonly spki_sha256: readonly string[];
        }[];
      };
    }[];
  };

  it.each(manifest.entries.map(({ file, ground_truth }) => [file, ground_truth.crt_bundles] as const))(
    'corpus: %s holds the bundles that are listed, and no other',
    (file, listed) => {
      const found = findCrtBundles(read('corpus', file)).map(({ layout, offset, length, entries }) => [
        layout,
        offset,
        length,
        entries.map(({ spkiDer }) => sha256Hex(spkiDer)),
      ]);
      expect(found).toEqual(
        listed.map(({ format, offset, size, spki_sha256 }) => [
          format.startsWith('v1') ? 'big-endian' : 'offset-table',
          offset,
          size,
          spki_sha256,
        ]),
      );
    },
  );
});
