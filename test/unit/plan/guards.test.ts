import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../electron/core/bytes/digest.ts';
import type { ErrorCode } from '../../../electron/core/errors/catalogue.ts';
import { known, unknown } from '../../../electron/core/inspect/fact.ts';
import type { NvsFacts, UnitFacts } from '../../../electron/core/inspect/facts.ts';
import type { PlanPolicy } from '../../../electron/core/plan/plan.ts';
import { planRecovery } from '../../../electron/core/plan/plan-recovery.ts';
import type { Release } from '../../../electron/core/release/manifest.ts';
import {
  appImage,
  factoryOnly,
  fixtureRelease,
  fixtureUnit,
  noise,
  partition,
  technician,
  twoSlots,
} from '../../support/recovery-fixture.ts';
import { buildImage, secureBootV2Block } from '../formats/build-image.ts';

const old = appImage('1.0.0', { seed: 1 });
const app = appImage('2.0.0', { seed: 2 });
const release = fixtureRelease(app);
const { facts } = fixtureUnit(twoSlots, { ota_0: old }, 'ota_0');

function refusals(changed: UnitFacts, changedRelease: Release = release, policy: PlanPolicy = technician): ErrorCode[] {
  const result = planRecovery(changed, changedRelease, policy);
  return result.ok ? [] : result.refusals.map(({ code }) => code);
}

function withSecurity(security: Partial<UnitFacts['security']>): UnitFacts {
  return { ...facts, security: { ...facts.security, ...security } };
}

function withLayout(layout: Partial<UnitFacts['layout']>): UnitFacts {
  return { ...facts, layout: { ...facts.layout, ...layout } };
}

function withNvs(nvs: Partial<NvsFacts>): UnitFacts {
  return { ...facts, data: { ...facts.data, nvs: facts.data.nvs.map((entry) => ({ ...entry, ...nvs })) } };
}

function withProduct(id: UnitFacts['product']['id']): UnitFacts {
  return { ...facts, product: { ...facts.product, id } };
}

/** An image as signing tools lay it out: padded to a sector, one sector of signature. */
function signed(image: Uint8Array): { bytes: Uint8Array; keyDigest: string } {
  const padded = new Uint8Array(Math.ceil(image.length / 0x1000) * 0x1000).fill(0xff);
  padded.set(image);
  const block = secureBootV2Block(padded, 'rsa');
  const bytes = new Uint8Array(padded.length + 0x1000).fill(0xff);
  bytes.set(padded);
  bytes.set(block, padded.length);
  return { bytes, keyDigest: sha256Hex(block.subarray(36, 812)) };
}

describe('planRecovery', () => {
  it('plans for a unit that nothing speaks against', () => {
    expect(refusals(facts)).toEqual([]);
  });

  it('tells all refusals at once', () => {
    const codes = refusals({
      ...withSecurity({ flashEncryption: known('release'), secureBoot: known('v2') }),
      product: { id: known('other'), confidence: 'exact', evidence: [] },
    });
    expect(codes).toEqual(['plan.wrong-product', 'plan.flash-encrypted', 'plan.secure-boot-unsigned']);
  });
});

