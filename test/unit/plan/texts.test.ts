import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { engineErrors } from '../../../electron/core/errors/engine.ts';
import { planErrors } from '../../../electron/core/errors/plan.ts';
import { describePlan } from '../../../electron/core/plan/describe-plan.ts';
import { planRecovery } from '../../../electron/core/plan/plan-recovery.ts';
import {
  appImage,
  factoryOnly,
  fixtureRelease,
  fixtureUnit,
  noise,
  technician,
  twoSlots,
} from '../../support/recovery-fixture.ts';

function texts(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`../../../resources/locales/en/${name}.json`, import.meta.url), 'utf8'));
}

describe('texts', () => {
  it.each([
    ['errors/plan', planErrors],
    ['errors/engine', engineErrors],
  ])('%s says what happened and what to do for every code, and for nothing else', (name, codes) => {
    const file = texts(name);
    expect(Object.keys(file).sort()).toEqual(Object.keys(codes).sort());
    for (const text of Object.values(file))
      expect(text).toEqual({ what: expect.any(String), next: expect.any(String) });
  });

  it('plan has a text for every step and confirmation that a plan is described by', () => {
    const old = appImage('1.0.0', { length: 0x4000 });
    const release = fixtureRelease(old, { trust: noise(0x1000, 3), signedBy: undefined });
    const units = [
      fixtureUnit(twoSlots, { ota_0: old }, 'ota_0', [1, 2]),
      fixtureUnit(factoryOnly, { factory: old }, 'factory'),
    ];
    for (const { facts } of units) {
      const result = planRecovery(facts, release, technician);
      const { summary, steps, confirmations } = describePlan((result.ok && result.plan) || expect.fail('refused'));
      const known = texts('plan');
      for (const { code, params } of [summary, ...steps, ...confirmations]) {
        const text = String(known[code]);
        expect(known).toHaveProperty([code]);
        for (const [, name] of text.matchAll(/\{\{(\w+)\}\}/g)) expect(params).toHaveProperty(name ?? '');
      }
    }
  });
});
