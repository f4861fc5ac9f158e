import { expect, it } from 'vitest';
import { pullRounds, seededRandom } from './pull-rounds.ts';
import { twoSlotUnit } from './radio.ts';

it('two slots: the cable pulled at 100 moments leaves what the journal says, which boots and can be resumed', async () => {
  const seen = await pullRounds(twoSlotUnit, 100, seededRandom(0x5eed));
  expect(seen.size).toBeGreaterThan(4);
});
