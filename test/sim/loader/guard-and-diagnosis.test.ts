import { describe, expect, test } from 'vitest';
import { createCommands, prepareRequest } from '../../../electron/adapters/esptool/commands.ts';
import { CommandLoader } from '../../../electron/adapters/esptool/esptool-js.ts';
import { encodeRequest, opcode, words } from '../../../electron/adapters/esptool/protocol.ts';
import { openTransport } from '../../../electron/adapters/esptool/transport.ts';
import { flashOffset } from '../../../electron/core/bytes/flash-offset.ts';
import { chips } from '../../../electron/core/chips/catalogue.ts';
import type { SerialLink } from '../../../electron/core/interfaces/serial-link.ts';
import { linkTo } from '../../../electron/sim/in-process-link.ts';
import { virtualScheduler } from '../../../electron/sim/scheduler.ts';
import { VirtualUnit } from '../../../electron/sim/virtual-unit.ts';
import { clockOf, efuseImage, loaderBench } from '../../support/loader-bench.ts';
import { chipFamilies, noise } from '../../support/sim-unit.ts';

describe.each(chipFamilies)('the eFuse guard on an %s', (chip) => {
  const refused = { code: 'loader.efuse-write-refused' };
  const registers = chips[chip].efuseProgramRanges.flatMap(([first, end]) => [first - 3, first, end - 4, end - 1]);

  async function openCommands() {
    const scheduler = virtualScheduler();
    const unit = new VirtualUnit({ chip, flash: new Uint8Array(1 << 20), clock: scheduler });
    const transport = await openTransport(linkTo(unit), clockOf(scheduler), 115_200);
    return { unit, transport, commands: createCommands(transport, clockOf(scheduler), () => {}) };
  }

  test.each(registers)('refuses WRITE_REG at %i, alone and hidden behind harmless ones', async (register) => {
    const { unit, commands } = await openCommands();
    const bytesIn = unit.statistics.bytesIn;
    const harmless = [0x3ff44000, 0, 0, 0];
    const write = [register, 1, 0xffffffff, 0];
    for (const data of [words(...write), words(...harmless, ...write), words(register)]) {
      expect(() => commands.request(opcode.writeRegister, data)).toThrow(expect.objectContaining(refused));
    }
    expect(unit.statistics.bytesIn).toBe(bytesIn);
  });

  test('refuses a download to RAM that reaches into it', () => {
    const [[first] = [0]] = chips[chip].efuseProgramRanges;
    const reaching = encodeRequest(opcode.memoryBegin, words(0x100, 1, 0x100, first - 0x80));
    expect(() => prepareRequest(reaching)).toThrow(expect.objectContaining(refused));
  });

  test('refuses esptool-js as well', async () => {
    const { unit, transport, commands } = await openCommands();
    const loader = new CommandLoader(transport, commands);
    const [[register] = [0]] = chips[chip].efuseProgramRanges;
    await expect(loader.writeReg(register, 1)).rejects.toMatchObject(refused);
    expect(unit.statistics.efuseWriteAttempts).toBe(0);
  });

  test('a whole session never tries', async () => {
    const { unit, loader, connect } = loaderBench({ chip });
    await connect();
    await loader.readFlashId();
    await loader.write(flashOffset(0), noise(0x11000));
    await loader.read(flashOffset(0), 0x11000);
    await loader.disconnect('reset');
    expect(unit.statistics.efuseWriteAttempts).toBe(0);
  });
});

describe('why nothing answers', () => {
  const mute = (link: SerialLink): SerialLink => ({ ...link, async write() {} });
  const deaf = (link: SerialLink): SerialLink => ({ ...link, onData: () => () => {} });
  const unstrapped = (link: SerialLink): SerialLink => ({
    ...link,
    setModemLines: ({ rts }) => link.setModemLines({ dtr: false, rts }),
  });

  test.each([
    ['downloads are disabled (ESP32)', 'loader.download-disabled', { efuse: efuseImage('d-uart-dl-disabled') }],
    [
      'downloads are disabled (C3)',
      'loader.download-disabled',
      { chip: 'ESP32-C3', efuse: efuseImage('c3-d-download-disabled') },
    ],
    ['the strap is not pulled', 'loader.wrong-boot-mode', { wrap: unstrapped }],
    ['the unit does not hear', 'loader.not-heard', { wrap: mute }],
    ['the unit is silent', 'loader.no-sync', { wrap: deaf }],
    [
      'the unit prints something else',
      'loader.other-text',
      {
        wrap: unstrapped,
        bootModel: () => ({ output: [{ afterMs: 0, text: 'Marlin 2.1 ready, 23.5 C\r\n' }], ends: 'running' as const }),
      },
    ],
  ] as const)('%s: %s', async (_, code, options) => {
    const { unit, connect, loader } = loaderBench(options);
    await expect(connect()).rejects.toMatchObject({ code });
    expect(unit.statistics.programmedPages + unit.statistics.erasedSectors).toBe(0);
    await loader.disconnect('none');
  });

  test('names the boot mode that was seen', async () => {
    const { connect } = loaderBench({ wrap: unstrapped });
    await expect(connect()).rejects.toMatchObject({ params: { boot: '0x13' } });
  });

  test('a disabled download is told after one reset, not after seven', async () => {
    let resets = 0;
    const wrap = (link: SerialLink): SerialLink => ({
      ...link,
      setModemLines(lines) {
        if (lines.rts && !lines.dtr) resets++;
        return link.setModemLines(lines);
      },
    });
    const { connect } = loaderBench({ efuse: efuseImage('d-uart-dl-disabled'), wrap });
    await expect(connect()).rejects.toMatchObject({ code: 'loader.download-disabled' });
    expect(resets).toBe(1);
  });

  test('is told from what is printed now, not from an earlier connection', async () => {
    let cut = false;
    const wrap = (link: SerialLink): SerialLink => ({
      ...link,
      onData: (listener) => link.onData((chunk) => !cut && listener(chunk)),
    });
    const { connect } = loaderBench({ wrap });
    await connect();
    cut = true;
    await expect(connect()).rejects.toMatchObject({ code: 'loader.no-sync' });
  });

  test('an attempt is given up between two resets when asked to', async () => {
    const { connect } = loaderBench({ wrap: deaf });
    const signal = AbortSignal.abort(new Error('not now'));
    await expect(connect({ signal })).rejects.toThrow('not now');
  });
});
