import { flashOffset } from '../bytes/flash-offset.ts';
import { encodeHex } from '../bytes/hex.ts';
import { factValue } from '../inspect/fact.ts';
import type { UnitFacts } from '../inspect/facts.ts';
import type { FlashLoader } from '../interfaces/flash-loader.ts';
import type { PlanRange } from '../plan/plan.ts';

/** A range that has to survive and the MD5 that the unit computed over it. */
export interface PreservedDigest extends PlanRange {
  readonly md5: string;
}

/** MD5 of every range that has to survive, computed on the unit. */
export async function digestPreserved(
  loader: FlashLoader,
  ranges: readonly PlanRange[],
  signal: AbortSignal | undefined,
): Promise<PreservedDigest[]> {
  const digests: PreservedDigest[] = [];
  for (const range of ranges) {
    const digest = await loader.md5(flashOffset(range.offset), range.length, { signal });
    digests.push({ ...range, md5: encodeHex(digest) });
  }
  return digests;
}

/**
 * The ranges that are no longer what they were. Neither a command nor its reply carries a checksum: a spoiled one may
 * have asked for another range, so what differs is asked for once more. Throws the loader's errors.
 */
export async function changedSince(
  loader: FlashLoader,
  before: readonly PreservedDigest[],
  signal: AbortSignal | undefined,
): Promise<readonly PreservedDigest[]> {
  const suspects = differing(before, await digestPreserved(loader, before, signal));
  return differing(suspects, await digestPreserved(loader, suspects, signal));
}

function differing(before: readonly PreservedDigest[], after: readonly PreservedDigest[]): readonly PreservedDigest[] {
  return before.filter(({ md5 }, index) => after[index]?.md5 !== md5);
}

/**
 * What the new firmware lost once it ran: an NVS namespace, or the Wi-Fi credentials. It may write to its data
 * partitions, so these are compared by what they hold and not by their bytes.
 */
export function firstLost(before: UnitFacts, after: UnitFacts): string | undefined {
  for (const { partition, namespaces } of before.data.nvs) {
    const kept = after.data.nvs.find((nvs) => nvs.partition === partition)?.namespaces ?? [];
    const lost = namespaces.find((namespace) => !kept.includes(namespace));
    if (lost !== undefined) return `${partition}/${lost}`;
  }
  const had = factValue(before.data.hasWifiCredentials) === true;
  return had && factValue(after.data.hasWifiCredentials) === false ? 'wifi-credentials' : undefined;
}
