import { afterEach, expect, test, vi } from 'vitest';
import { flashOffset } from '../../../electron/core/bytes/flash-offset.ts';
import type { ModemLines, SerialLink } from '../../../electron/core/interfaces/serial-link.ts';
import { loaderBench } from '../../support/loader-bench.ts';
import { noise } from '../../support/sim-unit.ts';

const offset = flashOffset(0x10000);

afterEach(() => vi.unstubAllGlobals());

test.each(['toHost', 'toChip'] as const)(
  'T1: a cable pulled in mid-transfer (%s) fails at once with port.gone',
  async (direction) => {
    const { unit, loader, connect, now } = loaderBench({ timing: 'real' });
    await connect();
    unit.faults[direction].add({ kind: 'pull', after: 50_000 });
    let pulledAtMs = Number.NaN;
    unit.onLost(() => {
      pulledAtMs = now();
    });
    const work = direction === 'toHost' ? loader.read(offset, 0x40000) : loader.write(offset, noise(0x40000));
    await expect(work).rejects.toMatchObject({ code: 'port.gone' });
    expect(now() - pulledAtMs).toBeLessThan(5);
  },
);

test('T2: a write that the port rejects leaves no lock behind, and disconnecting ends', async () => {
  let failures = 1;
  const wrap = (link: SerialLink): SerialLink => ({
    ...link,
    write: (bytes) => (bytes.length > 1000 && failures-- > 0 ? Promise.reject(new Error('EIO')) : link.write(bytes)),
  });
  const { unit, loader, connect } = loaderBench({ wrap });
  await connect({ useStub: false });
  const data = noise(0x2000);
  await expect(loader.write(offset, data)).rejects.toThrow('EIO');
  await loader.write(offset, data);
  expect(unit.flash.bytes.subarray(offset, offset + data.length)).toEqual(data);
  await loader.disconnect('reset');
});

test('T3: a lost port is told to every command, and a new connection works when the unit is back', async () => {
  const { unit, loader, connect } = loaderBench();
  await connect();
  unit.unplug();
  await expect(loader.md5(offset, 0x1000)).rejects.toMatchObject({ code: 'port.gone' });
  await expect(loader.readFlashId()).rejects.toMatchObject({ code: 'port.gone' });
  await expect(connect()).rejects.toMatchObject({ code: 'port.not-found' });
  unit.plug();
  expect((await connect()).mode).toBe('stub');
});

test('T4: both modem lines are released after every sequence, so the reset button starts the application', async () => {
  let lines: ModemLines = { dtr: true, rts: true };
  const wrap = (link: SerialLink): SerialLink => ({
    ...link,
    setModemLines(next) {
      lines = next;
      return link.setModemLines(next);
    },
  });
  const { unit, loader, connect } = loaderBench({ wrap });
  await connect();
  expect(lines).toEqual({ dtr: false, rts: false });
  let text = '';
  unit.onTransmit((chunk) => {
    text += Buffer.from(chunk).toString('latin1');
  });
  await loader.disconnect('none');
  unit.setHostBaudRate(115_200);
  unit.pressReset();
  await vi.waitFor(() => expect(text).toContain('SPI_FAST_FLASH_BOOT'));
  expect(lines).toEqual({ dtr: false, rts: false });
});

test('T5, T8: nothing is printed, and no browser is needed', async () => {
  vi.stubGlobal('navigator', undefined);
  const print = vi.spyOn(console, 'log');
  const { loader, connect } = loaderBench();
  await connect();
  await loader.write(offset, noise(0x1000));
  await loader.read(offset, 0x1000);
  await loader.disconnect('reset');
  expect(print).not.toHaveBeenCalled();
});

test('T6: a wait for a reply is one timer, however long it takes', async () => {
  const { unit, loader, connect, clock, wire } = loaderBench({ timing: 'real' });
  await connect();
  const sleep = vi.spyOn(clock, 'sleep');
  unit.faults.toHost.add({ kind: 'stall', after: 0, forMs: 2500 });
  const before = wire.length;
  await loader.md5(offset, 0x1000);
  const commands = wire.length - before;
  expect(wire.at(-1)?.durationMs).toBeGreaterThan(1);
  expect(sleep.mock.calls.length).toBeLessThanOrEqual(2 * commands);
});

test('T7: text before a reply is kept as text, and the reply is found', async () => {
  const wrap = (link: SerialLink): SerialLink => ({
    ...link,
    onData: (listener) =>
      link.onData((chunk) => {
        listener(new TextEncoder().encode('E (12) wifi: late line\r\n'));
        listener(chunk);
      }),
  });
  const { loader, connect } = loaderBench({ wrap });
  const chip = await connect();
  expect(chip.strayText).toContain('waiting for download');
  expect(chip.strayText).toContain('late line');
  expect(await loader.readRegister(0x40001000)).toBe(0x00f01d83);
});

test('T9: a frame for a port that is closed is refused, not dropped', async () => {
  const { loader, connect } = loaderBench();
  await connect();
  await loader.disconnect('none');
  await expect(loader.readRegister(0x40001000)).rejects.toMatchObject({ code: 'loader.not-connected' });
});
