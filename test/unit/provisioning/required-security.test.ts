import { describe, expect, it } from 'vitest';
import type { Capabilities } from '../../../electron/core/provisioning/capabilities.ts';
import { productOfAdvertisement, productOfNetwork } from '../../../electron/core/provisioning/nearby-product.ts';
import { requiredSecurity, userNameOf } from '../../../electron/core/provisioning/required-security.ts';
import { leastSecurity } from '../../../electron/core/provisioning/security-policy.ts';
import type { ReleaseManifest } from '../../../electron/core/release/manifest.ts';
import type { ProvisioningProfile } from '../../../electron/core/release/provisioning-profile.ts';
import { contents } from '../release/package-fixture.ts';

const strong = { security: 2, patch: 1, proofOfPossession: true } as const;
const usual = { security: 1, patch: 0, proofOfPossession: true } as const;
const newest = '2026-05-01T00:00:00Z';

function release(id: string, provisioning?: ProvisioningProfile, created = '2026-01-01T00:00:00Z'): ReleaseManifest {
  const { manifest } = contents();
  return { ...manifest, product: { id, name: id }, identify: [], created, provisioning };
}

/** A unit that names itself before any session, or does not. */
function unit(project?: string): Capabilities {
  const capabilities = project === undefined ? [] : [`fw:${project}/1.0`];
  const labels = [{ label: 'rcv', version: '1.0', capabilities }];
  const common = { generation: 'full', version: 'v1.1', patch: 0, noProofOfPossession: false } as const;
  return { ...common, security: 1, capabilities: [], labels };
}

describe('what a unit has to offer', () => {
  it.each([
    ['what its own release demands', unit('radio'), [release('radio', strong), release('lamp', usual)], strong],
    [
      'what the newest of its releases demands',
      unit('radio'),
      [release('radio', usual), release('radio', strong, newest)],
      strong,
    ],
    [
      'what an older release demands where the newest is silent',
      unit('radio'),
      [release('radio', strong), release('radio', undefined, newest)],
      strong,
    ],
    [
      'the usual where its release is silent',
      unit('radio'),
      [release('radio'), release('lamp', strong)],
      leastSecurity,
    ],
    ['what the only release demands where it names nothing', unit(), [release('radio', strong)], strong],
    [
      'the least of all releases where it names nothing',
      unit(),
      [release('radio', strong), release('lamp', usual)],
      usual,
    ],
    [
      'the least of all where it names what nobody knows',
      unit('other'),
      [release('radio', strong), release('lamp', usual)],
      usual,
    ],
    ['the usual without any release', unit('radio'), [], leastSecurity],
  ])('is %s', (_what, offer, releases, policy) => {
    expect(requiredSecurity(offer, releases)).toMatchObject(policy);
  });

  it('brings the user name that all its units have', () => {
    const releases = [
      release('radio', { ...strong, username: 'wifiprov' }),
      release('lamp', { ...strong, username: 'x' }),
    ];
    expect(userNameOf(unit('radio'), releases)).toBe('wifiprov');
    expect(userNameOf(unit('other'), releases.slice(0, 1))).toBe('wifiprov');
    expect(userNameOf(unit('radio'), [release('lamp')])).toBeUndefined();
  });
});

describe('what a unit is by how it shows itself', () => {
  const service = '1775244d6b43439b877c060f2d9bed07';
  const radio = release('radio', { ...usual, serviceUuids: [service], namePrefix: 'RADIO_', ssidPrefix: 'RADIO-' });
  const lamp = release('lamp', { ...usual, serviceUuids: [service], namePrefix: 'LAMP_' });

  it.each([
    ['service and name', { name: 'LAMP_1', serviceUuids: [service] }, 'lamp'],
    ['its name alone', { name: 'RADIO_1', serviceUuids: [] }, 'radio'],
    ['a service that two have', { name: 'else', serviceUuids: [service] }, undefined],
    ['nothing', { name: undefined, serviceUuids: [] }, undefined],
  ])('is told by %s', (_what, advertisement, product) => {
    expect(productOfAdvertisement(advertisement, [radio, lamp])).toBe(product);
  });

  it('is told by the name of its network', () => {
    expect(productOfNetwork('RADIO-24AA', [radio, lamp])).toBe('radio');
    expect(productOfNetwork('home', [radio, lamp])).toBeUndefined();
  });
});
