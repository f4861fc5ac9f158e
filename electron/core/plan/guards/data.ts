import { factValue } from '../../inspect/fact.ts';
import type { NvsFacts } from '../../inspect/facts.ts';
import type { PlanContext } from '../plan-context.ts';
import { type Guard, refuse } from './guard.ts';

/**
 * How the release opens NVS. Where its owner does not say: format 2 for an app with a descriptor (those came with
 * ESP-IDF v3.3, format 2 with v3.2; FORMATS §3.1, §5.1), else the older one, and never encrypted.
 */
function expectedNvs({ release, app }: PlanContext): { formatVersion: 1 | 2; encrypted: boolean } {
  const hasDescriptor = app?.ok === true && app.value.descriptor !== undefined;
  return release.manifest.nvs ?? { formatVersion: hasDescriptor ? 2 : 1, encrypted: false };
}

/** Partitions in which some page was ever written. */
function usedNvs({ facts }: PlanContext): NvsFacts[] {
  return facts.data.nvs.filter(({ pages, freePages }) => freePages < pages);
}

/** Firmware that finds a newer NVS format than its own erases the partition (FORMATS §5.1). */
export const guardNvsFormat: Guard = (context) => {
  const release = expectedNvs(context).formatVersion;
  const newer = usedNvs(context).find(({ formatVersion }) => (factValue(formatVersion) ?? 2) > release);
  if (!newer) return undefined;
  return refuse('plan.nvs-format-older', {
    partition: newer.partition,
    unit: factValue(newer.formatVersion) ?? 'unknown',
    release,
  });
};

/** To firmware with another scheme every entry is corrupt (FORMATS §5.6). */
export const guardNvsEncryption: Guard = (context) => {
  const release = expectedNvs(context).encrypted;
  const other = usedNvs(context).find(({ encrypted }) => factValue(encrypted) !== release);
  if (!other) return undefined;
  return refuse('plan.nvs-encryption-differs', {
    partition: other.partition,
    unit: factValue(other.encrypted) ?? 'unknown',
    release,
  });
};

/**
 * NVS needs one free page to open; without it the usual firmware erases all (FORMATS §5.5). Encrypted flash looks full
 * to whoever cannot read it, and is refused for being encrypted.
 */
export const guardNvsFreePage: Guard = ({ facts }) => {
  if ((factValue(facts.security.flashEncryption) ?? 'off') !== 'off') return undefined;
  const full = facts.data.nvs.find(({ pages, freePages }) => pages > 0 && freePages === 0);
  return full && refuse('plan.nvs-no-free-page', { partition: full.partition, pages: full.pages });
};

/** ESP-IDF v3.2 and later migrate a v1 volume in place and lose two position records (FORMATS §6.3). Not declared counts as v2. */
export const guardWearLevelling: Guard = ({ facts, release }) => {
  const expected = release.manifest.wearLevelling ?? 2;
  for (const { partition, version } of facts.data.wearLevelling) {
    const found = factValue(version);
    if (found === 1 && expected === 2) return refuse('plan.wear-levelling-v1', { partition });
    if (found === 2 && expected === 1) return refuse('plan.wear-levelling-older', { partition });
  }
  return undefined;
};
