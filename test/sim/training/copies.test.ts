import { expect, it } from 'vitest';
import { findTrainingUnit } from '../../../electron/sim/training/catalogue.ts';

it('has copies of every unit up to as many as a batch has stations, each with a MAC of its own', async () => {
  const ids = ['seed', 'seed~2', 'seed~32', 'seed-c3', 'seed-c3~2', 'brown-out~2'];
  const made = await Promise.all(ids.map((id) => findTrainingUnit(id)?.make({ size: 'tiny' })));
  const efuses = made.map((unit) => (unit === undefined ? '' : Buffer.from(unit.efuse).toString('hex')));
  expect(new Set(efuses).size).toBe(ids.length);
  expect(findTrainingUnit('brown-out~2')).toMatchObject({ id: 'brown-out~2', title: 'training:units.brown-out.title' });
});

it('knows no other copies', () => {
  for (const id of ['seed~1', 'seed~33', 'seed~02', 'seed~', 'none~2', 'seed~2~2']) {
    expect(findTrainingUnit(id), id).toBeUndefined();
  }
});
