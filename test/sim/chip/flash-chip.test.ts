import { expect, test } from 'vitest';
import { FlashChip } from '../../../electron/sim/flash-chip.ts';
import { realTiming } from '../../../electron/sim/timing.ts';
import { md5Hex } from '../../support/esptool-js.ts';
import { noise } from '../../support/sim-unit.ts';

const chip = (size = 1 << 20) => new FlashChip(noise(size), realTiming);

test('programming only clears bits', () => {
  const flash = chip();
  flash.erase(0, 0x1000);
  flash.program(0x10, Uint8Array.of(0b1100_1010));
  flash.program(0x10, Uint8Array.of(0b0110_1111));
  expect(flash.bytes[0x10]).toBe(0b0100_1010);
  expect(flash.bytes[0x11]).toBe(0xff);
});

test('worn bits stay clear after every erase, and the bits beside them do not', () => {
  const flash = chip();
  flash.wearOut(0x1001, 0b0000_0110);
  flash.erase(0x1000, 0x2000);
  expect([...flash.bytes.subarray(0x1000, 0x1003)]).toEqual([0xff, 0b1111_1001, 0xff]);
  flash.erase(0x2000, 0x3000);
  expect(flash.bytes[0x2001]).toBe(0xff);
});

test('the content given to it stays the caller’s', () => {
  const content = noise(1 << 20);
  new FlashChip(content, realTiming).erase(0, 0x1000);
  expect(content).toEqual(noise(1 << 20));
});

test('erasing takes 64 KiB at once where they fit and sectors elsewhere', () => {
  const flash = chip();
  flash.erase(0xf000, 0x31000);
  expect(flash.erasedSectors).toBe(0x22);
  expect(flash.busyMs).toBe(2 * 45 + 2 * 150);
  expect(flash.bytes.subarray(0xf000, 0x31000).every((byte) => byte === 0xff)).toBe(true);
  expect(flash.bytes.subarray(0, 0xf000)).toEqual(noise(1 << 20).subarray(0, 0xf000));
});

test('pages that are only touched count whole', () => {
  const flash = chip();
  flash.program(0xff, new Uint8Array(2));
  expect(flash.programmedPages).toBe(2);
  expect(flash.busyMs).toBeCloseTo(0.8);
});

test('MD5 is that of the range', () => {
  const flash = chip();
  expect(Buffer.from(flash.md5(0x123, 0x4567)).toString('hex')).toBe(
    md5Hex(flash.bytes.subarray(0x123, 0x123 + 0x4567)),
  );
});

test.each([
  [1 << 20, 0x1440c8],
  [4 << 20, 0x1640c8],
  [16 << 20, 0x1840c8],
])('a chip of %i bytes says so in its JEDEC id', (size, id) => {
  expect(new FlashChip(new Uint8Array(size), realTiming).jedecId).toBe(id);
});
