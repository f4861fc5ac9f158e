import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32Rom } from '../../../electron/core/bytes/crc32.ts';
import { detectWearLevelling, wearLevellingTailLength } from '../../../electron/core/formats/wear-levelling.ts';

const partitionSize = 0x102000;

/** FORMATS V9: the words of a state of version 2, or of version 1, which ends after its CRC. */
function state(version: 1 | 2): Uint8Array {
  const words = [0, 0x100, 0, 0, 16, 0x1000, version, ...(version === 2 ? [0x11223344, 0, 0, 0, 0, 0, 0, 0] : [])];
  const bytes = new Uint8Array((words.length + 1) * 4);
  const view = new DataView(bytes.buffer);
  for (const [index, word] of words.entries()) view.setUint32(index * 4, word, true);
  view.setUint32(words.length * 4, crc32Rom(bytes.subarray(0, words.length * 4)), true);
  return bytes;
}

function tailWith(...copies: (readonly [number, Uint8Array])[]): Uint8Array {
  const tail = new Uint8Array(wearLevellingTailLength(partitionSize)).fill(0xff);
  for (const [fromEnd, bytes] of copies) tail.set(bytes, tail.length - fromEnd);
  return tail;
}

describe('wear levelling', () => {
  it('has the CRC that the source defines (FORMATS V9)', () => {
    expect(new DataView(state(2).buffer).getUint32(60, true)).toBe(0x522923c8);
  });

  it('is told by the version of a sound state, from either copy', () => {
    // 258 sectors: 64 + 258 * 16 bytes take two sectors per copy.
    expect(detectWearLevelling(tailWith([0x5000, state(2)]), partitionSize)).toBe(2);
    expect(detectWearLevelling(tailWith([0x3000, state(2)]), partitionSize)).toBe(2);
    expect(detectWearLevelling(tailWith([0x5000, state(1)]), partitionSize)).toBe(1);
  });

  it('is not known without a sound state', () => {
    const broken = state(2);
    broken[5] = 9;
    expect(detectWearLevelling(tailWith([0x5000, broken]), partitionSize)).toBeUndefined();
    expect(detectWearLevelling(tailWith(), partitionSize)).toBeUndefined();
    expect(detectWearLevelling(new Uint8Array(10), partitionSize)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 0x3000 }),
        fc.nat(0x1000000),
        (tail, size) => void detectWearLevelling(tail, size),
      ),
      { numRuns: 50 },
    );
  });
});
