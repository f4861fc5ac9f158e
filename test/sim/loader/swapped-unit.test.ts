import { expect, test } from 'vitest';
import { flashOffset } from '../../../electron/core/bytes/flash-offset.ts';
import type { SerialLink } from '../../../electron/core/interfaces/serial-link.ts';
import { plainEfuse } from '../../../electron/sim/efuse-block.ts';
import { linkTo } from '../../../electron/sim/in-process-link.ts';
import type { Scheduler } from '../../../electron/sim/scheduler.ts';
import { VirtualUnit } from '../../../electron/sim/virtual-unit.ts';
import { loaderBench } from '../../support/loader-bench.ts';
import { noise } from '../../support/sim-unit.ts';

test('a cable that is moved to another unit in mid-transfer writes nothing there', async () => {
  const efuse = plainEfuse('ESP32', Uint8Array.of(0x24, 0x6f, 0x28, 1, 2, 3));
  let second: VirtualUnit | undefined;
  const wrap = (link: SerialLink, clock: Scheduler): SerialLink => {
    second = new VirtualUnit({ chip: 'ESP32', flash: new Uint8Array(4 << 20).fill(0xff), efuse, clock });
    const secondLink = linkTo(second);
    let passed = 0;
    let moved = false;
    const current = () => (moved ? secondLink : link);
    return {
      ...link,
      async open(baudRate) {
        await link.open(baudRate);
        await secondLink.open(baudRate);
      },
      write(bytes) {
        passed += bytes.length;
        moved ||= passed > 150_000;
        return current().write(bytes);
      },
      setBaudRate: (baudRate) => current().setBaudRate(baudRate),
      setModemLines: (lines) => current().setModemLines(lines),
      onData(listener) {
        const ends = [link, secondLink].map((end) => end.onData((chunk) => end === current() && listener(chunk)));
        return () => {
          for (const end of ends) end();
        };
      },
    };
  };
  const { loader, connect } = loaderBench({ wrap });
  await connect();
  await expect(loader.write(flashOffset(0x10000), noise(0x40000))).rejects.toMatchObject({ code: 'loader.other-unit' });
  expect(second?.statistics).toMatchObject({ erasedSectors: 0, programmedPages: 0 });
  expect(second?.statistics.framesIn).toBeGreaterThan(0);
});
