import { describe, expect, test } from 'vitest';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import type { PortChange } from '../../../electron/core/interfaces/port-watcher.ts';
import { linkTo } from '../../../electron/sim/in-process-link.ts';
import { dataChecksum, opcodes } from '../../../electron/sim/loader.ts';
import { virtualScheduler } from '../../../electron/sim/scheduler.ts';
import { VirtualPorts } from '../../../electron/sim/virtual-ports.ts';
import { VirtualUnit } from '../../../electron/sim/virtual-unit.ts';
import { esptoolJs, writeOptions } from '../../support/esptool-js.ts';
import { dataBlock, words } from '../../support/frames.ts';
import { noise, quiet, unitInRom, unitInStub } from '../../support/sim-unit.ts';

const magic = words(0x40001000);

describe('the line', () => {
  test('a flipped bit towards the chip spoils the checksum of the block', async () => {
    const { unit, host } = await unitInStub();
    const block = noise(0x400);
    await host.command(opcodes.flashBegin, words(0x400, 1, 0x400, 0x10000));
    unit.faults.toChip.add({ kind: 'flip', after: 300, mask: 0x10 });
    const [refused] = await host.command(opcodes.flashData, dataBlock(0, block), dataChecksum(block));
    const [accepted] = await host.command(opcodes.flashData, dataBlock(0, block), dataChecksum(block));
    expect(refused?.slice(-2)).toEqual(Uint8Array.of(0xc1, 0));
    expect(accepted?.slice(-2)).toEqual(Uint8Array.of(0, 0));
  });

  test('dropped bytes towards the host shorten what arrives', async () => {
    const { unit, host } = await unitInStub();
    unit.faults.toHost.add({ kind: 'drop', after: 3, count: 4 });
    const [reply] = await host.command(opcodes.readRegister, magic);
    expect(reply?.length).toBe(10 - 4);
  });

  test('a stall delays what follows', async () => {
    const clock = virtualScheduler();
    const { unit, host } = await unitInStub({ timing: 'real', clock });
    const startMs = clock.now();
    unit.faults.toHost.add({ kind: 'stall', after: 0, forMs: 700 });
    await host.command(opcodes.readRegister, magic);
    expect(clock.now() - startMs).toBeGreaterThan(700);
    expect(clock.now() - startMs).toBeLessThan(710);
  });

  test('a lost reply is one that the chip has acted on', async () => {
    const { unit, host } = await unitInStub();
    unit.faults.loseReplies(opcodes.eraseRegion, 1, 1);
    await host.command(opcodes.eraseRegion, words(0, 0x1000));
    void host.command(opcodes.eraseRegion, words(0x1000, 0x1000));
    await quiet();
    expect(unit.statistics.erasedSectors).toBe(2);
  });

  test('a cable that comes out at a command leaves it undone, and only once', async () => {
    const { unit, host } = await unitInStub();
    unit.faults.pullAt(opcodes.eraseRegion, 1);
    await host.command(opcodes.eraseRegion, words(0, 0x1000));
    void host.command(opcodes.eraseRegion, words(0x1000, 0x1000));
    await quiet();
    expect([unit.plugged, unit.statistics.erasedSectors]).toEqual([false, 1]);
    unit.plug();
    expect(unit.faults.pullsAt(Uint8Array.of(0, opcodes.eraseRegion))).toBe(false);
  });

  test.each([
    [230_400, true],
    [460_800, false],
  ] as const)('of an adapter that carries 230400 baud, %i: %s', async (baudRate, isClean) => {
    const { unit, host } = await unitInStub();
    unit.faults.cleanBaudRate = 230_400;
    await host.command(opcodes.changeBaudRate, words(baudRate, 115_200));
    unit.setHostBaudRate(baudRate);
    let received = 0;
    unit.onTransmit((chunk) => {
      received += chunk.length;
    });
    void host.command(opcodes.readRegister, magic);
    await quiet();
    expect(received > 0).toBe(isClean);
  });

  test.each(['toChip', 'toHost'] as const)(
    'a cable pulled %s ends the link once and the port is gone',
    async (direction) => {
      const { unit } = await unitInRom();
      const link = linkTo(unit, 'COM9');
      await link.open(115_200);
      let lost = 0;
      link.onLost(() => lost++);
      unit.faults[direction].add({ kind: 'pull', after: 5 });
      await link.write(Uint8Array.from(Buffer.from('c0000a04000000000000100040c0', 'hex')));
      await quiet();
      expect(lost).toBe(1);
      expect(unit.plugged).toBe(false);
      await expect(link.write(magic)).rejects.toMatchObject({ code: 'port.gone' });
      await expect(link.open(115_200)).rejects.toMatchObject({ code: 'port.not-found' });
      await link.close();
    },
  );
});

describe('links and ports', () => {
  test('a port opens once', async () => {
    const { unit } = await unitInRom();
    const [first, second] = [linkTo(unit), linkTo(unit)];
    await first.open(115_200);
    await expect(second.open(115_200)).rejects.toBeInstanceOf(RecoveryError);
    await first.close();
    await second.open(115_200);
    await second.close();
  });

  test('a unit that was pulled comes back under another name', async () => {
    const ports = new VirtualPorts();
    const changes: PortChange[] = [];
    const { unit } = await unitInRom();
    ports.plug('/dev/ttyUSB0', unit);
    const end = ports.watch((change) => changes.push(change));
    ports.unplug('/dev/ttyUSB0');
    expect(() => ports.link('/dev/ttyUSB0')).toThrow(RecoveryError);
    ports.plug('/dev/ttyUSB1', unit);
    end();
    const names = changes.map(({ added, removed }) => [
      added.map((port) => port.path),
      removed.map((port) => port.path),
    ]);
    expect(names).toEqual([
      [['/dev/ttyUSB0'], []],
      [[], ['/dev/ttyUSB0']],
      [['/dev/ttyUSB1'], []],
    ]);
    expect((await ports.list()).map((port) => port.path)).toEqual(['/dev/ttyUSB1']);
    const link = ports.link('/dev/ttyUSB1');
    await link.open(115_200);
    await link.close();
  });
});

describe('defects of esptool-js show on the unit as they did on real loaders', () => {
  const image = noise(0xc000);

  async function inStub() {
    const unit = new VirtualUnit({ chip: 'ESP32', flash: new Uint8Array(4 << 20).fill(0xff) });
    const tool = esptoolJs(linkTo(unit));
    await tool.loader.detectChip('default_reset');
    await tool.loader.runStub();
    return { unit, ...tool };
  }

  test('a lost acknowledgement makes it write a block twice, which only MD5 finds', async () => {
    const { unit, loader, transport } = await inStub();
    unit.faults.loseReplies(opcodes.flashData);
    await expect(loader.writeFlash(writeOptions(image, 0x10000, false))).rejects.toThrow('MD5 of file does not match');
    expect(unit.flash.bytes.subarray(0x10000, 0x14000)).toEqual(image.subarray(0, 0x4000));
    expect(unit.flash.bytes.subarray(0x14000, 0x18000)).toEqual(image.subarray(0, 0x4000));
    await transport.disconnect();
  });

  test('a flipped bit on the way back is returned as data', async () => {
    const { unit, loader, transport } = await inStub();
    unit.faults.toHost.add({ kind: 'flip', after: 200, mask: 0x01 });
    const read = await loader.readFlash(0x10000, 0x1000);
    expect(read.filter((byte) => byte !== 0xff)).toHaveLength(1);
    await transport.disconnect();
  });
});
