import { describe, expect, it } from 'vitest';
import { type DemoUnit, ownUnits } from '../../electron/cli/demo/demo-units.ts';
import { bench, middleOfWriting, type Story, tell } from './tell-story.ts';

const seedRoot = 'CN=DST Root CA X3 (synthetic), O=Digital Signature Trust Co. (synthetic)';
const seedBootloader = 'v3.2-103-g4aa1058e8';

const stories: Readonly<Record<string, Story>> = {
  seed: {
    make: () => unitNamed('seed'),
    runs: { slot: 'ota_0', evidence: 'otadata' },
    version: { blind: '1.4.2', known: '1.4.2' },
    bootloader: seedBootloader,
    trusts: { count: 1, among: [seedRoot], partition: 'ota_0' },
    product: { id: 'seed-radio', confidence: 'exact' },
    confirmations: [],
    targetSlot: 'ota_1',
    stateWhenPulled: 'old-boots',
  },
  'seed-factory-only': {
    make: () => unitNamed('seed-factory-only'),
    runs: { slot: 'factory', evidence: 'only-app' },
    version: { blind: '1.4.2', known: '1.4.2' },
    bootloader: seedBootloader,
    trusts: { count: 1, among: [seedRoot], partition: 'factory' },
    product: { id: 'seed-radio', confidence: 'exact' },
    confirmations: ['overwrites-only-slot'],
    targetSlot: 'factory',
    stateWhenPulled: 'partial',
  },
};

for (const [name, story] of Object.entries(stories)) describe(`unit ${name}`, () => tell(story));

it('goes on by itself when the cable is back before it gives up', async () => {
  const { station, recover, unit } = await bench({ make: () => unitNamed('seed') });
  unit.faults.toChip.add({ kind: 'pull', after: middleOfWriting });
  unit.onLost(() => queueMicrotask(() => unit.plug()));
  const { exit, stdout } = await station.run(...recover);
  expect(exit).toBe(0);
  expect(stdout).toContain('again (port.gone)');
  expect(stdout).toContain('RECOVERED');
});

async function unitNamed(name: string): Promise<DemoUnit> {
  const found = (await ownUnits()).find((unit) => unit.name === name);
  if (found === undefined) throw new Error(`no unit ${name}`);
  return found;
}
