import { nextOtadataRecord, type Otadata, type OtadataUpdate, selectBootOrder } from '../formats/otadata.ts';
import { appSubtype, dataSubtype, isOtaSlot, partitionType } from '../formats/partition-table.ts';
import { factValue } from '../inspect/fact.ts';
import type { PartitionFacts, SlotFacts, UnitFacts } from '../inspect/facts.ts';

/** Which app partition is written and what makes it boot. */
export interface SlotChoice {
  readonly target: PartitionFacts;
  /** The slot that boots now; undefined where no slot holds an image that boots. */
  readonly running: PartitionFacts | undefined;
  /** True when the target is the slot that boots (or would): nothing remains to fall back on. */
  readonly overwritesOnlySlot: boolean;
  /** True when another slot may hold an image, so that the unit may boot something while the target is half written. */
  readonly mayFallBack: boolean;
  /** The partition whose sectors select the slot; undefined where nothing has to be selected. */
  readonly otadata: PartitionFacts | undefined;
  /** What makes the running slot stay selected while the target is written; undefined where it does anyway. */
  readonly pin: OtadataUpdate | 'erase' | undefined;
  /** What makes the target boot; undefined where it does anyway, or (with `otadata`) where the sequence numbers are used up. */
  readonly select: OtadataUpdate | undefined;
}

/**
 * Chooses the slot (DESIGN §5.3): an OTA slot that does not boot now, the next one in the bootloader's own order; where
 * there is none, the slot that boots. Undefined where the table has no app, where a slot boots and is not known, and where
 * otadata chooses between slots and could not be read.
 */
export function chooseSlot(facts: UnitFacts): SlotChoice | undefined {
  const { partitions } = facts.layout;
  const otadata = partitions.find(isOtadata);
  const content = otadata ? factValue(facts.layout.otadata) : undefined;
  const order = selectBootOrder(content, partitions) as PartitionFacts[];
  const runningLabel = factValue(facts.layout.runningSlot);
  const running = order.find(({ label, subtype }) => label === runningLabel && subtype !== appSubtype.test);
  const first = order[0];
  if (!first || (!running && order.some((slot) => mayHoldImage(facts, slot)))) return undefined;
  if (otadata && !content && order.length > 1) return undefined;
  if (!running || !otadata || !content) return overwrite(facts, order, running ?? first, running);
  const slotCount = partitions.filter(isOtaSlot).length;
  return inactive(order, running, otadata, content, slotCount) ?? overwrite(facts, order, running, running);
}

export function isOtadata({ type, subtype }: PartitionFacts): boolean {
  return type === partitionType.data && subtype === dataSubtype.ota;
}

/** True unless inspect proved that the slot holds nothing that boots. */
function mayHoldImage(facts: UnitFacts, { label }: PartitionFacts): boolean {
  const image: SlotFacts['image'] | undefined = facts.slots.find((slot) => slot.label === label)?.image;
  if (!image) return true;
  return image.known ? image.value !== 'invalid' : image.reason !== 'not-present';
}

function overwrite(
  facts: UnitFacts,
  order: readonly PartitionFacts[],
  target: PartitionFacts,
  running: PartitionFacts | undefined,
): SlotChoice {
  return {
    target,
    running: running && mayHoldImage(facts, running) ? running : undefined,
    overwritesOnlySlot: true,
    mayFallBack: order.some((slot) => slot !== target && mayHoldImage(facts, slot)),
    otadata: undefined,
    pin: undefined,
    select: undefined,
  };
}

function inactive(
  order: readonly PartitionFacts[],
  running: PartitionFacts,
  otadata: PartitionFacts,
  content: Otadata,
  slotCount: number,
): SlotChoice | undefined {
  const candidates = order.filter((slot) => slot !== running && isOtaSlot(slot));
  const later = candidates.filter((slot) => order.indexOf(slot) > order.indexOf(running));
  const target = later[0] ?? candidates[0];
  if (!target) return undefined;
  const needsPin = later.length === 0;
  const pin = needsPin ? pinRunning(running, content, slotCount) : undefined;
  const canSelect = !needsPin || pin !== undefined;
  return {
    target,
    running,
    overwritesOnlySlot: false,
    mayFallBack: true,
    otadata,
    pin,
    select: canSelect ? nextOtadataRecord(afterPin(content, pin), otaIndex(target), slotCount) : undefined,
  };
}

function otaIndex(slot: PartitionFacts): number {
  return slot.subtype - appSubtype.ota0;
}

/**
 * When the bootloader tries the target before the slot that boots now (it fell back to it), the target would boot the
 * moment it is whole. So what boots now is selected by name first: by a record, or for factory by erasing both.
 */
function pinRunning(running: PartitionFacts, content: Otadata, slotCount: number): SlotChoice['pin'] {
  return isOtaSlot(running) ? nextOtadataRecord(content, otaIndex(running), slotCount) : 'erase';
}

function afterPin(content: Otadata, pin: SlotChoice['pin']): Otadata {
  if (pin === undefined) return content;
  if (pin === 'erase') return { records: [undefined, undefined] };
  const record = { sequence: pin.sequence, state: 'undefined', crcValid: true } as const;
  const [first, second] = content.records;
  return { records: pin.sector === 0 ? [record, second] : [first, record] };
}
