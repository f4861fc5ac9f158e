import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../../electron/core/inspect/fact.ts';
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
import { buildImage } from '../formats/build-image.ts';

import { app, facts, old, refusals, release, withLayout } from './refusals.ts';

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