describe('identity', () => {
  it('refuses a unit whose MAC or flash size is not known', () => {
    const blind = { ...facts.chip, mac: unknown<string>('not-readable') };
    expect(refusals({ ...facts, chip: blind })).toEqual(['plan.unit-not-identified']);
    const sizeless = { ...facts.chip, flashSize: unknown<number>('not-readable') };
    expect(refusals({ ...facts, chip: sizeless })).toEqual(['plan.unit-not-identified']);
  });

  it('refuses another product, whoever vouches for it', () => {
    const policy = { ...technician, productConfirmedBy: 'Ada' };
    expect(refusals(withProduct(known('other')), release, policy)).toEqual(['plan.wrong-product']);
  });

  it.each(['guided', 'batch'] as const)('refuses an unknown product in %s even when vouched for', (mode) => {
    const policy = { ...technician, mode, productConfirmedBy: 'Ada' };
    expect(refusals(withProduct(unknown('not-present')), release, policy)).toEqual(['plan.unknown-product']);
  });

  it.each(['technician', 'cli'] as const)('lets a named operator vouch in %s, and says so in the plan', (mode) => {
    const unidentified = withProduct(unknown('not-present'));
    expect(refusals(unidentified, release, { ...technician, mode })).toEqual(['plan.unknown-product']);
    const vouched = planRecovery(unidentified, release, { ...technician, mode, productConfirmedBy: 'Ada' });
    expect(vouched.ok && vouched.plan.confirmations).toEqual(['product-by-operator']);
  });

  it('refuses an image for another chip', () => {
    expect(refusals(facts, fixtureRelease(appImage('2.0.0', { chipId: 5 })))).toContain('plan.wrong-chip');
  });

  it('refuses a release without an image for the chip', () => {
    expect(refusals(facts, fixtureRelease(app, { image: { chip: 'ESP32-C3' } }))).toEqual(['plan.no-image-for-chip']);
  });

  it('refuses a revision outside the declared range, and an unknown one where there is a range', () => {
    const limited = fixtureRelease(app, { image: { minRevision: 300 } });
    expect(refusals(facts, limited)).toEqual(['plan.wrong-revision']);
    expect(refusals(facts, fixtureRelease(app, { image: { maxRevision: 99 } }))).toEqual(['plan.wrong-revision']);
    const unread = { ...facts, chip: { ...facts.chip, revision: unknown<number>('not-readable') } };
    expect(refusals(unread, limited)).toEqual(['plan.wrong-revision']);
    expect(refusals(unread)).toEqual([]);
  });

  it('takes the app that fits the revision where there are several', () => {
    const [first] = release.manifest.images;
    const images = first
      ? [
          { ...first, minRevision: 300 },
          { ...first, maxRevision: 299 },
        ]
      : [];
    expect(refusals(facts, { ...release, manifest: { ...release.manifest, images } })).toEqual([]);
  });
});

