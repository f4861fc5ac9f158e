import { describe, expect, it } from 'vitest';
import { flashSizeOf } from '../../../electron/core/chips/flash-id.ts';

describe('flash size of a JEDEC id', () => {
  it.each([
    ['GigaDevice 4 MiB', 0x1640c8, 0x400000],
    ['Winbond 16 MiB', 0x1840ef, 0x1000000],
    ['Winbond 256 KiB', 0x1240ef, 0x40000],
    ['64 MiB in the second row', 0x2040c2, 0x4000000],
    ['4 MiB in the third row', 0x3638c2, 0x400000],
    ['Adesto AT25SF041, 512 KiB', 0x01841f, 0x80000],
    ['Adesto AT25SF161, 2 MiB', 0x01861f, 0x200000],
  ])('%s', (_name, id, size) => {
    expect(flashSizeOf(id)).toBe(size);
  });

  it.each([0, 0xffffff, 0x0040ef, 0x7f40ef])('%i names no size', (id) => {
    expect(flashSizeOf(id)).toBeUndefined();
  });
});
