import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seed, seedC3 } from '../../../electron/sim/units/seed.ts';
import { start } from './start.ts';

describe('any flash at all', () => {
  it('ends every start of a damaged unit in one of three ways', async () => {
    const units = [await seed({ size: 'tiny' }), await seedC3({ size: 'tiny' })];
    fc.assert(
      fc.property(
        fc.constantFrom(...units),
        fc.array(fc.tuple(fc.nat({ max: 0x14000 }), fc.nat({ max: 255 })), { maxLength: 40 }),
        (unit, damage) => {
          const flash = unit.flash.slice(0, 0x400000);
          for (const [offset, byte] of damage) flash[offset] = byte;
          const { ends, output } = start({ ...unit, flash });
          expect(['running', 'loop', 'dead']).toContain(ends);
          expect(output.length).toBeLessThan(500);
        },
      ),
      { numRuns: 150 },
    );
  });
});
