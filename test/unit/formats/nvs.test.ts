import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32Rom } from '../../../electron/core/bytes/crc32.ts';
import { decodeHex, encodeHex } from '../../../electron/core/bytes/hex.ts';
import { type NvsPartition, parseNvs } from '../../../electron/core/formats/nvs.ts';
import { blobPieces, NvsPageBuilder, numberEntry, textEntry } from './build-nvs.ts';

const erasedPage = new Uint8Array(0x1000).fill(0xff);

function partition(...pages: Uint8Array[]): NvsPartition {
  const result = parseNvs(Uint8Array.from(pages.flatMap((page) => [...page])));
  if (!result.ok) throw new Error(result.problem.code);
  return result.value;
}

function hexValueOf(nvs: NvsPartition, key: string): string | undefined {
  const entry = nvs.entries.find((candidate) => candidate.key === key);
  return entry && encodeHex(entry.value);
}

describe('NVS', () => {
  it('reads the page header and the namespace entry of the generator (FORMATS V5, V6)', () => {
    const page = new Uint8Array(0x1000).fill(0xff);
    page.set(decodeHex(`fcffffff00000000fe${'ff'.repeat(19)}842dbab9`));
    page.set(decodeHex('000101ff8241b1476365727473000000000000000000000001ffffffffffffff'), 64);
    page.set(decodeHex('010101ffd1597c4d7665720000000000000000000000000007ffffffffffffff'), 96);
    page.set(
      decodeHex(
        `012102ff24fb5cb675726c000000000000000000000000001b00fffff8c1ab41${encodeHex(new TextEncoder().encode('https://ota.example.com/fw\0'))}${'ff'.repeat(5)}`,
      ),
      128,
    );
    page[32] = 0b10101010;
    expect(partition(page)).toMatchObject({
      pages: 1,
      freePages: 0,
      formatVersion: 2,
      encrypted: false,
      namespaces: ['certs'],
      entries: [
        { namespace: 'certs', key: 'ver', type: 'u8', value: Uint8Array.of(7), intact: true },
        { namespace: 'certs', key: 'url', type: 'string', intact: true },
      ],
    });
    expect(new TextDecoder().decode(partition(page).entries[1]?.value)).toBe('https://ota.example.com/fw\0');
  });

  it('recognises format 1 by the page version (FORMATS V5)', () => {
    const page = new NvsPageBuilder({ version: 1 }).build();
    expect(encodeHex(page.subarray(28, 32))).toBe('c216dddc');
    expect(partition(page).formatVersion).toBe(1);
    expect(partition(page, new NvsPageBuilder({ sequence: 1 }).build()).formatVersion).toBe(2);
  });

  it('counts free and damaged pages; an erased partition is sound and empty', () => {
    const damaged = new NvsPageBuilder({}).build();
    damaged[4] = 9;
    const good = new NvsPageBuilder({}).build();
    expect(partition(good, erasedPage, damaged)).toMatchObject({ pages: 3, freePages: 1, damagedPages: 1 });
    expect(partition(erasedPage, erasedPage)).toMatchObject({ formatVersion: undefined, freePages: 2, entries: [] });
  });

  it('lets the page with the larger sequence win, wherever it stands', () => {
    const older = new NvsPageBuilder({ sequence: 3 }).add(numberEntry(0, 'app', 1)).add(numberEntry(1, 'boots', 5));
    const newer = new NvsPageBuilder({ sequence: 4 }).add(numberEntry(1, 'boots', 6));
    const nvs = partition(newer.build(), older.build());
    expect(hexValueOf(nvs, 'boots')).toBe('06');
    expect(nvs.entries).toHaveLength(1);
  });

  it('joins blobs whose pieces stand in several pages and tells incomplete ones', () => {
    const [index, first, second] = blobPieces(1, 'cert', new Uint8Array(5000).fill(9), 0x80);
    const one = new NvsPageBuilder({ sequence: 0 }).add(numberEntry(0, 'app', 1)).add(first);
    const two = new NvsPageBuilder({ sequence: 1 }).add(second).add(index);
    const whole = partition(two.build(), one.build()).entries;
    expect(whole).toMatchObject([{ key: 'cert', type: 'blob', intact: true }]);
    expect(whole[0]?.value.length).toBe(5000);
    expect(partition(two.build(), erasedPage).entries).toMatchObject([{ key: 'cert', intact: false }]);
  });

  it('keeps erased entries apart from values', () => {
    const page = new NvsPageBuilder({})
      .add(numberEntry(0, 'app', 1))
      .add(textEntry(1, 'url', 'http://old'), 'erased')
      .add(textEntry(1, 'url', 'http://new'));
    const nvs = partition(page.build());
    expect(nvs.entries.map(({ value }) => new TextDecoder().decode(value))).toEqual(['http://new\0']);
    expect(nvs.erased).toMatchObject([{ namespace: 'app', key: 'url', type: 'string', intact: true }]);
  });

  it('marks a value whose payload was cut by a power failure', () => {
    const page = new NvsPageBuilder({})
      .add(numberEntry(0, 'app', 1))
      .add(textEntry(1, 'url', 'http://cut'))
      .build();
    page.fill(0xff, 64 + 64 + 4, 64 + 96);
    expect(partition(page).entries).toMatchObject([{ key: 'url', intact: false }]);
  });

  it('calls a partition encrypted when no written entry is readable, not when some are broken', () => {
    const builder = () => new NvsPageBuilder({}).add(numberEntry(0, 'app', 1)).add(numberEntry(1, 'a', 1));
    const encrypted = builder().build();
    for (let at = 64; at < 128; at++) encrypted[at] = (encrypted[at] ?? 0) ^ 0x5a;
    expect(partition(encrypted)).toMatchObject({ encrypted: true, entries: [] });
    const broken = builder().build();
    broken[100] = (broken[100] ?? 0) ^ 0xff;
    expect(partition(broken)).toMatchObject({ encrypted: false, namespaces: ['app'] });
  });

  it('passes over spans that are zero or reach beyond the page, and sizes beyond their span', () => {
    const hostile = (change: (entry: Uint8Array) => void) => {
      const entry = textEntry(1, 'url', 'x');
      change(entry);
      const covered = Uint8Array.from([...entry.subarray(0, 4), ...entry.subarray(8, 32)]);
      new DataView(entry.buffer).setUint32(4, crc32Rom(covered), true);
      return partition(new NvsPageBuilder({}).add(entry).build());
    };
    for (const span of [0, 127, 255]) {
      expect(hostile((entry) => entry.set([span], 2)).entries).toEqual([]);
    }
    expect(hostile((entry) => new DataView(entry.buffer).setUint16(24, 0xffff, true)).entries).toEqual([]);
  });

  it('does not believe sizes of blobs: an index that claims 4 GiB costs nothing', () => {
    const [index] = blobPieces(1, 'huge', new Uint8Array(10), 0);
    new DataView(index.buffer).setUint32(24, 0xffffffff, true);
    index[28] = 255;
    const covered = Uint8Array.from([...index.subarray(0, 4), ...index.subarray(8, 32)]);
    new DataView(index.buffer).setUint32(4, crc32Rom(covered), true);
    expect(partition(new NvsPageBuilder({}).add(index).build()).entries).toMatchObject([
      { key: 'huge', value: new Uint8Array(0), intact: false },
    ]);
  });

  it('refuses what is too large, too short or holds no page', () => {
    expect(parseNvs(new Uint8Array(0x200001))).toMatchObject({ problem: { code: 'nvs.too-large' } });
    expect(parseNvs(new Uint8Array(100))).toMatchObject({ problem: { code: 'nvs.truncated' } });
    expect(parseNvs(new Uint8Array(0x1000).fill(0x41))).toMatchObject({ problem: { code: 'nvs.no-page' } });
  });

  it('never throws on random bytes and mutated pages', () => {
    const [index, first] = blobPieces(1, 'cert', new Uint8Array(300), 0);
    const valid = new NvsPageBuilder({})
      .add(numberEntry(0, 'app', 1))
      .add(textEntry(1, 'url', 'http://x'), 'erased')
      .add(first)
      .add(index)
      .build();
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0x1000, maxLength: 0x1000 }), (bytes) => void parseNvs(bytes)),
      {
        numRuns: 50,
      },
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(700), fc.nat(255)), { maxLength: 8 }), (changes) => {
        const page = valid.slice();
        for (const [at, value] of changes) page[at] = value;
        const result = parseNvs(page);
        if (result.ok) expect(result.value.entries.length).toBeLessThanOrEqual(126);
      }),
      { numRuns: 300 },
    );
  });
});
