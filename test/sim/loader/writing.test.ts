import { describe, expect, test } from 'vitest';
import { flashOffset } from '../../../electron/core/bytes/flash-offset.ts';
import { plainEfuse } from '../../../electron/sim/efuse-block.ts';
import { opcodes } from '../../../electron/sim/loader.ts';
import { efuseImage, type LoaderBench, loaderBench } from '../../support/loader-bench.ts';
import { chipFamilies, noise } from '../../support/sim-unit.ts';

const offset = flashOffset(0x10000);
const image = noise(0x40000);

function written({ unit }: LoaderBench, length = image.length): Uint8Array {
  return unit.flash.bytes.slice(offset, offset + length);
}

describe.each(chipFamilies)('writing to an %s through the stub', (chip) => {
  test('without a fault each byte goes over once', async () => {
    const bench = loaderBench({ chip });
    await bench.connect();
    const before = bench.unit.statistics.bytesIn;
    const outcome = await bench.loader.write(offset, image);
    expect(written(bench)).toEqual(image);
    expect(outcome.restarts).toBe(0);
    const overhead = bench.unit.statistics.bytesIn - before - outcome.wireBytes;
    expect(outcome.wireBytes).toBeLessThan(image.length * 1.02);
    expect(overhead).toBeLessThan(1000); // an MD5 for each stretch
  });

  test('W1: a lost ACK starts the chunk again and sends no block twice', async () => {
    const bench = loaderBench({ chip });
    await bench.connect();
    bench.unit.faults.loseReplies(opcodes.deflateData, 1, 3);
    bench.takeOpcodes();
    const { restarts } = await bench.loader.write(offset, image);
    expect(written(bench)).toEqual(image);
    expect(restarts).toBe(1);
    const lost = bench.wire.findIndex(({ result }) => result === 'timeout');
    expect(bench.wire[lost]?.opcode).toBe(opcodes.deflateData);
    const next = bench.wire.slice(lost + 1).find(({ opcode }) => [0x10, 0x11].includes(opcode));
    expect(next?.opcode).toBe(opcodes.deflateBegin);
  });

  test('W3: a block that loses its tail costs one restart', async () => {
    const bench = loaderBench({ chip });
    await bench.connect();
    bench.unit.faults.toChip.add({ kind: 'drop', after: 60_000, count: 300 });
    const { restarts } = await bench.loader.write(offset, image);
    expect(written(bench)).toEqual(image);
    expect(restarts).toBe(1);
  });

  test('W4: two flips that the checksum cannot see are found by MD5, and only what differs is sent again', async () => {
    const bench = loaderBench({ chip });
    await bench.connect();
    const atByte = 150_000;
    for (const after of [atByte, atByte + 640]) bench.unit.faults.toChip.add({ kind: 'flip', after, mask: 0x04 });
    const { restarts, wireBytes } = await bench.loader.write(offset, image);
    expect(written(bench)).toEqual(image);
    expect(restarts).toBeGreaterThan(0);
    expect(wireBytes).toBeLessThan(image.length * 1.8);
  });

  test('W6: what does not fit into the flash is refused before anything is erased', async () => {
    const bench = loaderBench({ chip });
    await bench.connect();
    await expect(bench.loader.write(flashOffset(0x3ff000), noise(0x1001))).rejects.toMatchObject({
      code: 'loader.out-of-range',
    });
    await expect(bench.loader.write(flashOffset(0x10800), noise(0x1000))).rejects.toMatchObject({
      code: 'loader.out-of-range',
    });
    expect(bench.unit.statistics.erasedSectors).toBe(0);
  });

  test('W7, W8: an image is written as it is: neither its header nor its digest is touched', async () => {
    const bench = loaderBench({ chip });
    await bench.connect();
    const bootloader = noise(0x6000);
    bootloader.set([0xe9, 3, 2, 0x1f]);
    await bench.loader.write(flashOffset(0x1000), bootloader);
    expect(bench.unit.flash.bytes.slice(0x1000, 0x7000)).toEqual(bootloader);
  });

  test('W9: progress counts bytes of flash, never backwards, up to the total', async () => {
    const { loader, connect } = loaderBench({ chip });
    await connect();
    const seen: number[] = [];
    await loader.write(offset, image, {
      onProgress(done, total) {
        expect(total).toBe(image.length);
        seen.push(done);
      },
    });
    expect(seen.at(-1)).toBe(image.length);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.length).toBeLessThan(40);
  });
});

