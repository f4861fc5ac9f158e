import { expect, it } from 'vitest';
import { pullRounds, seededRandom } from './pull-rounds.ts';
import { onlySlotUnit } from './radio.ts';

it('the only slot: the cable pulled at 100 moments leaves what the journal says, and the job can be resumed', async () => {
  const seen = await pullRounds(onlySlotUnit, 100, seededRandom(0xfac7));
  expect([...seen.keys()]).toContain('partial: undefined');
});
