import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32Rom } from '../../../electron/core/bytes/crc32.ts';
import { decodeHex, encodeHex } from '../../../electron/core/bytes/hex.ts';
import {
  encodeOtadataRecord,
  nextOtadataRecord,
  type Otadata,
  type OtaState,
  parseOtadata,
  selectBootOrder,
} from '../../../electron/core/formats/otadata.ts';
import type { PartitionEntry } from '../../../electron/core/formats/partition-table.ts';

const erased = 0xffffffff;

function record(sequence: number, state: OtaState = 'undefined', crcValid = true): Otadata['records'][0] {
  return { sequence, state, crcValid };
}

function app(label: string, subtype: number): PartitionEntry {
  return { label, type: 0, subtype, offset: 0, size: 0x100000, encrypted: false, readonly: false };
}

const factory = app('factory', 0);
const slots = [app('ota_0', 0x10), app('ota_1', 0x11)];
const test = app('test', 0x20);

function order(records: Otadata['records'] | undefined, partitions = [factory, ...slots]): string[] {
  return selectBootOrder(records && { records }, partitions).map(({ label }) => label);
}

function sectors(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(0x2000).fill(0xff);
  bytes.set(first, 0);
  bytes.set(second, 0x1000);
  return bytes;
}

describe('otadata records', () => {
  it('encodes sequence 1 with an undefined state as the generator does (FORMATS V1)', () => {
    expect(encodeHex(encodeOtadataRecord(1, 'undefined'))).toBe(`01000000${'ff'.repeat(20)}ffffffff9a984347`);
  });

  it('computes the listed CRCs (FORMATS V2)', () => {
    const crcs = [0x4743989a, 0x55f63774, 0xed4a5011, 0x709d68a8, 0xc8210fcd, 0xda94a023, 0x6228c746, 0x3a4bd710];
    for (const [index, crc] of crcs.entries()) {
      const encoded = encodeOtadataRecord(index + 1, 'valid');
      expect(new DataView(encoded.buffer).getUint32(28, true)).toBe(crc);
    }
  });

  it('parses both sectors, erased ones and broken CRCs', () => {
    const broken = encodeOtadataRecord(2, 'aborted');
    broken[31] = 0;
    expect(parseOtadata(sectors(encodeOtadataRecord(1, 'valid'), broken))).toEqual({
      ok: true,
      value: { records: [record(1, 'valid'), record(2, 'aborted', false)] },
    });
    expect(parseOtadata(new Uint8Array(0x2000).fill(0xff))).toEqual({
      ok: true,
      value: { records: [undefined, undefined] },
    });
  });

  it('takes label bytes of v3.2 for an undefined state', () => {
    const old = decodeHex(`01000000${'41'.repeat(24)}9a984347`);
    expect(parseOtadata(sectors(old, old))).toMatchObject({ value: { records: [record(1), record(1)] } });
  });

  it('refuses a partition that ends before the second record', () => {
    expect(parseOtadata(new Uint8Array(0x1000))).toMatchObject({ ok: false });
  });

  it('never encodes a sequence that wraps or means erased', () => {
    for (const sequence of [0, erased, -1, 1.5]) {
      expect(() => encodeOtadataRecord(sequence, 'undefined')).toThrow(RangeError);
    }
  });

  it('never throws on random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 0x2000, size: 'max' }), (bytes) => void parseOtadata(bytes)));
  });
});

