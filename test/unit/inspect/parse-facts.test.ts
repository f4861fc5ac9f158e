import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UnitFacts } from '../../../electron/core/inspect/facts.ts';
import { inspectImage } from '../../../electron/core/inspect/inspect-image.ts';
import { parseFacts } from '../../../electron/core/inspect/parse-facts.ts';
import { seed, seedFactoryOnly } from '../../../electron/sim/units/seed.ts';

async function factsOf(make: typeof seed): Promise<UnitFacts> {
  const { flash } = await make({ size: 'tiny' });
  return inspectImage(flash, { releases: [], now: '2026-01-02T03:04:05.000Z', simulated: true });
}

describe('parseFacts', () => {
  it.each([
    ['two slots', seed],
    ['one slot', seedFactoryOnly],
  ] as const)('reads back what inspect wrote of a unit with %s', async (_, make) => {
    const facts = await factsOf(make);
    expect(parseFacts(JSON.stringify(facts))).toEqual({ ok: true, value: facts });
  });

  it('names the member that is wrong', async () => {
    const facts = await factsOf(seed);
    const wrong = { ...facts, chip: { ...facts.chip, family: 'ESP8266' } };
    expect(parseFacts(JSON.stringify(wrong))).toMatchObject({
      ok: false,
      problem: { params: { member: 'chip.family' } },
    });
  });

  it('never throws, whatever member is replaced by whatever JSON', async () => {
    const json = JSON.stringify(await factsOf(seed));
    const values = json.match(/"[^"]*"|\d+|true|false|null/g) ?? [];
    fc.assert(
      fc.property(fc.nat(values.length - 1), fc.json(), (index, replacement) => {
        let seen = -1;
        const damaged = json.replaceAll(/"[^"]*"|\d+|true|false|null/g, (value) =>
          ++seen === index ? replacement : value,
        );
        expect(parseFacts(damaged)).toHaveProperty('ok');
      }),
    );
  });
});
