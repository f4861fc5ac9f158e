import { describe, expect, test } from 'vitest';
import { flashOffset } from '../../../electron/core/bytes/flash-offset.ts';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import type { ModemLines, SerialLink } from '../../../electron/core/interfaces/serial-link.ts';
import { boot } from '../../../electron/sim/boot-model.ts';
import { seed } from '../../../electron/sim/units/seed.ts';
import { loaderBench } from '../../support/loader-bench.ts';
import { noise } from '../../support/sim-unit.ts';

/** Keeps what was done to the lines, as `DTR RTS` pairs. */
function recorded(calls: string[]) {
  return (link: SerialLink): SerialLink => ({
    ...link,
    setModemLines(lines: ModemLines) {
      calls.push(`${Number(lines.dtr)}${Number(lines.rts)}`);
      return link.setModemLines(lines);
    },
  });
}

test.each([
  ['linux', 'sim:unit', '00 11 01 10 00'],
  ['darwin', 'sim:unit', '00 11 01 10 00'],
  ['win32', 'COM7', '00 01 11 10 00'],
  ['linux', 'rfc2217://bench:4000', '00 01 11 10 00'],
] as const)('on %s %s the lines go %s', async (platform, name, expected) => {
  const calls: string[] = [];
  const wrap = (link: SerialLink) => ({ ...recorded(calls)(link), name });
  await loaderBench({ wrap, platform }).connect();
  expect(calls.join(' ')).toBe(expected);
});

test('a board that does not come in is held longer, then the lines go one by one', async () => {
  const calls: string[] = [];
  const waits: number[] = [];
  const { connect, clock } = loaderBench({ wrap: (link) => ({ ...recorded(calls)(link), async write() {} }) });
  const sleep = clock.sleep;
  clock.sleep = (ms, signal) => {
    waits.push(ms);
    return sleep(ms, signal);
  };
  await expect(connect()).rejects.toMatchObject({ code: 'loader.not-heard' });
  expect(calls.slice(0, 20).join(' ')).toBe('00 11 01 10 00 00 11 01 10 00 00 01 11 10 00 00 01 11 10 00');
  expect(waits.filter((ms) => ms === 50 || ms === 550).slice(0, 4)).toEqual([50, 550, 50, 550]);
});

test.each(['default', 'usb'] as const)(
  'USB-Serial/JTAG is reset its own way (--before %s), and its watchdogs are switched off',
  async (before) => {
    const calls: string[] = [];
    const { connect, loader, unit } = loaderBench({ chip: 'ESP32-C3', wiring: 'usb-jtag', wrap: recorded(calls) });
    expect((await connect({ before })).mode).toBe('stub');
    expect(calls.join(' ')).toBe('00 10 11 01 00');
    expect(await loader.readRegister(0x60008090)).toBe(0);
    expect((await loader.readRegister(0x600080ac)) >>> 31).toBe(1);
    expect(unit.statistics.efuseWriteAttempts).toBe(0);
  },
);

test('the reset into the application resets: RTS alone, then neither', async () => {
  const calls: string[] = [];
  const { connect, loader } = loaderBench({ wrap: recorded(calls) });
  await connect();
  calls.length = 0;
  expect(await loader.captureBoot({ timeoutMs: 500 })).toContain('SPI_FAST_FLASH_BOOT');
  expect(calls).toEqual(['01', '00']);
});

test('--after none leaves the stub running, --after reset starts the application', async () => {
  const { unit, connect, loader } = loaderBench();
  const { framesIn } = unit.statistics;
  await connect();
  await loader.disconnect('none');
  expect((await connect({ before: 'none' })).mode).toBe('stub');
  await loader.disconnect('reset');
  await expect(connect({ before: 'none' })).rejects.toBeInstanceOf(RecoveryError);
  expect(unit.statistics.framesIn).toBeGreaterThan(framesIn);
});

describe('boot capture', () => {
  test('gives the whole log of an application at the rate of the ROM', async () => {
    const { chip, flash, efuse } = await seed();
    const { connect, loader } = loaderBench({ chip, flash, efuse, bootModel: boot, timing: 'real' });
    await connect();
    const text = await loader.captureBoot({ timeoutMs: 10_000, isComplete: (log) => log.includes('Loaded app') });
    expect(text).toMatch(/^ets /);
    expect(text).toContain('Loaded app from partition at offset');
  });

  test('works on a unit that nobody connected to, and a session can follow', async () => {
    const { connect, loader } = loaderBench();
    expect(await loader.captureBoot({ timeoutMs: 100 })).toContain('boot:0x13');
    expect((await connect()).mode).toBe('stub');
    await loader.write(flashOffset(0), noise(0x1000));
  });

  test('ends a session: its commands are refused until the next connection', async () => {
    const { connect, loader } = loaderBench();
    await connect();
    await loader.captureBoot({ timeoutMs: 10 });
    await expect(loader.readFlashId()).rejects.toMatchObject({ code: 'loader.not-connected' });
  });

  test('a unit that prints without end is cut off', async () => {
    const line = `${'x'.repeat(1000)}\n`;
    const { loader, now } = loaderBench({
      bootModel: () => ({ output: Array.from({ length: 400 }, () => ({ afterMs: 1, text: line })), ends: 'loop' }),
    });
    const text = await loader.captureBoot({ timeoutMs: 3_600_000 });
    expect(text.length).toBe(0x40000);
    expect(now()).toBeLessThan(60_000);
  });

  test('is given up when asked to, and a pulled cable ends it', async () => {
    const aborted = new AbortController();
    const { unit, loader } = loaderBench({ timing: 'real' });
    const capture = loader.captureBoot({ timeoutMs: 60_000, signal: aborted.signal });
    unit.onTransmit(() => aborted.abort(new Error('enough')));
    await expect(capture).rejects.toThrow('enough');
    const second = loader.captureBoot({ timeoutMs: 60_000 });
    unit.faults.toHost.add({ kind: 'pull', after: 20 });
    await expect(second).rejects.toMatchObject({ code: 'port.gone' });
  });
});
