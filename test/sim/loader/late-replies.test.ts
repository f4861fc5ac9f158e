import { expect, test } from 'vitest';
import { chips } from '../../../electron/core/chips/catalogue.ts';
import { opcodes } from '../../../electron/sim/loader.ts';
import { loaderBench } from '../../support/loader-bench.ts';

const macWord = chips.ESP32.efuseBase + 4;

test.each([3100, 3400, 3900, 5000, 8000])('a reply that comes %i ms late is never taken for another', async (forMs) => {
  for (const direction of ['toChip', 'toHost'] as const) {
    const { unit, loader, connect } = loaderBench({ timing: 'real' });
    await connect();
    const expected = await loader.readRegister(macWord);
    unit.faults[direction].add({ kind: 'stall', after: 1, forMs });
    for (let read = 0; read < 3; read++) expect(await loader.readRegister(macWord), direction).toBe(expected);
  }
});

test('a rate that is lowered while replies are late leaves none behind', async () => {
  const { unit, loader, connect } = loaderBench({ timing: 'real' });
  await connect();
  const expected = await loader.readRegister(macWord);
  // Two reads fail, with a probe between them; then the rate goes down, and the first probe there is late.
  unit.faults.loseReplies(opcodes.readRegister);
  unit.faults.loseReplies(opcodes.readRegister, 1, 1);
  let changes = 0;
  loader.onWire(({ opcode }) => {
    if (opcode !== opcodes.changeBaudRate) return;
    changes++;
    unit.faults.toChip.add({ kind: 'stall', after: 0, forMs: 600 });
  });
  for (let read = 0; read < 3; read++) expect(await loader.readRegister(macWord)).toBe(expected);
  expect(changes).toBe(1);
});

test('a chip that nobody knows is named by what it says', async () => {
  const { connect } = loaderBench({
    wrap: (link) => ({
      ...link,
      onData: (listener) =>
        link.onData((chunk) => {
          const magic = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).indexOf('831df000', 'hex');
          if (magic >= 0) chunk[magic] = 0x84;
          listener(chunk);
        }),
    }),
  });
  await expect(connect()).rejects.toMatchObject({ code: 'loader.unsupported-chip', params: { chip: '0xf01d84' } });
});
