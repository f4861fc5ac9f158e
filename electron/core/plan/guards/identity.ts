import { factValue } from '../../inspect/fact.ts';
import type { UnitFacts } from '../../inspect/facts.ts';
import { type Guard, refuse } from './guard.ts';

/** Nothing is written to a unit whose MAC or flash size is not known (DESIGN §5.1). */
export const guardIdentified: Guard = ({ facts: { chip, security } }) => {
  if (!chip.mac.known && factValue(security.downloadMode) === 'secure') return refuse('plan.secure-download-mode');
  if (!chip.mac.known) return refuse('plan.unit-not-identified', { fact: 'mac', reason: chip.mac.reason });
  if (!chip.flashSize.known) {
    return refuse('plan.unit-not-identified', { fact: 'flash-size', reason: chip.flashSize.reason });
  }
  return undefined;
};

/**
 * Another product is refused always; one that only an operator names, or nobody, unless a named operator vouches, never
 * in Guided or Batch (DESIGN §5.4).
 */
export const guardProduct: Guard = ({ facts, release, policy }) => {
  const wanted = release.manifest.product.id;
  const found = factValue(facts.product.id);
  if (found !== undefined && found !== wanted) return refuse('plan.wrong-product', { found, wanted });
  if (isIdentifiedByRule(facts)) return undefined;
  const mayConfirm = policy.mode === 'technician' || policy.mode === 'cli';
  return mayConfirm && policy.productConfirmedBy ? undefined : refuse('plan.unknown-product', { wanted, mayConfirm });
};

/** True where the unit itself shows its product; an operator's word is evidence of another kind. */
export function isIdentifiedByRule({ product }: UnitFacts): boolean {
  return product.id.known && product.evidence.some(({ kind }) => kind !== 'operator');
}

/** The header's chip id decides: bootloaders older than the field start a foreign image all the same (FORMATS §2.1). */
export const guardChip: Guard = ({ app, chip }) => {
  if (!app?.ok || app.value.header.chipId === chip.imageChipId) return undefined;
  return refuse('plan.wrong-chip', { chip: chip.family, imageChipId: app.value.header.chipId });
};

/** The stricter of what the manifest and the image's header demand (FORMATS §9.4). */
export const guardRevision: Guard = ({ facts, image, app }) => {
  const header = app?.ok ? app.value.header : undefined;
  const min = Math.max(image?.minRevision ?? 0, header?.minRevision ?? 0);
  const max = Math.min(image?.maxRevision ?? Number.POSITIVE_INFINITY, header?.maxRevision ?? Number.POSITIVE_INFINITY);
  const revision = factValue(facts.chip.revision);
  const limited = min > 0 || Number.isFinite(max);
  if (!limited || (revision !== undefined && revision >= min && revision <= max)) return undefined;
  return refuse('plan.wrong-revision', {
    revision: revision ?? 'unknown',
    min,
    ...(Number.isFinite(max) && { max }),
  });
};
