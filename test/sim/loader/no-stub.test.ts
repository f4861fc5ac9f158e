import { describe, expect, test } from 'vitest';
import { md5 } from '../../../electron/core/bytes/digest.ts';
import { flashOffset } from '../../../electron/core/bytes/flash-offset.ts';
import { chips } from '../../../electron/core/chips/catalogue.ts';
import { opcodes } from '../../../electron/sim/loader.ts';
import { efuseImage, loaderBench } from '../../support/loader-bench.ts';
import { chipFamilies, noise } from '../../support/sim-unit.ts';

const offset = flashOffset(0x300000);
const image = noise(0x21234);
const flash = noise(4 << 20, 7);

describe.each(chipFamilies)('the ROM of an %s alone', (chip) => {
  async function inRom() {
    const bench = loaderBench({ chip, flash });
    expect(await bench.connect({ useStub: false })).toMatchObject({ mode: 'rom', family: chip, baudRate: 921_600 });
    return bench;
  }

  test('1 and 2: writes blocks of 0x400 after a BEGIN of as many words as it takes', async () => {
    const { unit, loader, wire } = await inRom();
    const { restarts } = await loader.write(offset, image);
    expect(unit.flash.bytes.slice(offset, offset + image.length)).toEqual(image);
    expect(restarts).toBe(0);
    const begins = wire.filter(({ opcode }) => opcode === opcodes.deflateBegin);
    const blocks = wire.filter(({ opcode }) => opcode === opcodes.deflateData);
    expect(new Set(begins.map(({ requestBytes }) => requestBytes))).toEqual(
      new Set([8 + 4 * chips[chip].romBeginWords]),
    );
    expect(Math.max(...blocks.map(({ requestBytes }) => requestBytes))).toBe(0x400 + 8 + 16);
  });

  test('3: understands its MD5 in hexadecimal digits', async () => {
    const { unit, loader } = await inRom();
    expect(await loader.md5(offset, 0x1234)).toEqual(md5(unit.flash.bytes.subarray(offset, offset + 0x1234)));
  });

  test('4: attaches the flash and tells its size before the first flash command', async () => {
    const { loader, takeOpcodes } = await inRom();
    await loader.md5(offset, 0x1000);
    const sent = takeOpcodes();
    const flashCommand = sent.indexOf(opcodes.spiFlashMd5);
    expect(sent.indexOf(opcodes.spiAttach)).toBeGreaterThan(0);
    expect(sent.indexOf(opcodes.spiSetParams)).toBeGreaterThan(sent.indexOf(opcodes.spiAttach));
    expect(flashCommand).toBeGreaterThan(sent.indexOf(opcodes.spiSetParams));
  });

  test('reads 64 bytes at a time, proven by MD5, and erases without an erase command', async () => {
    const { unit, loader } = await inRom();
    const before = unit.flash.bytes.slice(offset, offset + 0x4100);
    expect(await loader.read(offset, 0x4100)).toEqual(before);
    await loader.erase(offset, 0x12000);
    expect(unit.flash.bytes.slice(offset, offset + 0x12000).every((byte) => byte === 0xff)).toBe(true);
    expect(unit.flash.bytes[offset + 0x12000]).not.toBe(0xff);
  });

  test('a flip on the way back is read again', async () => {
    const { unit, loader } = await inRom();
    unit.faults.toHost.add({ kind: 'flip', after: 1000, mask: 0x08 });
    expect(await loader.read(offset, 0x2000)).toEqual(unit.flash.bytes.slice(offset, offset + 0x2000));
  });

  test.each([
    ['a flip in a block', { kind: 'flip', after: 30_000, mask: 0x10 }],
    ['a lost stretch of a block', { kind: 'drop', after: 30_000, count: 200 }],
  ] as const)('%s starts the chunk again', async (_, fault) => {
    const { unit, loader } = await inRom();
    unit.faults.toChip.add(fault);
    const { restarts } = await loader.write(offset, image);
    expect(unit.flash.bytes.slice(offset, offset + image.length)).toEqual(image);
    expect(restarts).toBeGreaterThan(0);
  });

  test('a lost ACK starts the chunk again', async () => {
    const { unit, loader } = await inRom();
    unit.faults.loseReplies(opcodes.deflateData, 1, 12);
    await loader.write(offset, image);
    expect(unit.flash.bytes.slice(offset, offset + image.length)).toEqual(image);
  });
});

test('a C3 with secure boot is never given a stub', async () => {
  const { loader, connect, unit, takeOpcodes } = loaderBench({
    chip: 'ESP32-C3',
    efuse: efuseImage('c3-c-secureboot'),
  });
  expect((await connect()).mode).toBe('rom');
  expect(takeOpcodes()).not.toContain(opcodes.memoryBegin);
  await loader.write(offset, image);
  expect(unit.flash.bytes.slice(offset, offset + image.length)).toEqual(image);
});
