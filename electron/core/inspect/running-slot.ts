import type { BootLog } from '../formats/boot-log.ts';
import { type Otadata, selectBootOrder } from '../formats/otadata.ts';
import { dataSubtype, isOtaSlot, type PartitionEntry, partitionType } from '../formats/partition-table.ts';
import { known, unknown } from './fact.ts';
import type { Fact, LayoutFacts, UnknownReason } from './facts.ts';
import type { SlotReading } from './read-slots.ts';

export type RunningSlot = Pick<LayoutFacts, 'runningSlot' | 'runningSlotEvidence'>;

/** True for the partition that selects among OTA slots (FORMATS §4.1). */
export function isOtadata({ type, subtype }: PartitionEntry): boolean {
  return type === partitionType.data && subtype === dataSubtype.ota;
}

/** True where firmware can be updated over the air: two slots to change between, and the record that selects one. */
export function canUpdateOverTheAir(partitions: readonly PartitionEntry[]): boolean {
  const otaSlots = partitions.filter(isOtaSlot).length;
  const hasFactory = partitions.some(({ type, subtype }) => type === partitionType.app && subtype === 0);
  return partitions.some(isOtadata) && (otaSlots >= 2 || (otaSlots === 1 && hasFactory));
}

/**
 * The slot that boots (FORMATS §4.2, §4.5): the one that a boot log shows loaded, else the first in the bootloader's order
 * of attempts that holds an image. `otadata` is undefined where the table has no such partition, and unknown where it has
 * one that cannot be read: then only a boot log, or being alone, tells.
 */
export function findRunningSlot(
  slots: readonly SlotReading[],
  otadata: Fact<Otadata> | undefined,
  bootLog: BootLog | undefined,
): RunningSlot {
  const logged = slotInLog(slots, bootLog);
  if (logged !== undefined) return running(logged, 'boot-log');
  const [only, ...others] = slots;
  if (only === undefined) return none('not-present');
  if (others.length === 0) return isNoImage(only) ? none(reasonOf(only)) : running(only, 'only-app');
  if (otadata !== undefined && !otadata.known) return none(otadata.reason);
  const order = selectBootOrder(
    otadata?.value,
    slots.map(({ partition }) => partition),
  );
  const attempts = order.flatMap(({ label }) => slots.find(({ partition }) => partition.label === label) ?? []);
  const first = attempts.find(isBootCandidate);
  if (first === undefined) return none(attempts[0] === undefined ? 'not-present' : reasonOf(attempts[0]));
  return running(first, first === attempts[0] && otadata !== undefined ? 'otadata' : 'fallback');
}

/** The last boot that got as far as loading an app. */
function slotInLog(slots: readonly SlotReading[], bootLog: BootLog | undefined): SlotReading | undefined {
  const offset = bootLog?.boots.findLast(({ loadedOffset }) => loadedOffset !== undefined)?.loadedOffset;
  return offset === undefined ? undefined : slots.find(({ partition }) => partition.offset === offset);
}

function isBootCandidate({ image }: SlotReading): boolean {
  return image.known && image.value !== 'invalid';
}

function isNoImage({ image }: SlotReading): boolean {
  return image.known ? image.value === 'invalid' : image.reason === 'not-present';
}

function reasonOf({ image }: SlotReading): UnknownReason {
  return image.known ? 'damaged' : image.reason;
}

function running({ partition }: SlotReading, runningSlotEvidence: RunningSlot['runningSlotEvidence']): RunningSlot {
  return { runningSlot: known(partition.label), runningSlotEvidence };
}

function none(reason: UnknownReason): RunningSlot {
  return { runningSlot: unknown(reason), runningSlotEvidence: 'none' };
}