describe('boot order', () => {
  it('starts at factory without an otadata partition and with both records erased', () => {
    expect(order(undefined)).toEqual(['factory', 'ota_0', 'ota_1']);
    expect(order([undefined, undefined])).toEqual(['factory', 'ota_0', 'ota_1']);
  });

  it('starts at ota_0 without factory', () => {
    expect(order([undefined, undefined], slots)).toEqual(['ota_0', 'ota_1']);
  });

  it('takes the larger valid sequence, then down to factory, then up, then test', () => {
    expect(order([record(1), record(2)], [factory, ...slots, test])).toEqual(['ota_1', 'ota_0', 'factory', 'test']);
    expect(order([record(3), record(2)], [test, ...slots, factory])).toEqual(['ota_0', 'factory', 'ota_1', 'test']);
  });

  it('ignores records with a broken CRC and those marked invalid or aborted', () => {
    expect(order([record(1), record(2, 'undefined', false)])).toEqual(['ota_0', 'factory', 'ota_1']);
    expect(order([record(1), record(2, 'aborted')])[0]).toBe('ota_0');
    expect(order([record(1, 'invalid'), record(2, 'aborted')])[0]).toBe('factory');
    expect(order([undefined, record(2, 'undefined', false)])[0]).toBe('factory');
  });

  it('wraps sequence 0 in 32-bit arithmetic: with three slots 0xFFFFFFFF % 3 is ota_0, with two ota_1', () => {
    expect(order([record(0), undefined])[0]).toBe('ota_1');
    expect(order([record(0), undefined], [factory, ...slots, app('ota_2', 0x12)])[0]).toBe('ota_0');
  });

  it('counts slots but indexes subtypes, so that a gap in the numbers makes a slot unreachable', () => {
    const gap = [app('ota_0', 0x10), app('ota_2', 0x12)];
    expect(order([record(2), undefined], gap)).toEqual(['ota_0']);
  });
});

describe('next otadata record', () => {
  it('writes sector 0 when none is valid', () => {
    expect(nextOtadataRecord({ records: [undefined, undefined] }, 0, 2)).toMatchObject({ sector: 0, sequence: 1 });
    expect(nextOtadataRecord({ records: [undefined, undefined] }, 1, 2)).toMatchObject({ sector: 0, sequence: 2 });
  });

  it('leaves the sector in force alone and takes the smallest larger sequence of the slot', () => {
    expect(nextOtadataRecord({ records: [record(1), undefined] }, 1, 2)).toMatchObject({ sector: 1, sequence: 2 });
    expect(nextOtadataRecord({ records: [record(1), record(2)] }, 1, 2)).toMatchObject({ sector: 0, sequence: 4 });
    expect(nextOtadataRecord({ records: [record(5), record(6, 'aborted')] }, 1, 2)).toMatchObject({
      sector: 1,
      sequence: 6,
    });
  });

  it('gives a whole sector: the record with an undefined state, the rest erased', () => {
    const update = nextOtadataRecord({ records: [record(1), undefined] }, 1, 2);
    expect(update?.bytes.subarray(0, 32)).toEqual(encodeOtadataRecord(2, 'undefined'));
    expect(update?.bytes.length).toBe(0x1000);
    expect(update?.bytes.subarray(32).every((byte) => byte === 0xff)).toBe(true);
  });

  it('says so when the sequence numbers are used up', () => {
    expect(nextOtadataRecord({ records: [record(0xfffffffe), undefined] }, 0, 2)).toBeUndefined();
  });

  it('always makes the bootloader start at the chosen slot, whatever stood there', () => {
    const anyRecord = fc.option(
      fc.record({
        sequence: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 0xfffffffe })),
        state: fc.constantFrom<OtaState>('new', 'pending-verify', 'valid', 'invalid', 'aborted', 'undefined'),
        crcValid: fc.boolean(),
      }),
      { nil: undefined },
    );
    fc.assert(
      fc.property(anyRecord, anyRecord, fc.integer({ min: 1, max: 16 }), fc.nat(15), (first, second, count, pick) => {
        const slot = pick % count;
        const update = nextOtadataRecord({ records: [first, second] }, slot, count);
        if (!update) return;
        const records: [Otadata['records'][0], Otadata['records'][0]] = [first, second];
        records[update.sector] = record(update.sequence);
        const partitions = [factory, ...Array.from({ length: count }, (_, index) => app(`ota_${index}`, 0x10 + index))];
        expect(order(records, partitions)[0]).toBe(`ota_${slot}`);
        expect(crc32Rom(update.bytes.subarray(0, 4))).toBe(new DataView(update.bytes.buffer).getUint32(28, true));
      }),
    );
  });
});