describe('security', () => {
  it.each(['flashEncryption', 'secureBoot', 'downloadMode', 'secureVersion'] as const)(
    'refuses when %s could not be read',
    (name) => {
      expect(refusals(withSecurity({ [name]: unknown('not-readable') }))).toEqual(['plan.security-unknown']);
    },
  );

  it.each(['development', 'release'] as const)('refuses plaintext onto %s flash encryption', (state) => {
    expect(refusals(withSecurity({ flashEncryption: known(state) }))).toEqual(['plan.flash-encrypted']);
  });

  it('refuses an unsigned image under secure boot v2', () => {
    expect(refusals(withSecurity({ secureBoot: known('v2') }))).toEqual(['plan.secure-boot-unsigned']);
  });

  it('refuses a key that the unit does not trust and takes one that it does', () => {
    const { bytes, keyDigest } = signed(app);
    const other = withSecurity({ secureBoot: known('v2'), secureBootKeyDigests: known(['00'.repeat(32)]) });
    expect(refusals(other, fixtureRelease(bytes))).toEqual(['plan.secure-boot-wrong-key']);
    const trusting = withSecurity({ secureBoot: known('v2'), secureBootKeyDigests: known([keyDigest]) });
    expect(refusals(trusting, fixtureRelease(bytes))).toEqual([]);
  });

  it('refuses a signature that was made over another image', () => {
    const { bytes, keyDigest } = signed(app);
    const block = bytes.slice(bytes.length - 0x1000);
    const { bytes: other } = signed(appImage('2.0.0', { seed: 3 }));
    other.set(block, other.length - 0x1000);
    const trusting = withSecurity({ secureBoot: known('v2'), secureBootKeyDigests: known([keyDigest]) });
    expect(refusals(trusting, fixtureRelease(other))).toEqual(['plan.secure-boot-unsigned']);
  });

  it('refuses when the trusted keys could not be read', () => {
    const blind = withSecurity({ secureBoot: known('v2'), secureBootKeyDigests: unknown('not-readable') });
    expect(refusals(blind, fixtureRelease(signed(app).bytes))).toEqual(['plan.security-unknown']);
  });

  it('refuses an unsigned image under secure boot v1 and takes a signed one', () => {
    const v1 = withSecurity({ secureBoot: known('v1') });
    expect(refusals(v1)).toEqual(['plan.secure-boot-unsigned']);
    const bytes = new Uint8Array(app.length + 68);
    bytes.set(app);
    bytes.set(noise(64, 9), app.length + 4);
    expect(refusals(v1, fixtureRelease(bytes))).toEqual([]);
  });

  it('refuses to write below the partitions under secure boot v1', () => {
    const partitions = twoSlots.map((entry) => (entry.label === 'ota_1' ? { ...entry, offset: 0 } : entry));
    const low = withLayout({ partitions });
    const v1 = { ...low, security: { ...facts.security, secureBoot: known('v1' as const) } };
    expect(refusals(v1)).toContain('plan.secure-boot-v1-region');
    expect(refusals(low)).toEqual(['plan.layout-unsafe']);
  });

  it('refuses a secure version below the eFuse counter, by the descriptor or else the manifest', () => {
    const burned = withSecurity({ secureVersion: known(3) });
    expect(refusals(burned, fixtureRelease(appImage('2', { secureVersion: 2 })))).toEqual([
      'plan.secure-version-too-old',
    ]);
    expect(refusals(burned, fixtureRelease(appImage('2', { secureVersion: 3 })))).toEqual([]);
    const bare = appImage('2', { descriptor: false });
    expect(refusals(burned, fixtureRelease(bare, { image: { secureVersion: 3 } }))).toEqual([]);
    expect(refusals(burned, fixtureRelease(bare))).toEqual(['plan.secure-version-too-old']);
  });
});

describe('image', () => {
  it('refuses a damaged image', () => {
    const damaged = app.slice();
    damaged[0x1000] = (damaged[0x1000] ?? 0) ^ 1;
    expect(refusals(facts, fixtureRelease(damaged))).toEqual(['plan.image-invalid']);
    expect(refusals(facts, fixtureRelease(app.subarray(0, 0x100)))).toEqual(['plan.image-invalid']);
    expect(refusals(facts, fixtureRelease(noise(0x1000, 5)))).toEqual(['plan.image-invalid']);
  });

  it('refuses an image that the package lacks', () => {
    expect(refusals(facts, { ...release, images: new Map() })).toEqual(['plan.image-invalid']);
  });

  it('refuses a merged image and a bootloader', () => {
    const merged = new Uint8Array(0x50000).fill(0xff);
    merged.set(app);
    expect(refusals(facts, fixtureRelease(merged))).toEqual(['plan.image-invalid']);
    const bootloader = buildImage([{ loadAddress: 0x3fff0018, data: noise(0x4000, 4) }]);
    expect(refusals(facts, fixtureRelease(bootloader))).toEqual(['plan.image-invalid']);
  });

  it('refuses an image that does not fit the slot to its last sector', () => {
    expect(refusals(facts, fixtureRelease(appImage('2.0.0', { length: 0x60000 })))).toEqual(['plan.image-too-large']);
    const partitions = twoSlots.map((entry) => (entry.label === 'ota_1' ? { ...entry, size: app.length } : entry));
    expect(refusals(withLayout({ partitions }))).toEqual(['plan.image-too-large']);
  });
});

