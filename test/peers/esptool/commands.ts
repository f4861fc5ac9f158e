import { expect, it, type TestContext } from 'vitest';
import { fillerBytes } from '../../../electron/sim/firmware/filler.ts';
import { seed, seedC3 } from '../../../electron/sim/units/seed.ts';
import type { SimUnit } from '../../../electron/sim/units/sim-unit.ts';
import { describeWithTool, type PythonTool } from '../support/python.ts';
import type { Bench } from './bench.ts';
import { esptool } from './esptool.ts';

const units = [
  { chip: 'ESP32', sim: seed, mac: '24:6f:28:aa:bb:01', type: /ESP32-D0WD.* \(revision v1\.0\)/ },
  { chip: 'ESP32-C3', sim: seedC3, mac: '7c:df:a1:aa:bb:03', type: /ESP32-C3 .*\(revision v0\.3\)/ },
] as const;
const at = 0x190000;
const image = fillerBytes(0x77, 50_000);
/** pySerial's RFC 2217 client waits 50 ms after every setting, and esptool makes many of them. */
const timeout = 300_000;

type OpenBench = (tool: PythonTool, sim: SimUnit, test: TestContext) => Promise<Bench>;

/** Every command that the product's own loader has a counterpart for, over one kind of link. */
export function describeCommands(scheme: string, open: OpenBench): void {
  for (const { chip, sim, mac, type } of units) {
    describeWithTool(esptool, `esptool over ${scheme} and ${chip}`, (tool) => {
      const bench = async (test: TestContext) => open(tool, await sim({ size: 'tiny' }), test);

      it.concurrent('names chip, revision and MAC', { timeout }, async (test) => {
        const { exitCode, output } = await (await bench(test)).esptool('read-mac');
        expect(output).toMatch(type);
        expect(output).toContain(mac);
        expect(exitCode).toBe(0);
      });

      it.concurrent('reads the flash id, and programs no eFuse on the way', { timeout }, async (test) => {
        const on = await bench(test);
        const { output, exitCode } = await on.esptool('flash-id');
        expect(output).toMatch(/Manufacturer: c8\s+Device: 4016\s+Detected flash size: 4MB/);
        expect(exitCode).toBe(0);
        expect(on.unit.statistics.efuseWriteAttempts).toBe(0);
      });

      it.concurrent('writes compressed through its stub and finds the hash verified', { timeout }, async (test) => {
        const on = await bench(test);
        const before = flashOf(on, 0, at);
        const { output, exitCode } = await on.esptool('write-flash', `${at}`, on.file('new.bin', image));
        expect(output).toContain('Stub flasher running');
        expect(output).toContain('Hash of data verified');
        expect(exitCode).toBe(0);
        expect(flashOf(on, at, image.length).equals(image)).toBe(true);
        expect(flashOf(on, 0, at).equals(before)).toBe(true);
      });

      it.concurrent('writes without its stub', { timeout }, async (test) => {
        const on = await bench(test);
        const file = on.file('new.bin', image);
        const { output, exitCode } = await on.esptool('--no-stub', 'write-flash', `${at}`, file);
        expect(output).not.toContain('Stub flasher running');
        expect(output).toContain('Hash of data verified');
        expect(exitCode).toBe(0);
        expect(flashOf(on, at, image.length).equals(image)).toBe(true);
      });

      it.concurrent('rewrites only what differs with --diff-with', { timeout }, async (test) => {
        const on = await bench(test);
        on.unit.flash.bytes.set(image, at);
        const changed = image.slice();
        changed.set([1, 2, 3], 0x5010);
        const write = ['write-flash', `${at}`, on.file('new.bin', changed)];
        const { exitCode } = await on.esptool(...write, '--diff-with', on.file('old.bin', image));
        expect(exitCode).toBe(0);
        expect(flashOf(on, at, image.length).equals(changed)).toBe(true);
        expect(on.unit.statistics.erasedSectors).toBeLessThanOrEqual(2);
      });

      it.concurrent('reads what is there', { timeout }, async (test) => {
        const on = await bench(test);
        const { exitCode } = await on.esptool('read-flash', '0x8000', '0x18000', on.path('out.bin'));
        expect(exitCode).toBe(0);
        expect(on.read('out.bin').equals(flashOf(on, 0x8000, 0x18000))).toBe(true);
      });

      it.concurrent('verifies what is there', { timeout }, async (test) => {
        const on = await bench(test);
        const same = on.file('same.bin', flashOf(on, 0x8000, 0x9000));
        const { output, exitCode } = await on.esptool('verify-flash', '0x8000', same);
        expect(output).toContain('Verification successful');
        expect(exitCode).toBe(0);
      });

      it.concurrent('tells that something else is there', { timeout }, async (test) => {
        const on = await bench(test);
        const { output, exitCode } = await on.esptool('verify-flash', '0x8000', on.file('other.bin', image));
        expect(output).toMatch(/Verification failed/i);
        expect(exitCode).not.toBe(0);
      });

      it.concurrent('erases a region and nothing beside it', { timeout }, async (test) => {
        const on = await bench(test);
        on.unit.flash.bytes.fill(0x5a, at, at + 0x6000);
        const { exitCode } = await on.esptool('erase-region', `${at + 0x1000}`, '0x4000');
        expect(exitCode).toBe(0);
        expect(flashOf(on, at + 0x1000, 0x4000).every((byte) => byte === 0xff)).toBe(true);
        expect(flashOf(on, at, 0x1000).every((byte) => byte === 0x5a)).toBe(true);
        expect(flashOf(on, at + 0x5000, 0x1000).every((byte) => byte === 0x5a)).toBe(true);
      });
    });
  }

  describeWithTool(esptool, `esptool over ${scheme} and the security state`, (tool) => {
    it.concurrent('reads the security info of an ESP32-C3', { timeout }, async (test) => {
      const on = await open(tool, await seedC3({ size: 'tiny' }), test);
      const { output, exitCode } = await on.esptool('get-security-info');
      expect(output).toContain('Chip ID: 5');
      expect(output).toContain('Secure Boot: Disabled');
      expect(output).toContain('Flash Encryption: Disabled');
      expect(exitCode).toBe(0);
    });
  });
}

function flashOf({ unit }: Bench, offset: number, length: number): Buffer {
  return Buffer.from(unit.flash.bytes.subarray(offset, offset + length));
}
