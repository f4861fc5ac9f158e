import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPemCertificates } from '../../../electron/core/formats/pem.ts';
import { readSpiffsFiles } from '../../../electron/core/formats/spiffs-pages.ts';
import { syntheticPki } from '../../../electron/sim/firmware/pki.ts';
import { noise } from '../../support/recovery-fixture.ts';
import { describeWithShared, sharedPath } from '../../support/shared.ts';
import { buildSpiffs } from './build-spiffs.ts';

const pem = new TextEncoder().encode(syntheticPki().newRoot);

function filesOf(volume: Uint8Array) {
  const files = readSpiffsFiles(volume);
  if (!files.ok) throw new Error(files.problem.code);
  return files.value;
}

describe('a SPIFFS volume', () => {
  it.each([
    [256, true],
    [256, false],
    [512, true],
    [1024, true],
  ])('gives its files whole, page size %i, length in the magic number %s', (pageLength, usesLength) => {
    const large = noise(60_000, 7);
    const volume = buildSpiffs(
      [
        ['/certs/ca.pem', pem],
        ['/empty', new Uint8Array()],
        ['/large.bin', large],
      ],
      { blocks: 24, pageLength, usesLength },
    );
    expect(filesOf(volume)).toEqual([
      { path: '/certs/ca.pem', bytes: pem, intact: true },
      { path: '/empty', bytes: new Uint8Array(), intact: true },
      { path: '/large.bin', bytes: large, intact: true },
    ]);
  });

  it('holds no PEM certificate in one piece, and gives it back in one', () => {
    const volume = buildSpiffs([['/ca.pem', pem]], { blocks: 4 });
    expect(findPemCertificates(volume)).toEqual([]);
    expect(filesOf(volume).flatMap(({ bytes }) => findPemCertificates(bytes))).toHaveLength(1);
  });

  it('gives neither deleted files nor what an interrupted update left beside a page', () => {
    const volume = buildSpiffs([['/ca.pem', pem]], { blocks: 4 });
    const indexPage = (Math.ceil(pem.length / 251) + 1) * 256;
    const stale = 2 * 0x1000;
    volume.set([1, 0], stale); // table: object 1 in the first page of block 2
    volume.set([1, 0, 0, 0, 0xfc, ...noise(248, 3).subarray(0, 246)], stale + 256);
    expect(filesOf(volume)).toEqual([{ path: '/ca.pem', bytes: pem, intact: true }]);
    const deleted = volume.slice();
    deleted[indexPage + 4] = 0x78;
    expect(filesOf(deleted)).toEqual([]);
  });

  it('says that a file is not whole where one of its pages is gone', () => {
    const volume = buildSpiffs([['/ca.pem', pem]], { blocks: 4 });
    volume[2 * 256 + 4] = 0x7c; // its second data page is deleted
    expect(filesOf(volume)).toEqual([{ path: '/ca.pem', bytes: pem.subarray(0, 251), intact: false }]);
  });

  it('is not seen in what is none', () => {
    for (const bytes of [new Uint8Array(0x4000).fill(0xff), noise(0x8000, 5), new Uint8Array(), pem]) {
      expect(readSpiffsFiles(bytes)).toMatchObject({ ok: false, problem: { code: 'spiffs.no-magic' } });
    }
    expect(readSpiffsFiles(new Uint8Array(0x1000001))).toMatchObject({ problem: { code: 'spiffs.too-large' } });
  });

  it('never throws and never gives more than it holds, whatever bytes change', () => {
    const volume = buildSpiffs(
      [
        ['/ca.pem', pem],
        ['/b', noise(3000, 2)],
      ],
      { blocks: 4 },
    );
    const changes = fc.array(fc.tuple(fc.nat(volume.length - 1), fc.nat(255)), { maxLength: 40 });
    fc.assert(
      fc.property(changes, fc.nat(volume.length), (edits, length) => {
        const bytes = volume.slice(0, length);
        for (const [at, value] of edits) if (at < length) bytes[at] = value;
        const files = readSpiffsFiles(bytes);
        const total = files.ok ? files.value.reduce((sum, file) => sum + file.bytes.length, 0) : 0;
        expect(total).toBeLessThanOrEqual(length);
      }),
    );
  });
});

describeWithShared('SPIFFS volumes of the corpus', () => {
  interface Truth {
    readonly spiffs?: readonly unknown[];
    readonly spiffs_files?: Readonly<Record<string, number>>;
  }
  const manifest = JSON.parse(readFileSync(sharedPath('corpus', 'MANIFEST.json'), 'utf8')) as {
    readonly entries: readonly { readonly file: string; readonly ground_truth: Truth }[];
  };

  it.each(manifest.entries.map(({ file, ground_truth }) => [file, ground_truth] as const))(
    '%s: files and sizes, or that it is none',
    (file, { spiffs, spiffs_files = {} }) => {
      const files = readSpiffsFiles(new Uint8Array(readFileSync(sharedPath('corpus', file))));
      expect(files.ok).toBe(spiffs !== undefined);
      if (!files.ok) return;
      expect(files.value.every(({ intact }) => intact)).toBe(true);
      expect(Object.fromEntries(files.value.map(({ path, bytes }) => [path, bytes.length]))).toEqual(spiffs_files);
    },
  );
});