describe('layout', () => {
  it('refuses a unit without a partition table', () => {
    expect(refusals(withLayout({ partitions: [], tableOffset: unknown('not-present') }))).toContain(
      'plan.no-partition-table',
    );
  });

  it('refuses a table without an app', () => {
    expect(refusals(withLayout({ partitions: twoSlots.slice(0, 5) }))).toEqual(['plan.no-target-slot']);
  });

  it('refuses several slots of which nobody knows which one runs', () => {
    const unclear = fixtureUnit(twoSlots, { ota_0: old, ota_1: old }, undefined);
    expect(refusals(unclear.facts)).toEqual(['plan.running-slot-unknown']);
  });

  it('refuses when otadata has no sequence number left', () => {
    const record = { sequence: 0xfffffffe, state: 'undefined', crcValid: true } as const;
    const used = withLayout({
      otadata: known({ sha256: '', records: [record, undefined] as const }),
      runningSlot: known('ota_1'),
    });
    expect(refusals(used)).toEqual(['plan.otadata-used-up']);
  });

  it('refuses slots that overlap a partition or are not aligned', () => {
    const overlapping = [...twoSlots, partition('secret', 1, 2, 0x7f000, 0x1000)];
    expect(refusals(withLayout({ partitions: overlapping }))).toContain('plan.layout-unsafe');
    const crooked = twoSlots.map((entry) => (entry.label === 'ota_1' ? { ...entry, offset: 0x71000 } : entry));
    expect(refusals(withLayout({ partitions: crooked.filter(({ label }) => label !== 'certs') }))).toEqual([
      'plan.layout-unsafe',
    ]);
  });

  it('refuses partitions beyond the chip or beyond what the bootloader believes in', () => {
    const chip = { ...facts.chip, flashSize: known(0x80000) };
    expect(refusals({ ...facts, chip })).toEqual(['plan.flash-too-small']);
    const bootloader = { ...facts.bootloader, headerFlashSize: known(0x80000) };
    expect(refusals({ ...facts, bootloader })).toEqual(['plan.flash-too-small']);
  });

  it('refuses a bootloader that the app is not declared for', () => {
    const declared = (bootloaders: Release['manifest']['images'][number]['bootloaders']) =>
      refusals(facts, fixtureRelease(app, { image: { bootloaders } }));
    expect(declared([{ idfVersion: 'v3.3' }, { fingerprint: 'cd'.repeat(32) }])).toEqual([
      'plan.bootloader-not-declared',
    ]);
    expect(declared([{ idfVersion: 'v3' }])).toEqual([]);
    expect(declared([{ idfVersion: 'v3.2' }])).toEqual([]);
    expect(declared([{ idfVersion: 'v3.2-10' }])).toEqual(['plan.bootloader-not-declared']);
    expect(declared([{ fingerprint: 'ab'.repeat(32) }])).toEqual([]);
  });
});

describe('data', () => {
  it('refuses firmware that opens NVS in an older format than the unit has', () => {
    const older = fixtureRelease(app, { manifest: { nvs: { formatVersion: 1, encrypted: false } } });
    expect(refusals(facts, older)).toEqual(['plan.nvs-format-older']);
    expect(refusals(withNvs({ formatVersion: known(1) }), older)).toEqual([]);
    expect(refusals(withNvs({ formatVersion: unknown('damaged') }), older)).toEqual(['plan.nvs-format-older']);
  });

  it('takes an app with descriptor for one that opens format 2, and any other for one that does not', () => {
    expect(refusals(facts, fixtureRelease(app, { manifest: { nvs: undefined } }))).toEqual([]);
    const bare = appImage('2', { descriptor: false });
    expect(refusals(facts, fixtureRelease(bare, { manifest: { nvs: undefined } }))).toEqual(['plan.nvs-format-older']);
  });

  it('refuses another NVS encryption than the unit has', () => {
    expect(refusals(withNvs({ encrypted: known(true) }))).toEqual(['plan.nvs-encryption-differs']);
    expect(refusals(withNvs({ encrypted: unknown('damaged') }))).toEqual(['plan.nvs-encryption-differs']);
  });

  it('does not ask an empty NVS for its format or encryption', () => {
    const blank = { formatVersion: unknown<1 | 2>('not-present'), encrypted: unknown<boolean>('not-present') };
    expect(refusals(withNvs({ ...blank, freePages: 4 }))).toEqual([]);
  });

  it('refuses an NVS without a free page', () => {
    expect(refusals(withNvs({ freePages: 0 }))).toEqual(['plan.nvs-no-free-page']);
  });

  it('refuses wear levelling of another generation', () => {
    const volume = (version: 1 | 2): UnitFacts => ({
      ...facts,
      data: { ...facts.data, wearLevelling: [{ partition: 'user', version: known(version) }] },
    });
    const expects = (wearLevelling: 1 | 2 | undefined) => fixtureRelease(app, { manifest: { wearLevelling } });
    expect(refusals(volume(1), expects(2))).toEqual(['plan.wear-levelling-v1']);
    expect(refusals(volume(1), expects(undefined))).toEqual(['plan.wear-levelling-v1']);
    expect(refusals(volume(1), expects(1))).toEqual([]);
    expect(refusals(volume(2), expects(1))).toEqual(['plan.wear-levelling-older']);
    expect(refusals(volume(2), expects(2))).toEqual([]);
  });
});

