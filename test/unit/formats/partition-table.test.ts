import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHex } from '../../../electron/core/bytes/hex.ts';
import {
  encodePartitionTable,
  type PartitionEntry,
  parsePartitionTable,
} from '../../../electron/core/formats/partition-table.ts';

function entry(label: string, type: number, subtype: number, offset: number, size: number): PartitionEntry {
  return { label, type, subtype, offset, size, encrypted: false, readonly: false };
}

const twoOta = [
  entry('nvs', 1, 2, 0x9000, 0x4000),
  entry('otadata', 1, 0, 0xd000, 0x2000),
  entry('phy_init', 1, 1, 0xf000, 0x1000),
  entry('factory', 0, 0, 0x10000, 0x100000),
  entry('ota_0', 0, 0x10, 0x110000, 0x100000),
  entry('ota_1', 0, 0x11, 0x210000, 0x100000),
];

function problemOf(bytes: Uint8Array): string {
  const result = parsePartitionTable(bytes);
  return result.ok ? 'parsed' : result.problem.code;
}

describe('partition table', () => {
  it('encodes the default two_ota table byte for byte, MD5 record included (FORMATS V3)', () => {
    const table = encodePartitionTable(twoOta, { md5: true });
    expect(table.length).toBe(0xc00);
    expect(table.subarray(0, 32)).toEqual(decodeHex(`aa50010200900000004000006e7673${'00'.repeat(13)}00000000`));
    expect(table.subarray(0xc0, 0xe0)).toEqual(decodeHex(`ebeb${'ff'.repeat(14)}bf25822c0fa6d8641bd930251e06b4c4`));
    expect(table.subarray(0xe0).every((byte) => byte === 0xff)).toBe(true);
  });

  it('parses what it encodes, with and without MD5', () => {
    for (const md5 of [true, false]) {
      const result = parsePartitionTable(encodePartitionTable(twoOta, { md5 }));
      expect(result).toEqual({ ok: true, value: { entries: twoOta, checksum: md5 ? 'md5' : 'none' } });
    }
  });

  it('keeps a label that fills all 16 bytes, flags, unknown types and sizes that are no multiple of 4 KiB', () => {
    const odd = { ...entry('a234567890123456', 0x3f, 0xff, 0x9000, 1_200_000), encrypted: true, readonly: true };
    expect(parsePartitionTable(encodePartitionTable([odd], { md5: true }))).toMatchObject({
      value: { entries: [odd] },
    });
  });

  it('refuses a changed byte under an MD5 record', () => {
    const table = encodePartitionTable(twoOta, { md5: true });
    table[6] = (table[6] ?? 0) ^ 1;
    expect(problemOf(table)).toBe('partition-table.bad-md5');
  });

  it('refuses a second MD5 record, an empty table, a foreign magic and a full sector without an end', () => {
    const table = encodePartitionTable(twoOta, { md5: true });
    table.set(table.subarray(0xc0, 0xe0), 0xe0);
    expect(problemOf(table)).toBe('partition-table.second-md5');
    expect(problemOf(new Uint8Array(0xc00).fill(0xff))).toBe('partition-table.empty');
    expect(problemOf(new Uint8Array(0xc00))).toBe('partition-table.bad-magic');
    const endless = Array.from({ length: 95 }, (_, index) => entry(`p${index}`, 0x40, 0, (index + 2) * 0x1000, 0x1000));
    const full = encodePartitionTable(endless, { md5: false });
    full.set(encodePartitionTable([entry('last', 0x40, 0, 0x1000, 0x1000)], { md5: false }).subarray(0, 32), 95 * 32);
    expect(problemOf(full)).toBe('partition-table.not-terminated');
  });

  it('refuses overlap, sizes that wrap 32 bits and what no flash has', () => {
    const overlapping = [entry('a', 1, 2, 0x9000, 0x4001), entry('b', 1, 0, 0xd000, 0x2000)];
    expect(problemOf(encodePartitionTable(overlapping, { md5: true }))).toBe('partition-table.overlap');
    const wrapping = [entry('a', 1, 2, 0x9000, 0xffffffff)];
    expect(problemOf(encodePartitionTable(wrapping, { md5: true }))).toBe('partition-table.out-of-range');
    expect(problemOf(encodePartitionTable([entry('a', 1, 2, 0xfff000, 0x1001)], { md5: true }))).toBe(
      'partition-table.out-of-range',
    );
  });

  it('refuses labels with control characters', () => {
    const table = encodePartitionTable(twoOta, { md5: false });
    table[13] = 0x1b;
    expect(problemOf(table)).toBe('partition-table.bad-label');
  });

  it('throws on entries that cannot be encoded', () => {
    expect(() => encodePartitionTable([entry('seventeen letters', 0, 0, 0, 0)], { md5: true })).toThrow(RangeError);
    const many = Array.from({ length: 95 }, (_, index) => entry(`p${index}`, 0x40, 0, index * 0x1000, 0x1000));
    expect(() => encodePartitionTable(many, { md5: true })).toThrow(RangeError);
  });

  it('never throws on random bytes, mutations and truncations', () => {
    const valid = encodePartitionTable(twoOta, { md5: false });
    fc.assert(fc.property(fc.uint8Array({ maxLength: 0x1100 }), (bytes) => void parsePartitionTable(bytes)));
    fc.assert(
      fc.property(fc.nat(0xff), fc.nat(255), fc.nat(valid.length), (at, value, length) => {
        const mutated = valid.slice(0, length);
        if (at < length) mutated[at] = value;
        const result = parsePartitionTable(mutated);
        if (result.ok) expect(result.value.entries.length).toBeLessThanOrEqual(95);
      }),
    );
  });
});
