import { describe, expect, it } from 'vitest';
import { decodeHex, encodeHex } from '../../../electron/core/bytes/hex.ts';
import { parseNvs } from '../../../electron/core/formats/nvs.ts';
import { detectWearLevelling } from '../../../electron/core/formats/wear-levelling.ts';
import { encodeNvs, encryptNvs, type NvsContent } from '../../../electron/sim/firmware/nvs.ts';
import {
  encodeFatBootSector,
  encodeState,
  encodeWearLevelling,
} from '../../../electron/sim/firmware/wear-levelling.ts';

describe('NVS writer', () => {
  const content: NvsContent = {
    certs: { ver: { type: 'u8', value: 7 }, url: { type: 'string', value: 'https://ota.example.com/fw' } },
    big: { data: { type: 'blob', value: new Uint8Array(6000).map((_, i) => i * 7) } },
  };

  it('writes the header and entries of the vectors', () => {
    const bytes = encodeNvs({ certs: {} }, { formatVersion: 2, size: 0x3000 });
    expect(encodeHex(bytes.subarray(4, 32))).toBe(`00000000fe${'ff'.repeat(19)}842dbab9`);
    expect(encodeHex(bytes.subarray(64, 96))).toBe('000101ff8241b1476365727473000000000000000000000001ffffffffffffff');
    const first = encodeNvs({ certs: content.certs ?? {} }, { formatVersion: 2, size: 0x3000 });
    expect(encodeHex(first.subarray(96, 128))).toBe(
      `010101ffd1597c4d${'76657200'}${'00'.repeat(12)}07${'ff'.repeat(7)}`,
    );
    expect(encodeHex(first.subarray(128, 136))).toBe('012102ff24fb5cb6');
    expect(encodeHex(first.subarray(152, 160))).toBe('1b00fffff8c1ab41');
  });

  it('writes values that the reader gives back, blobs over several pages', () => {
    const nvs = readNvs(encodeNvs(content, { formatVersion: 2, size: 0x5000 }));
    expect(nvs).toMatchObject({ formatVersion: 2, encrypted: false, damagedPages: 0, freePages: 3 });
    expect(nvs.entries.map(({ namespace, key, intact }) => [namespace, key, intact])).toEqual([
      ['certs', 'ver', true],
      ['certs', 'url', true],
      ['big', 'data', true],
    ]);
    expect(nvs.entries[2]?.value).toEqual(new Uint8Array(6000).map((_, i) => i * 7));
  });

  it('writes format 1 with single-page blobs', () => {
    const small = { a: { b: { type: 'blob', value: Uint8Array.of(1, 2, 3) } } } as const;
    const nvs = readNvs(encodeNvs(small, { formatVersion: 1, size: 0x3000 }));
    expect(nvs.formatVersion).toBe(1);
    expect(nvs.entries[0]?.value).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('encrypts entries as vector V7 says', () => {
    const key = decodeHex(
      '993e3b92d69c29cc6d956f1391ce8691fbb4ba6be1b19303b23944ec2e94117c' +
        'f8b1d5ce90b3118cae55a68475432c0b853a669ffb380287e962e590c3659374',
    );
    const bytes = encodeNvs({ certs: {} }, { formatVersion: 2, size: 0x3000 });
    encryptNvs(bytes, key);
    expect(encodeHex(bytes.subarray(64, 96))).toBe('82a64f4ff3b6eac8d55180a326f7a6f9d03cd117f3a38b44961b3438b53c6f90');
    expect(readNvs(bytes).encrypted).toBe(true);
  });

  it('refuses what does not fit', () => {
    expect(() => encodeNvs(content, { formatVersion: 2, size: 0x1000 })).toThrow(RangeError);
  });
});

describe('wear-levelling writer', () => {
  it('gives state and records of vectors V9 and V11', () => {
    const state = encodeState(2, 0x100, 2);
    expect(encodeHex(state.subarray(60, 64))).toBe('c8232952');
    expect(encodeHex(state.subarray(64))).toBe('8e0da600eb6a1ab805c5afaa60a2131236b2704a53d5ccf2bd7a79e0d81dc558');
  });

  it('is recognised in both versions', () => {
    for (const version of [1, 2] as const) {
      const volume = encodeWearLevelling({ version, size: 0x40000, position: 3 }, encodeFatBootSector());
      expect(detectWearLevelling(volume.subarray(-0x5000), volume.length)).toBe(version);
    }
  });

  it('puts the first sector behind the dummy of a fresh volume', () => {
    const fresh = encodeWearLevelling({ version: 2, size: 0x40000, position: 0 }, encodeFatBootSector());
    expect(fresh.subarray(0, 0x1000).every((byte) => byte === 0xff)).toBe(true);
    expect(encodeHex(fresh.subarray(0x1000, 0x1003))).toBe('ebfe90');
  });
});

function readNvs(bytes: Uint8Array) {
  const nvs = parseNvs(bytes);
  if (!nvs.ok) throw new Error(nvs.problem.code);
  return nvs.value;
}
