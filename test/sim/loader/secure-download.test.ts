import { expect, test } from 'vitest';
import { flashOffset } from '../../../electron/core/bytes/flash-offset.ts';
import { opcodes } from '../../../electron/sim/loader.ts';
import { efuseImage, loaderBench } from '../../support/loader-bench.ts';
import { noise } from '../../support/sim-unit.ts';

const image = noise(0x20000);

async function secured() {
  const bench = loaderBench({ chip: 'ESP32-C3', efuse: efuseImage('c3-e-secure-download') });
  const chip = await bench.connect();
  return { ...bench, connected: chip };
}

test('is found out, with what GET_SECURITY_INFO says', async () => {
  const { connected } = await secured();
  expect(connected).toMatchObject({ family: 'ESP32-C3', mode: 'secure-download', baudRate: 921_600 });
  expect(connected.securityInfo).toHaveLength(20);
  expect((connected.securityInfo?.[0] ?? 0) & 4).toBe(4);
});

test('is written blindly with plain blocks, and nothing is sent that the ROM would refuse', async () => {
  const { loader, unit, wire, takeOpcodes } = await secured();
  takeOpcodes();
  const { restarts } = await loader.write(flashOffset(0x10000), image);
  expect(unit.flash.bytes.slice(0x10000, 0x30000)).toEqual(image);
  expect(restarts).toBe(0);
  expect(new Set(takeOpcodes())).toEqual(new Set([opcodes.flashBegin, opcodes.flashData]));
  expect(wire.filter(({ result }) => result !== 'ok')).toEqual([]);
});

test('needs to be told its size before anything above 2 MiB is written', async () => {
  const { loader, unit } = await secured();
  const high = flashOffset(0x300000);
  await expect(loader.write(high, image)).rejects.toMatchObject({ code: 'loader.out-of-range' });
  await loader.setFlashSize(0x400000);
  await loader.write(high, image);
  expect(unit.flash.bytes.slice(high, high + image.length)).toEqual(image);
});

test('erases, and says of everything else that it is not available', async () => {
  const { loader, unit } = await secured();
  await loader.write(flashOffset(0x10000), image);
  await loader.erase(flashOffset(0x10000), 0x20000);
  expect(unit.flash.bytes.slice(0x10000, 0x30000).every((byte) => byte === 0xff)).toBe(true);
  const unavailable = { code: 'loader.not-available' };
  await expect(loader.md5(flashOffset(0), 16)).rejects.toMatchObject(unavailable);
  await expect(loader.read(flashOffset(0), 16)).rejects.toMatchObject(unavailable);
  await expect(loader.readRegister(0x40001000)).rejects.toMatchObject(unavailable);
  await expect(loader.readFlashId()).rejects.toMatchObject(unavailable);
});

test('a corrupt block starts its chunk again', async () => {
  const { loader, unit } = await secured();
  unit.faults.toChip.add({ kind: 'flip', after: 20_000, mask: 0x01 });
  const { restarts } = await loader.write(flashOffset(0x10000), image);
  expect(restarts).toBe(1);
  expect(unit.flash.bytes.slice(0x10000, 0x30000)).toEqual(image);
});
