import { describe, expect, it } from 'vitest';
import { fileFlash, joinSpans } from '../../../electron/core/inspect/flash-reader.ts';
import { readUsed } from '../../../electron/core/inspect/read-used.ts';

describe('reading flash', () => {
  it('gives fewer bytes at the end and none beyond it', async () => {
    const flash = fileFlash(Uint8Array.of(1, 2, 3, 4));
    expect(await flash.read(2, 10)).toEqual(Uint8Array.of(3, 4));
    expect(await flash.read(4, 1)).toHaveLength(0);
    expect(await flash.read(100, 1)).toHaveLength(0);
    expect(flash.coverage()).toEqual([{ offset: 2, length: 2 }]);
  });

  it('joins what was read where it touches or overlaps', () => {
    const spans = [
      { offset: 30, length: 10 },
      { offset: 0, length: 10 },
      { offset: 10, length: 5 },
      { offset: 12, length: 2 },
    ];
    expect(joinSpans(spans, 0)).toEqual([
      { offset: 0, length: 15 },
      { offset: 30, length: 10 },
    ]);
    expect(joinSpans(spans, 15)).toEqual([{ offset: 0, length: 40 }]);
  });

  it('leaves erased sectors out, and gives up above the limit', async () => {
    const bytes = new Uint8Array(0x30000).fill(0xff);
    bytes[0x11234] = 7;
    bytes[0x12000] = 8;
    const flash = fileFlash(bytes);
    expect(await readUsed(flash, { offset: 0x10000, length: 0x20000 }, 0x2000)).toEqual(bytes.subarray(0x10000));
    expect(flash.coverage()).toEqual([{ offset: 0x11000, length: 0x2000 }]);
    expect(await readUsed(flash, { offset: 0x10000, length: 0x20000 }, 0x1000)).toBeUndefined();
  });

  it('takes a range beyond the end for erased', async () => {
    const flash = fileFlash(new Uint8Array(16));
    expect(await flash.isErased(16, 16)).toBe(true);
    expect(await readUsed(flash, { offset: 0x1000, length: 0x1000 }, 0x1000)).toHaveLength(0);
  });
});
