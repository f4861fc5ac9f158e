import { describe } from 'vitest';
import { type DemoUnit, ownUnits } from '../../electron/cli/demo/demo-units.ts';
import { type Story, tell } from './tell-story.ts';

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

async function unitNamed(name: string): Promise<DemoUnit> {
  const found = (await ownUnits()).find((unit) => unit.name === name);
  if (found === undefined) throw new Error(`no unit ${name}`);
  return found;
}
