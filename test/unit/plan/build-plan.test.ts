import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { known } from '../../../electron/core/inspect/fact.ts';
import type { PartitionFacts, UnitFacts } from '../../../electron/core/inspect/facts.ts';
import { describePlan } from '../../../electron/core/plan/describe-plan.ts';
import { overlaps } from '../../../electron/core/plan/flash-geometry.ts';
import type { PlanPolicy, PlanStep, RecoveryPlan } from '../../../electron/core/plan/plan.ts';
import { planHash } from '../../../electron/core/plan/plan-hash.ts';
import { planRecovery } from '../../../electron/core/plan/plan-recovery.ts';
import type { Release } from '../../../electron/core/release/manifest.ts';
import {
  appImage,
  factoryAndSlots,
  factoryOnly,
  fixtureRelease,
  fixtureUnit,
  noise,
  partition,
  technician,
  twoSlots,
} from '../../support/recovery-fixture.ts';

const old = appImage('1.0.0', { seed: 1 });
const app = appImage('2.0.0', { seed: 2 });
const trust = noise(0x2000, 8);
const withTrust = fixtureRelease(app, { trust });

function planFor(facts: UnitFacts, release: Release, policy: PlanPolicy = technician): RecoveryPlan {
  const result = planRecovery(facts, release, policy);
  if (!result.ok) throw new Error(result.refusals.map(({ code }) => code).join(' '));
  return result.plan;
}

const states = ({ steps }: RecoveryPlan) =>
  steps.map(({ kind, target, stateDuring, stateAfter }) => `${kind} ${target}: ${stateDuring} > ${stateAfter}`);

