import { type DemoUnit, thirdPartyUnits } from '../../electron/cli/demo/demo-units.ts';
import { describeWithShared, sharedPath } from '../support/shared.ts';
import { type Story, tell } from './tell-story.ts';

/** The image of AirU has no descriptor and no version text: nothing but its bootloader hints at what it is. */
const airUBootloader = 'v3.2-dev-1239-g7313e39fd-dirty';

const stories: Readonly<Record<string, Story>> = {
  airu: {
    make: () => unitNamed('airu'),
    runs: { slot: 'ota_0', evidence: 'otadata' },
    version: { blind: airUBootloader, known: airUBootloader },
    bootloader: airUBootloader,
    trusts: {
      count: 1,
      among: ['CN=air.eng.utah.edu, OU=CA, O=AirU, L=Salt Lake City, ST=Utah, C=US'],
      partition: 'ota_0',
    },
    product: { id: 'airu', confidence: 'high' },
    confirmations: [],
    targetSlot: 'ota_1',
    stateWhenPulled: 'old-boots',
  },
  nina: {
    make: () => unitNamed('nina'),
    runs: { slot: 'factory', evidence: 'only-app' },
    version: { blind: '1.1.0-12-g6179c09-dirty', known: '1.1.0-12-g6179c09-dirty' },
    bootloader: undefined,
    trusts: { count: 45, among: ['CN=DST Root CA X3, O=Digital Signature Trust Co.'], partition: 'certs' },
    product: { id: 'nina-w102', confidence: 'high' },
    confirmations: ['overwrites-only-slot', 'replaces-trust-store'],
    targetSlot: 'factory',
    stateWhenPulled: 'partial',
  },
};

for (const [name, story] of Object.entries(stories)) describeWithShared(`unit ${name}`, () => tell(story));

async function unitNamed(name: string): Promise<DemoUnit> {
  const found = (await thirdPartyUnits(sharedPath('corpus'))).find((unit) => unit.name === name);
  if (found === undefined) throw new Error(`no unit ${name}`);
  return found;
}