describe('trust store', () => {
  const trust = noise(0x2000, 8);
  const withTrust = (manifest: Partial<Release['manifest']> = {}) => fixtureRelease(app, { trust, manifest });

  it('replaces a declared trust store, to be confirmed', () => {
    const result = planRecovery(facts, withTrust(), technician);
    expect(result.ok && result.plan.confirmations).toEqual(['replaces-trust-store']);
  });

  it('refuses when the partition is absent from the unit', () => {
    const partitions = twoSlots.filter(({ label }) => label !== 'certs');
    expect(refusals(withLayout({ partitions }), withTrust())).toEqual(['plan.no-such-partition']);
    expect(refusals(facts, fixtureRelease(app, { manifest: { trust: ['roots'] } }))).toEqual([
      'plan.no-such-partition',
    ]);
  });

  it('refuses a partition that is not declared, is to be preserved, or is none for trust', () => {
    expect(refusals(facts, withTrust({ trust: [] }))).toEqual(['plan.trust-partition-unsuitable']);
    expect(refusals(facts, withTrust({ preserve: ['certs'] }))).toEqual(['plan.trust-partition-unsuitable']);
    for (const subtype of [0, 1, 2, 4]) {
      const partitions = twoSlots.map((entry) => (entry.label === 'certs' ? { ...entry, subtype } : entry));
      expect(refusals(withLayout({ partitions }), withTrust())).toContain('plan.trust-partition-unsuitable');
    }
  });

  it('refuses a trust store that does not fit', () => {
    const large = fixtureRelease(app, { trust: noise(0x10004, 8) });
    expect(refusals(facts, large)).toEqual(['plan.image-too-large']);
  });
});

describe('backup', () => {
  const overBle: UnitFacts = { ...facts, channel: 'ble' };

  it.each(['guided', 'batch'] as const)('refuses in %s where nothing can be read back', (mode) => {
    expect(refusals(overBle, release, { ...technician, mode })).toEqual(['plan.backup-impossible']);
  });

  it('lets a technician confirm that there is no backup', () => {
    const result = planRecovery(overBle, release, technician);
    expect(result.ok && result.plan.confirmations).toEqual(['no-backup']);
    expect(result.ok && result.plan.steps.some(({ kind }) => kind === 'backup')).toBe(false);
  });
});

describe('the only slot', () => {
  it('is said to have no way back', () => {
    const only = fixtureUnit(factoryOnly, { factory: old }, 'factory');
    const result = planRecovery(only.facts, release, technician);
    expect(result.ok && result.plan).toMatchObject({
      overwritesOnlySlot: true,
      confirmations: ['overwrites-only-slot'],
      targetSlot: 'factory',
    });
  });
});