test('W2: in plain blocks a lost ACK starts the chunk again as well', async () => {
  const bench = loaderBench({ chip: 'ESP32-C3', efuse: efuseImage('c3-e-secure-download') });
  await bench.connect();
  bench.unit.faults.loseReplies(opcodes.flashData, 1, 20);
  const { restarts } = await bench.loader.write(offset, image.subarray(0, 0x20000));
  expect(written(bench, 0x20000)).toEqual(image.subarray(0, 0x20000));
  expect(restarts).toBe(1);
});

test('W5: time for a block grows with what it takes on the wire', async () => {
  const bench = loaderBench({ timing: 'real' });
  await bench.connect({ maxBaudRate: 115_200 });
  bench.unit.faults.toChip.add({ kind: 'stall', after: 30_000, forMs: 2500 });
  const { restarts } = await bench.loader.write(offset, image.subarray(0, 0x10000));
  expect(restarts).toBe(0);
  expect(Math.max(...bench.wire.map(({ durationMs }) => durationMs))).toBeGreaterThan(3000);
  expect(written(bench, 0x10000)).toEqual(image.subarray(0, 0x10000));
});

test('W10: the eFuses can be read before anything is written', async () => {
  const efuse = plainEfuse('ESP32', Uint8Array.of(1, 2, 3, 4, 5, 6));
  efuse[2] = 0x10; // FLASH_CRYPT_CNT = 1
  const { unit, loader, connect } = loaderBench({ efuse });
  await connect();
  expect((await loader.readRegister(0x3ff5a000)) >>> 20).toBe(1);
  expect(unit.statistics.programmedPages + unit.statistics.erasedSectors).toBe(0);
});

test('W11: the wire log tells how long each command took, and no payload', async () => {
  const { loader, connect, wire } = loaderBench({ timing: 'real' });
  await connect();
  await loader.write(offset, image.subarray(0, 0x8000));
  const block = wire.find(({ opcode, requestBytes }) => opcode === opcodes.deflateData && requestBytes > 0x4000);
  expect(block?.durationMs).toBeGreaterThan(150);
  for (const event of wire) {
    expect(Object.keys(event).toSorted()).toEqual([
      'durationMs',
      'opcode',
      'replyBytes',
      'requestBytes',
      'result',
      'timeMs',
    ]);
  }
});

test('data that compresses to nothing is written whole, and its last sector is erased to the end', async () => {
  const bench = loaderBench({ flash: noise(4 << 20) });
  await bench.connect();
  const data = new Uint8Array(0x30100).fill(0x5a);
  const { wireBytes } = await bench.loader.write(offset, data);
  expect(wireBytes).toBeLessThan(3000);
  expect(written(bench, data.length)).toEqual(data);
  const tail = bench.unit.flash.bytes.slice(offset + 0x30100, offset + 0x31000);
  expect(tail.every((byte) => byte === 0xff)).toBe(true);
});

test('a write that begins inside an erase block erases by the block where it can', async () => {
  const bench = loaderBench({ timing: 'real' });
  await bench.connect();
  const data = new Uint8Array(0x4a000).fill(1);
  const startMs = bench.now();
  await bench.loader.write(flashOffset(0x16000), data);
  expect(bench.unit.flash.bytes.slice(0x16000, 0x60000)).toEqual(data);
  expect(bench.now() - startMs).toBeLessThan(4000); // 10 sectors and 4 blocks; sector by sector it would be 5.5 s
});

test('a fault that never ends is reported, and the next command works', async () => {
  const bench = loaderBench();
  await bench.connect();
  bench.unit.faults.loseReplies(opcodes.deflateBegin, 100);
  await expect(bench.loader.write(offset, image.subarray(0, 0x1000))).rejects.toMatchObject({ code: 'link.timeout' });
  expect(await bench.loader.readRegister(0x40001000)).toBe(0x00f01d83);
});
