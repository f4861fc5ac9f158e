import { isErased } from '../bytes/byte-view.ts';
import type { Chip } from '../chips/chip.ts';
import { type AppImage, isBootable, parseAppImage } from '../formats/app-image.ts';
import type { PartitionEntry } from '../formats/partition-table.ts';
import { known, unknown } from './fact.ts';
import type { Fact, SlotFacts, UnknownReason } from './facts.ts';
import type { FlashReader } from './flash-reader.ts';
import { dataSpans, type ImageOutline, readImageOutline } from './image-outline.ts';

/** `quick` reads what identifies an image; `full` reads and checks every image, and all that can hold certificates. */
export type InspectDepth = 'quick' | 'full';

/** An app partition and what was read of the image in it. */
export interface SlotReading {
  readonly partition: PartitionEntry;
  readonly image: SlotFacts['image'];
  readonly outline: ImageOutline | undefined;
  /** SHA-256: appended, or computed where the whole image was read. */
  readonly digest: Fact<string>;
  /** The image's bytes where they were read; in a `quick` reading only those of its data segments are real, the rest is zero. */
  readonly bytes: Uint8Array | undefined;
}

/** Reads the outline of the image in a slot, or with `full` the whole image. */
export async function readSlot(
  flash: FlashReader,
  partition: PartitionEntry,
  chip: Chip,
  depth: InspectDepth,
): Promise<SlotReading> {
  const limit = Math.min(partition.size, flash.size - partition.offset);
  const outline = await readImageOutline(flash, partition.offset, limit, chip);
  if (!outline.ok) return emptySlot(partition, await readNoImage(flash, partition));
  if (depth === 'full') return readWholeSlot(flash, partition, outline.value);
  const { appendedDigest } = outline.value;
  return {
    partition,
    image: known('header-only'),
    outline: outline.value,
    digest: appendedDigest === undefined ? unknown('not-read') : known(appendedDigest),
    bytes: undefined,
  };
}

/** A slot whose content cannot be read at all. */
export function unreadableSlot(partition: PartitionEntry, reason: UnknownReason): SlotReading {
  return emptySlot(partition, unknown(reason));
}

function emptySlot(partition: PartitionEntry, image: SlotReading['image']): SlotReading {
  const digest: Fact<string> = image.known ? unknown('damaged') : unknown(image.reason);
  return { partition, image, outline: undefined, digest, bytes: undefined };
}

/** An erased slot holds nothing; anything else that is no image is invalid. */
async function readNoImage(flash: FlashReader, { offset }: PartitionEntry): Promise<SlotReading['image']> {
  return isErased(await flash.read(offset, 32)) ? unknown('not-present') : known('invalid');
}

async function readWholeSlot(
  flash: FlashReader,
  partition: PartitionEntry,
  outline: ImageOutline,
): Promise<SlotReading> {
  const bytes = await flash.read(partition.offset, outline.length);
  const image = parseAppImage(bytes);
  const value: AppImage | undefined = image.ok ? image.value : undefined;
  return {
    partition,
    image: known(value !== undefined && isBootable(value) ? 'valid' : 'invalid'),
    outline,
    digest: value === undefined ? unknown('damaged') : known(value.sha256),
    bytes,
  };
}

/** The same slot with the bytes of its data segments, read in as few pieces as pay. */
export async function readSlotData(flash: FlashReader, slot: SlotReading, chip: Chip): Promise<SlotReading> {
  const { outline, partition } = slot;
  if (outline === undefined || slot.bytes !== undefined) return slot;
  const bytes = new Uint8Array(outline.length);
  for (const { offset, length } of dataSpans(outline, chip)) {
    bytes.set(await flash.read(partition.offset + offset, length), offset);
  }
  return { ...slot, bytes };
}
