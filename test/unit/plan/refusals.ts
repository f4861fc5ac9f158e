import { sha256Hex } from '../../../electron/core/bytes/digest.ts';
import type { ErrorCode } from '../../../electron/core/errors/catalogue.ts';
import type { NvsFacts, UnitFacts } from '../../../electron/core/inspect/facts.ts';
import type { PlanPolicy } from '../../../electron/core/plan/plan.ts';
import { planRecovery } from '../../../electron/core/plan/plan-recovery.ts';
import type { Release } from '../../../electron/core/release/manifest.ts';
import { appImage, fixtureRelease, fixtureUnit, technician, twoSlots } from '../../support/recovery-fixture.ts';
import { secureBootV2Block } from '../formats/build-image.ts';

export const old = appImage('1.0.0', { seed: 1 });
export const app = appImage('2.0.0', { seed: 2 });
export const release = fixtureRelease(app);
export const { facts } = fixtureUnit(twoSlots, { ota_0: old }, 'ota_0');

/** Codes of all refusals for these facts; none where there is a plan. */
export function refusals(
  changed: UnitFacts,
  changedRelease: Release = release,
  policy: PlanPolicy = technician,
): ErrorCode[] {
  const result = planRecovery(changed, changedRelease, policy);
  return result.ok ? [] : result.refusals.map(({ code }) => code);
}

export function withSecurity(security: Partial<UnitFacts['security']>): UnitFacts {
  return { ...facts, security: { ...facts.security, ...security } };
}

export function withLayout(layout: Partial<UnitFacts['layout']>): UnitFacts {
  return { ...facts, layout: { ...facts.layout, ...layout } };
}

export function withNvs(nvs: Partial<NvsFacts>): UnitFacts {
  return { ...facts, data: { ...facts.data, nvs: facts.data.nvs.map((entry) => ({ ...entry, ...nvs })) } };
}

export function withProduct(id: UnitFacts['product']['id']): UnitFacts {
  return { ...facts, product: { ...facts.product, id } };
}

/** An image as signing tools lay it out: padded to a sector, one sector of signature. */
export function signed(image: Uint8Array): { bytes: Uint8Array; keyDigest: string } {
  const padded = new Uint8Array(Math.ceil(image.length / 0x1000) * 0x1000).fill(0xff);
  padded.set(image);
  const block = secureBootV2Block(padded, 'rsa');
  const bytes = new Uint8Array(padded.length + 0x1000).fill(0xff);
  bytes.set(padded);
  bytes.set(block, padded.length);
  return { bytes, keyDigest: sha256Hex(block.subarray(36, 812)) };
}
