import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../../electron/core/inspect/fact.ts';
import type { UnitFacts } from '../../../electron/core/inspect/facts.ts';
import { chooseSlot } from '../../../electron/core/plan/slot-choice.ts';
import { appImage, factoryAndSlots, factoryOnly, fixtureUnit, twoSlots } from '../../support/recovery-fixture.ts';

const old = appImage('1.0.0');
const choose = (...args: Parameters<typeof fixtureUnit>) => chooseSlot(fixtureUnit(...args).facts);

describe('chooseSlot', () => {
  it('takes the slot that does not boot, and the other otadata sector', () => {
    const choice = choose(twoSlots, { ota_0: old }, 'ota_0', [1, undefined]);
    expect(choice).toMatchObject({ target: { label: 'ota_1' }, overwritesOnlySlot: false, pin: undefined });
    expect(choice?.select).toMatchObject({ sector: 1, sequence: 2 });
  });

  it('goes back to ota_0 when ota_1 runs', () => {
    const choice = choose(twoSlots, { ota_0: old, ota_1: old }, 'ota_1', [1, 2]);
    expect(choice?.target.label).toBe('ota_0');
    expect(choice?.select).toMatchObject({ sector: 0, sequence: 3 });
  });

  it('takes the first OTA slot when factory runs with erased otadata', () => {
    const choice = choose(factoryAndSlots, { factory: old }, 'factory', [undefined, undefined]);
    expect(choice).toMatchObject({ target: { label: 'ota_0' }, pin: undefined, select: { sector: 0, sequence: 1 } });
  });

  it('overwrites the only slot of a factory-only table', () => {
    const choice = choose(factoryOnly, { factory: old }, 'factory');
    expect(choice).toMatchObject({ target: { label: 'factory' }, overwritesOnlySlot: true, mayFallBack: false });
    expect(choice?.select).toBeUndefined();
  });

  it('pins a slot that the bootloader only fell back to, so that the target does not boot before it is selected', () => {
    const choice = choose(twoSlots, { ota_0: old }, 'ota_0', [1, 2]);
    expect(choice).toMatchObject({ target: { label: 'ota_1' }, pin: { sector: 0, sequence: 3 } });
    expect(choice?.select).toMatchObject({ sector: 1, sequence: 4 });
  });

  it('pins factory by erasing otadata', () => {
    const one = factoryAndSlots.filter(({ label }) => label !== 'ota_1');
    const choice = choose(one, { factory: old }, 'factory', [1, undefined]);
    expect(choice).toMatchObject({ target: { label: 'ota_0' }, pin: 'erase', select: { sector: 0, sequence: 1 } });
  });

  it('leaves factory alone while another OTA slot comes later in the order', () => {
    const choice = choose(factoryAndSlots, { factory: old }, 'factory', [1, undefined]);
    expect(choice).toMatchObject({ target: { label: 'ota_1' }, pin: undefined });
  });

  it('chooses nothing when a slot boots and is not known', () => {
    expect(choose(twoSlots, { ota_0: old, ota_1: old }, undefined)).toBeUndefined();
  });

  it('chooses the slot tried first when nothing boots', () => {
    const { facts } = fixtureUnit(twoSlots, {}, undefined, [2, undefined]);
    const choice = chooseSlot(facts);
    expect(choice).toMatchObject({ target: { label: 'ota_1' }, running: undefined, overwritesOnlySlot: true });
    expect(choice?.mayFallBack).toBe(false);
  });

  it('chooses nothing where otadata chooses and could not be read', () => {
    const { facts } = fixtureUnit(twoSlots, { ota_0: old }, 'ota_0');
    const blind: UnitFacts = { ...facts, layout: { ...facts.layout, otadata: unknown('damaged') } };
    expect(chooseSlot(blind)).toBeUndefined();
  });

  it('has no sector to write when the sequence numbers are used up', () => {
    const { facts } = fixtureUnit(twoSlots, { ota_0: old }, 'ota_0');
    const record = { sequence: 0xfffffffe, state: 'undefined', crcValid: true } as const;
    const otadata = known({ sha256: '', records: [record, undefined] as const });
    const choice = chooseSlot({ ...facts, layout: { ...facts.layout, otadata, runningSlot: known('ota_1') } });
    expect(choice?.otadata?.label).toBe('otadata');
    expect(choice?.select).toBeUndefined();
  });
});
