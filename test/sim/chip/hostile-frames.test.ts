import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dataChecksum } from '../../../electron/sim/loader.ts';
import { encodeSlip } from '../../../electron/sim/slip.ts';
import type { VirtualUnit } from '../../../electron/sim/virtual-unit.ts';
import { requestFrame } from '../../support/frames.ts';
import { chipFamilies, quiet, unitInRom, unitInStub } from '../../support/sim-unit.ts';

const opcode = fc.integer({ min: 0, max: 0xff });
const word = fc.oneof(
  fc.integer({ min: 0, max: 0x7fffffff }),
  fc.constantFrom(0, 1, 0x400, 0x1000, 0x4000, 0x10000, 0x400000, 0xffffffff, 0x3fff0000, 0x40001000),
);
const request = fc.tuple(opcode, fc.array(word, { maxLength: 24 })).map(([operation, values]) => {
  const data = new Uint8Array(Uint32Array.from(values).buffer);
  return requestFrame(operation, data, dataChecksum(data.subarray(16)));
});
const traffic = fc.array(fc.oneof(request.map(encodeSlip), fc.uint8Array({ maxLength: 100 })), { maxLength: 30 });

/** Whatever was sent, the unit comes back by its buttons. */
async function expectAlive(unit: VirtualUnit): Promise<void> {
  const answers: Uint8Array[] = [];
  unit.onTransmit((chunk) => answers.push(chunk));
  unit.pressReset();
  await quiet();
  expect(Buffer.concat(answers).toString('latin1')).toContain('waiting for download');
  unit.powerOff();
}

test.each(chipFamilies)('no frames can break a virtual %s', async (chip) => {
  await fc.assert(
    fc.asyncProperty(traffic, fc.boolean(), async (chunks, inStub) => {
      const { unit } = await (inStub ? unitInStub : unitInRom)({ chip, flash: new Uint8Array(1 << 20) });
      for (const chunk of chunks) {
        unit.receive(chunk);
        await quiet();
      }
      expect(unit.flash.size).toBe(1 << 20);
      await expectAlive(unit);
    }),
    { numRuns: 60 },
  );
});
