import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../../electron/core/inspect/fact.ts';
import type { UnitFacts } from '../../../electron/core/inspect/facts.ts';
import { planRecovery } from '../../../electron/core/plan/plan-recovery.ts';
import { appImage, fixtureRelease, noise, technician, twoSlots } from '../../support/recovery-fixture.ts';

import { app, facts, refusals, release, signed, withLayout, withProduct, withSecurity } from './refusals.ts';

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
    const security = { ...facts.security, downloadMode: known('secure' as const) };
    expect(refusals({ ...facts, chip: blind, security })).toEqual(['plan.secure-download-mode']);
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

  it("takes an operator's word for no more than that, also where inspect was told it", () => {
    const evidence = [{ kind: 'operator', detail: 'seed' } as const];
    const told: UnitFacts = { ...facts, product: { id: known('seed'), confidence: 'low', evidence } };
    expect(refusals(told, release, { ...technician, mode: 'batch' })).toEqual(['plan.unknown-product']);
    const vouched = planRecovery(told, release, { ...technician, productConfirmedBy: 'Ada' });
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
