import { expect, test } from 'vitest';
import { md5 } from '../../../electron/core/bytes/digest.ts';
import { flashOffset } from '../../../electron/core/bytes/flash-offset.ts';
import { opcodes } from '../../../electron/sim/loader.ts';
import { loaderBench } from '../../support/loader-bench.ts';
import { noise } from '../../support/sim-unit.ts';

const flash = noise(4 << 20);
const start = flashOffset(0);

async function connected(options: Parameters<typeof loaderBench>[0] = {}) {
  const bench = loaderBench({ flash, ...options });
  await bench.connect();
  bench.wire.length = 0;
  return bench;
}

test('R1: a flip on the way back is found by the digest, and the piece is read again', async () => {
  const { unit, loader, wire } = await connected();
  unit.faults.toHost.add({ kind: 'flip', after: 200_000, mask: 0x20 });
  expect(await loader.read(start, 0x80000)).toEqual(flash.subarray(0, 0x80000));
  expect(wire.filter(({ opcode }) => opcode === opcodes.readFlash)).toHaveLength(3);
});

test('R2: forty reads back to back, each followed by an MD5', async () => {
  const { loader, wire } = await connected();
  for (let index = 0; index < 40; index++) {
    const offset = flashOffset(index * 0x1000);
    expect(await loader.read(offset, 0x1000)).toEqual(flash.slice(offset, offset + 0x1000));
    expect(await loader.md5(offset, 0x1000)).toEqual(md5(flash.subarray(offset, offset + 0x1000)));
  }
  expect(wire.filter(({ result }) => result !== 'ok')).toEqual([]);
});

test('R3: any length from any offset leaves nothing behind for the next command', async () => {
  const { loader, wire } = await connected();
  for (const [offset, length] of [
    [0, 0],
    [0, 100],
    [1, 4099],
    [3, 1],
    [4095, 8194],
    [0, 4096],
  ] as const) {
    expect(await loader.read(flashOffset(offset), length)).toEqual(flash.slice(offset, offset + length));
  }
  expect(await loader.md5(start, 0)).toEqual(md5(new Uint8Array()));
  expect(await loader.md5(start, 100)).toEqual(md5(flash.subarray(0, 100)));
  expect(wire.filter(({ result }) => result !== 'ok')).toEqual([]);
});

test('R4: a read past the end is refused without asking the unit', async () => {
  const { loader, takeOpcodes } = await connected();
  takeOpcodes();
  await expect(loader.read(flashOffset(0x3ff000), 8192)).rejects.toMatchObject({ code: 'loader.out-of-range' });
  await expect(loader.md5(flashOffset(0x3ff000), 8192)).rejects.toMatchObject({ code: 'loader.out-of-range' });
  await expect(loader.erase(flashOffset(0x3ff000), 8192)).rejects.toMatchObject({ code: 'loader.out-of-range' });
  expect(takeOpcodes()).toEqual([]);
});

test('R5: lost bytes cost seconds, not the 100 s of a packet timeout', async () => {
  const { unit, loader, now } = await connected({ timing: 'real' });
  unit.faults.toHost.add({ kind: 'drop', after: 100_000, count: 500 });
  const startMs = now();
  expect(await loader.read(start, 0x40000)).toEqual(flash.subarray(0, 0x40000));
  expect(now() - startMs).toBeLessThan(12_000);
});

test('R6: a packet crosses once and is answered once, however long the read', async () => {
  const { unit, loader } = await connected();
  const before = unit.statistics;
  const seen: number[] = [];
  expect(await loader.read(start, flash.length, { onProgress: (done) => seen.push(done) })).toEqual(flash);
  const packets = flash.length / 0x1000;
  const pieces = flash.length / 0x40000;
  expect(seen).toEqual(Array.from({ length: packets }, (_, index) => (index + 1) * 0x1000));
  expect(unit.statistics.framesIn - before.framesIn).toBeLessThan(packets + pieces + 15);
  expect(unit.statistics.bytesOut - before.bytesOut).toBeLessThan(flash.length * 1.015);
});

test('the wire never waits for an ACK: a read takes what its bytes take', async () => {
  const { unit, loader, now } = await connected({ timing: 'real' });
  const [startMs, before] = [now(), unit.statistics.bytesOut];
  await loader.read(start, 0x80000);
  const wireMs = ((unit.statistics.bytesOut - before) * 10_000) / 921_600;
  expect(now() - startMs).toBeLessThan(wireMs * 1.02);
});

test('a stub that takes no ACK while it sends is read with late ones', async () => {
  const { unit, loader } = await connected();
  unit.faults.toChip.add({ kind: 'drop', after: 30, count: 8 }); // the first ACK
  expect(await loader.read(start, 0x80000)).toEqual(flash.subarray(0, 0x80000));
});

test('R7: a register read that the wire spoils is repeated; it never gives 0', async () => {
  const { unit, loader, wire } = await connected();
  for (const after of [0, 1, 2, 3, 4, 13]) {
    unit.faults.toChip.add({ kind: 'flip', after, mask: 0x01 });
    expect(await loader.readRegister(0x40001000)).toBe(0x00f01d83);
  }
  expect(wire.filter(({ result }) => result !== 'ok').length).toBeGreaterThan(3);
});

test('a flip that stays is reported as what it is, after steps down to the lowest rate', async () => {
  const { unit, loader, rates } = await connected();
  unit.onTransmit(() => {
    unit.faults.toHost.add({ kind: 'flip', after: 2000, mask: 0x01 });
  });
  await expect(loader.read(start, 0x10000)).rejects.toMatchObject({
    code: expect.stringMatching(/loader.digest-mismatch|link.corrupt/),
  });
  expect([...rates.values()]).toEqual([115_200]);
});
