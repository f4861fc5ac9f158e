import { expect, it } from 'vitest';
import { parseBootLog } from '../../../electron/core/formats/boot-log.ts';
import { encodeOtadataRecord } from '../../../electron/core/formats/otadata.ts';
import { seed, seedC3 } from '../../../electron/sim/units/seed.ts';
import { newSeedApp } from '../../../electron/sim/units/seed-firmware.ts';
import { describeWithTool } from '../support/python.ts';
import { overRfc2217 } from './bench.ts';
import { describeCommands } from './commands.ts';
import { esptool } from './esptool.ts';

const timeout = 300_000;

describeCommands('rfc2217://', overRfc2217);

describeWithTool(esptool, 'esptool over rfc2217:// and the modem lines', (tool) => {
  it.concurrent('resets an ESP32 into download mode, flashes and selects a slot, and starts it', {
    timeout,
  }, async (test) => {
    const on = await overRfc2217(tool, await seed({ size: 'tiny' }), test);
    const app = on.file('app.bin', newSeedApp('ESP32', 'tiny'));
    const otadata = on.file('ota.bin', encodeOtadataRecord(2, 'undefined'));
    const { output, exitCode } = await on.esptool('write-flash', '0x190000', app, '0xe000', otadata);
    expect(output.match(/Hash of data verified/g)).toHaveLength(2);
    expect(output).toContain('Hard resetting via RTS pin');
    expect(exitCode).toBe(0);
    expect(parseBootLog(on.console()).boots.at(-1)).toMatchObject({
      reset: { strapName: 'SPI_FAST_FLASH_BOOT' },
      loadedOffset: 0x190000,
      app: { version: '2.0.0', projectName: 'seed-radio' },
    });
  });

  it.concurrent('raises the rate of an ESP32-C3 and writes at it', { timeout }, async (test) => {
    const on = await overRfc2217(tool, await seedC3({ size: 'tiny' }), test);
    const app = newSeedApp('ESP32-C3', 'tiny');
    const write = ['write-flash', '0x190000', on.file('app.bin', app)];
    const { output, exitCode } = await on.esptool('--baud', '921600', ...write);
    expect(output).toMatch(/Changing baud rate to 921600[\s\S]*Changed\.[\s\S]*Hash of data verified/);
    expect(exitCode).toBe(0);
    expect(Buffer.from(app).equals(on.unit.flash.bytes.subarray(0x190000, 0x190000 + app.length))).toBe(true);
  });

  it.concurrent('finds nobody where download mode is disabled', { timeout }, async (test) => {
    const sim = await seedC3({ size: 'tiny' });
    sim.efuse[4 * 4] = 1; // DIS_DOWNLOAD_MODE
    const { output, exitCode } = await (await overRfc2217(tool, sim, test)).esptool(
      '--connect-attempts',
      '1',
      'read-mac',
    );
    expect(output).toMatch(/Failed to connect|No serial data received|Wrong boot mode/);
    expect(exitCode).not.toBe(0);
  });
});