describe('a plan for a table with two slots', () => {
  const { facts } = fixtureUnit(twoSlots, { ota_0: old }, 'ota_0');
  const plan = planFor(facts, withTrust);

  it('saves, writes the inactive slot, then the trust store, and switches last', () => {
    expect(states(plan)).toEqual([
      'backup flash: untouched > untouched',
      'write ota_1: old-boots > old-boots',
      'verify ota_1: old-boots > staged',
      'write certs: staged > staged',
      'verify certs: staged > staged',
      'select-slot otadata: unknown > new-unconfirmed',
      'boot-check ota_1: new-unconfirmed > new-boots',
      'reconnect flash: new-boots > new-boots',
      'confirm flash: new-boots > new-boots',
    ]);
  });

  it('saves exactly what it destroys, and the whole flash where policy asks for that', () => {
    const saved = (policy: PlanPolicy) => planFor(facts, withTrust, policy).steps.find(({ kind }) => kind === 'backup');
    expect(saved(technician)).toMatchObject({
      ranges: [
        { partition: 'certs', offset: 0xd0000, length: 0x10000 },
        { partition: 'otadata', offset: 0xd000, length: 0x2000 },
      ],
    });
    expect(saved({ ...technician, fullBackup: true })).toMatchObject({
      ranges: [{ partition: 'flash', offset: 0, length: 0x100000 }],
    });
  });

  it('preserves everything else, the otadata sector in force included', () => {
    expect(plan.preserved.map(({ partition, offset }) => `${partition} ${offset.toString(16)}`)).toEqual([
      'bootloader 0',
      'partition-table 8000',
      'nvs 9000',
      'otadata d000',
      'phy_init f000',
      'user e0000',
      'ota_0 10000',
    ]);
  });

  it('depends on the table and otadata that it was made from', () => {
    expect(plan.preconditions.map(({ offset, length }) => [offset, length])).toEqual([
      [0x8000, 0x1000],
      [0xd000, 0x2000],
    ]);
  });

  it('has a hash that is stable, survives JSON, and changes with any part', () => {
    expect(planFor(facts, withTrust).hash).toBe(plan.hash);
    expect(planHash(JSON.parse(JSON.stringify(plan)))).toBe(plan.hash);
    expect(planHash({ ...plan, targetSlot: 'ota_0' })).not.toBe(plan.hash);
    expect(plan.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('writes every byte of both images and one sector, and says about how long that takes', () => {
    expect(plan.estimate.bytesWritten).toBe(app.length + trust.length + 0x1000);
    expect(plan.estimate.bytesRead).toBeGreaterThanOrEqual(0x12000);
    const full = planFor(facts, withTrust, { ...technician, fullBackup: true }).estimate;
    expect(full.seconds).toBeGreaterThan(plan.estimate.seconds + 8);
  });

  it('is described step by step and confirmation by confirmation', () => {
    const { summary, steps, confirmations } = describePlan(plan);
    expect(summary).toMatchObject({ code: 'summary.inactive-slot', params: { version: '2.0.0', before: '1.0.0' } });
    expect(steps[3]).toMatchObject({ code: 'step.write-data-loss', params: { target: 'certs', size: '8 KiB' } });
    expect(confirmations.map(({ code }) => code)).toEqual(['confirmation.replaces-trust-store']);
  });
});

describe('a plan for other tables', () => {
  it('names the only slot partial until the new image stands', () => {
    const { facts } = fixtureUnit(factoryOnly, { factory: old }, 'factory');
    expect(states(planFor(facts, withTrust))).toEqual([
      'backup flash: untouched > untouched',
      'write factory: partial > partial',
      'verify factory: partial > new-unconfirmed',
      'write certs: new-unconfirmed > new-unconfirmed',
      'verify certs: new-unconfirmed > new-unconfirmed',
      'boot-check factory: new-unconfirmed > new-boots',
      'reconnect flash: new-boots > new-boots',
      'confirm flash: new-boots > new-boots',
    ]);
  });

  it('claims nothing while the slot that runs is written and another may boot', () => {
    const one = factoryAndSlots.filter(({ label }) => label !== 'ota_1');
    const { facts } = fixtureUnit(one, { factory: old, ota_0: old }, 'ota_0', [1, undefined]);
    const plan = planFor(facts, fixtureRelease(app));
    expect(plan).toMatchObject({ targetSlot: 'ota_0', overwritesOnlySlot: true });
    expect(plan.steps[1]).toMatchObject({ kind: 'write', stateDuring: 'unknown' });
  });

  it('first pins the slot that the bootloader fell back to', () => {
    const { facts } = fixtureUnit(twoSlots, { ota_0: old }, 'ota_0', [1, 2]);
    const plan = planFor(facts, fixtureRelease(app));
    expect(plan.steps[1]).toMatchObject({ kind: 'select-slot', slot: 'ota_0', offset: 0xd000 });
    expect(plan.steps[4]).toMatchObject({ kind: 'select-slot', slot: 'ota_1', offset: 0xe000 });
    expect(plan.preserved.some(({ partition }) => partition === 'otadata')).toBe(false);
  });

  it('first checks a running image of which only the header was read, unless a boot log showed it', () => {
    const { facts } = fixtureUnit(twoSlots, { ota_0: old }, 'ota_0');
    const slots = facts.slots.map((slot) =>
      slot.label === 'ota_0' ? { ...slot, image: known('header-only' as const) } : slot,
    );
    const check = { kind: 'check-running', target: 'ota_0', offset: 0x10000, length: old.length };
    expect(planFor({ ...facts, slots }, withTrust).steps[1]).toMatchObject({ ...check, stateDuring: 'untouched' });
    const full = planFor({ ...facts, slots }, withTrust, { ...technician, fullBackup: true });
    expect(full.estimate).toEqual(planFor(facts, withTrust, { ...technician, fullBackup: true }).estimate);
    const layout = { ...facts.layout, runningSlotEvidence: 'boot-log' } as const;
    expect(planFor({ ...facts, slots, layout }, withTrust).steps[1]?.kind).toBe('write');
  });

  it('says that an unsigned release needs a confirmation', () => {
    const { facts } = fixtureUnit(twoSlots, { ota_0: old }, 'ota_0');
    const plan = planFor(facts, fixtureRelease(app, { signedBy: undefined }));
    expect(plan.confirmations).toEqual(['unsigned-release']);
  });
});

type Changing = Extract<PlanStep, { kind: 'write' | 'erase' | 'select-slot' }>;

const changing = ({ steps }: RecoveryPlan) =>
  steps.filter((step): step is Changing => ['write', 'erase', 'select-slot'].includes(step.kind));

/** Tables of any shape: partitions in sector steps, in any order, some overlapping, some below the table's end. */
const anyTable = fc.array(
  fc.record({
    label: fc.constantFrom('nvs', 'otadata', 'ota_0', 'ota_1', 'factory', 'certs', 'user'),
    type: fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 0x40),
    subtype: fc.constantFrom(0, 1, 2, 4, 0x10, 0x11, 0x12, 0x20, 0x40),
    offset: fc.nat(0xff).map((sector) => sector * 0x1000),
    size: fc.nat(0x60).map((sectors) => sectors * 0x1000),
  }),
  { maxLength: 8 },
);

describe('no plan ever', () => {
  const tables: readonly (readonly PartitionFacts[])[] = [twoSlots, factoryOnly, factoryAndSlots];

  const base = fixtureUnit(twoSlots, {}, 'ota_0').facts;
  const small = fixtureRelease(appImage('2.0.0', { length: 0x1800 }), { trust });

  it('writes outside target slot, declared trust store and otadata, whatever the table', () => {
    let planned = 0;
    const property = fc.property(
      fc.oneof(
        fc.constantFrom(...tables),
        anyTable.map((rows) => rows.map((row) => partition(row.label, row.type, row.subtype, row.offset, row.size))),
      ),
      fc.constantFrom('ota_0', 'ota_1', 'factory', undefined),
      fc.option(fc.nat(9), { nil: undefined }),
      fc.option(fc.nat(9), { nil: undefined }),
      fc.boolean(),
      (partitions, running, first, second, fullBackup) => {
        const record = (sequence: number | undefined) =>
          sequence === undefined ? undefined : ({ sequence, state: 'undefined', crcValid: true } as const);
        const facts: UnitFacts = {
          ...base,
          layout: {
            ...base.layout,
            partitions,
            otadata: known({ sha256: '', records: [record(first), record(second)] as const }),
            runningSlot: running === undefined ? { known: false, reason: 'not-read' } : known(running),
          },
        };
        const result = planRecovery(facts, small, { ...technician, fullBackup });
        if (!result.ok) return;
        planned++;
        checkWrites(result.plan, partitions);
      },
    );
    fc.assert(property, { numRuns: 3000 });
    expect(planned).toBeGreaterThan(100);
  });
});

function checkWrites(plan: RecoveryPlan, partitions: readonly PartitionFacts[]): void {
  const isOtadata = ({ type, subtype }: PartitionFacts) => type === 1 && subtype === 0;
  const allowed = partitions.filter(
    (entry) => entry.label === plan.targetSlot || entry.label === 'certs' || isOtadata(entry),
  );
  for (const step of changing(plan)) {
    const end = step.offset + Math.ceil(step.length / 0x1000) * 0x1000;
    expect(allowed.some(({ offset, size }) => step.offset >= offset && end <= offset + size)).toBe(true);
    expect(step.offset).toBeGreaterThanOrEqual(0x9000);
    const whole = { offset: step.offset, length: end - step.offset };
    expect(plan.preserved.some((range) => overlaps(range, whole))).toBe(false);
    const others = partitions.filter(({ label, size }) => label !== step.target && size > 0);
    expect(others.some(({ offset, size }) => overlaps({ offset, length: size }, whole))).toBe(false);
  }
}
