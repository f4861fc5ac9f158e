import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chipIdentity } from '../../../electron/core/chips/identity.ts';
import { readEfuseWords } from '../../../electron/core/chips/read-efuse.ts';
import { EfuseBlock } from '../../../electron/sim/efuse-block.ts';
import { trainingUnits } from '../../../electron/sim/training/catalogue.ts';
import { demoRelease } from '../../../electron/sim/training/demo-release.ts';
import { seedRelease } from '../../../electron/sim/units/seed-release.ts';
import { start } from '../boot/start.ts';

interface UnitTexts {
  readonly title: string;
  readonly lesson: string;
}

type Texts = Readonly<Record<string, UnitTexts>>;

const locale: { readonly units: Texts; readonly radio: Texts } = JSON.parse(
  readFileSync('resources/locales/en/training.json', 'utf8'),
);
const texts = locale.units;
const ids = trainingUnits.map(({ id }) => id);

describe('catalogue of training units', () => {
  it('has ids that can stand in a target, each once', () => {
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z][a-z0-9-]*$/.test(id))).toEqual([]);
  });

  it('has a title and a lesson for every unit, and no text without a unit', () => {
    expect(Object.keys(texts).sort()).toEqual([...ids].sort());
    for (const unit of trainingUnits) {
      expect(unit.title).toBe(`training:units.${unit.id}.title`);
      expect(unit.lesson).toBe(`training:units.${unit.id}.lesson`);
      expect(texts[unit.id]?.title.length, unit.id).toBeGreaterThan(0);
      expect(texts[unit.id]?.lesson.length, unit.id).toBeGreaterThan(0);
    }
  });

  it('gives every unit a MAC of its own: locks and journals go by it', async () => {
    const macs = await Promise.all(
      trainingUnits.map(async ({ make }) => {
        const { chip, efuse } = await make({ size: 'tiny' });
        const block = new EfuseBlock(chip, efuse);
        const readRegister = async (address: number) => block.readRegister(address) ?? 0;
        return chipIdentity(chip, await readEfuseWords({ readRegister }, chip)).mac;
      }),
    );
    expect(macs).not.toContain(undefined);
    expect(new Set(macs).size).toBe(ids.length);
  });

  it.each(trainingUnits.map((unit) => [unit.id, unit] as const))('%s starts as its lesson says', async (id, unit) => {
    const { ends } = start(await unit.make({ size: 'tiny' }));
    expect(ends).toBe(id === 'boot-loop' ? 'loop' : 'running');
  });
});

describe('demo release', () => {
  it.each(['current', 'older'] as const)('%s: only hashes of virtual firmware identify its product', (edition) => {
    const { product, identify } = demoRelease(edition, 'tiny').manifest;
    expect(product.id).not.toBe(seedRelease({ size: 'tiny' }).manifest.product.id);
    expect(identify.length).toBeGreaterThan(0);
    expect(new Set(identify.map(({ kind }) => kind))).toEqual(new Set(['image-hash']));
  });
});
