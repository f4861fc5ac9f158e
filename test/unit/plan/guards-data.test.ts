import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../../electron/core/inspect/fact.ts';
import type { UnitFacts } from '../../../electron/core/inspect/facts.ts';
import { planRecovery } from '../../../electron/core/plan/plan-recovery.ts';
import type { Release } from '../../../electron/core/release/manifest.ts';
import { appImage, fixtureRelease, noise, technician, twoSlots } from '../../support/recovery-fixture.ts';

import { app, facts, refusals, release, withLayout, withNvs } from './refusals.ts';

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
    const encrypted = withNvs({ freePages: 0 });
    const security = { ...encrypted.security, flashEncryption: { known: true, value: 'release' } as const };
    expect(refusals({ ...encrypted, security })).toEqual(['plan.flash-encrypted']);
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
