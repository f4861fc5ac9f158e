import { describe, expect, test } from 'vitest';
import { flashOffset } from '../../../electron/core/bytes/flash-offset.ts';
import { opcodes } from '../../../electron/sim/loader.ts';
import { type Disturbance, disturbedLink } from '../../support/disturbed-link.ts';
import { efuseImage, loaderBench } from '../../support/loader-bench.ts';
import { chipFamilies, noise } from '../../support/sim-unit.ts';

const offset = flashOffset(0x10000);
const image = noise(0x80000);
const flash = noise(4 << 20, 3);

function benchWith(disturbance: Disturbance, options: Parameters<typeof loaderBench>[0] = {}) {
  return loaderBench({ ...options, wrap: (link) => disturbedLink(link, disturbance) });
}

describe.each(chipFamilies)('%s', (chip) => {
  test('goes to the highest rate asked for before the stub is sent', async () => {
    const { connect, takeOpcodes } = loaderBench({ chip });
    expect((await connect({ maxBaudRate: 2_000_000 })).baudRate).toBe(2_000_000);
    const sent = takeOpcodes();
    expect(sent.indexOf(opcodes.changeBaudRate)).toBeLessThan(sent.indexOf(opcodes.memoryBegin));
  });

  test('stays below a rate that the cable does not carry, and remembers it for the adapter', async () => {
    const rates = new Map<string, number>();
    const disturbance = { fromBaudRate: 400_000, kind: 'everything' } as const;
    const { connect, loader } = benchWith(disturbance, { chip, rates });
    expect((await connect()).baudRate).toBe(230_400);
    expect([...rates.values()]).toEqual([230_400]);
    await loader.disconnect('none');
    const next = benchWith(disturbance, { chip, rates });
    expect((await next.connect()).baudRate).toBe(230_400);
    expect(next.wire.filter(({ result }) => result === 'timeout')).toEqual([]);
  });

  test.each([
    ['the chip still hears the command', 'long-writes'],
    ['nothing gets through any more', 'everything'],
  ] as const)('steps down in the middle of a write where %s, and goes on where it stood', async (_, kind) => {
    const { unit, connect, loader, rates } = benchWith({ fromBaudRate: 900_000, afterBytes: 300_000, kind }, { chip });
    expect((await connect()).baudRate).toBe(921_600);
    const before = unit.statistics.bytesIn;
    const { restarts } = await loader.write(offset, image);
    expect(unit.flash.bytes.slice(offset, offset + image.length)).toEqual(image);
    expect(restarts).toBeGreaterThan(0);
    expect([...rates.values()]).toEqual([460_800]);
    expect(unit.statistics.bytesIn - before).toBeLessThan(image.length * 2);
  });

  test('steps down in the middle of a read', async () => {
    const { connect, loader, rates } = benchWith(
      { fromBaudRate: 900_000, afterBytes: 20_000, kind: 'everything' },
      { chip, flash },
    );
    await connect();
    expect(await loader.read(offset, 0x200000)).toEqual(flash.slice(offset, offset + 0x200000));
    expect([...rates.values()]).toEqual([460_800]);
  });
});

test('steps down in secure download mode, where only SYNC and little else answers', async () => {
  const { unit, connect, loader, rates } = benchWith(
    { fromBaudRate: 900_000, afterBytes: 50_000, kind: 'everything' },
    { chip: 'ESP32-C3', efuse: efuseImage('c3-e-secure-download') },
  );
  await connect();
  await loader.write(offset, image);
  expect(unit.flash.bytes.slice(offset, offset + image.length)).toEqual(image);
  expect([...rates.values()]).toEqual([460_800]);
});

test('a unit without modem lines keeps the rate it has', async () => {
  const { unit, connect, takeOpcodes } = loaderBench({ wiring: 'none' });
  unit.setBootButton(true);
  unit.pressReset();
  expect(await connect({ before: 'none' })).toMatchObject({ mode: 'stub', baudRate: 115_200 });
  expect(takeOpcodes()).not.toContain(opcodes.changeBaudRate);
});

test('USB-Serial/JTAG has no rate to change', async () => {
  const { connect, takeOpcodes } = loaderBench({ chip: 'ESP32-C3', wiring: 'usb-jtag' });
  expect((await connect()).mode).toBe('stub');
  expect(takeOpcodes()).not.toContain(opcodes.changeBaudRate);
});

test('a stub that runs already is found at the rate it was left at', async () => {
  const { connect, loader } = loaderBench();
  await connect({ maxBaudRate: 460_800 });
  await loader.disconnect('none');
  expect(await connect({ before: 'none' })).toMatchObject({ mode: 'stub', family: 'ESP32', baudRate: 921_600 });
  expect(await loader.readRegister(0x40001000)).toBe(0x00f01d83);
});
