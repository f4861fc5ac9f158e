import { dataSubtype, partitionType } from '../../formats/partition-table.ts';
import type { PartitionFacts, UnitFacts } from '../../inspect/facts.ts';
import { type Guard, refuse } from './guard.ts';

/** Data partitions that are never a trust store alone: what they hold cannot be made again (FORMATS §5.5, DESIGN §5.2). */
const neverTrust: readonly number[] = [dataSubtype.ota, dataSubtype.phy, dataSubtype.nvs, dataSubtype.nvsKeys];

/** Every partition that the release calls its trust store, or brings content for, must be in the unit's table. */
export const guardTrustPresent: Guard = ({ facts, release, trust }) => {
  const labels = [...release.manifest.trust, ...trust.map(({ label }) => label)];
  const absent = labels.find((label) => !facts.layout.partitions.some((entry) => entry.label === label));
  return absent === undefined ? undefined : refuse('plan.no-such-partition', { partition: absent });
};

/** Only a partition that the manifest declares as trust store, and that can be one, may be replaced. */
export const guardTrustSuitable: Guard = ({ facts, release, trust }) => {
  for (const { label, bytes, partition } of trust) {
    const reason = bytes ? defectOf(label, partition, release.manifest, facts) : 'missing';
    if (reason) return refuse('plan.trust-partition-unsuitable', { partition: label, reason });
  }
  return undefined;
};

function defectOf(
  label: string,
  partition: PartitionFacts | undefined,
  { trust, preserve }: { readonly trust: readonly string[]; readonly preserve: readonly string[] },
  facts: UnitFacts,
): string | undefined {
  if (!trust.includes(label)) return 'not-declared';
  if (preserve.includes(label)) return 'preserved';
  if (!partition) return undefined;
  if (partition.encrypted || partition.type === partitionType.app) return 'type';
  return isSystem(partition) && !holdsRootsInstead(partition, facts) ? 'type' : undefined;
}

/**
 * NINA modules keep their roots in a partition of the subtype of NVS keys. Where certificates were read from it and no
 * NVS is encrypted, it holds no key that could be lost.
 */
function holdsRootsInstead({ label, type, subtype }: PartitionFacts, { trust, data }: UnitFacts): boolean {
  if (type !== partitionType.data || subtype !== dataSubtype.nvsKeys) return false;
  const holdsRoots = trust.anchors.some(({ foundIn }) => foundIn.partition === label);
  return holdsRoots && data.nvs.every(({ encrypted }) => encrypted.known && !encrypted.value);
}

/** Types 0x02 and 0x03 are bootloader and partition table (FORMATS §1.5). */
function isSystem({ type, subtype }: PartitionFacts): boolean {
  return type === 0x02 || type === 0x03 || (type === partitionType.data && neverTrust.includes(subtype));
}
