import { maxFlashSize } from '../bytes/flash-offset.ts';
import { chips } from '../chips/catalogue.ts';
import type { ChipFamily } from '../chips/chip.ts';
import { type AppImage, isBootable, parseAppImage } from '../formats/app-image.ts';
import { parseOtadata, selectBootOrder } from '../formats/otadata.ts';
import {
  dataSubtype,
  type PartitionEntry,
  parsePartitionTable,
  partitionTableLength,
  partitionType,
} from '../formats/partition-table.ts';
import { type DraftApp, importFailed } from './draft.ts';

/** Bytes and the flash offset where they belong. */
export interface FlashPart {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

const sectorLength = 0x1000;
/** Tables stand at 0x8000 to 0x10000 in the field (FORMATS §1.2). */
const tableSearch = { from: 0x8000, to: 0x10000 } as const;

/** Lays parts out as they would lie in an erased flash. Throws `release.import-failed` for what no flash can hold. */
export function layOutFlash(parts: readonly FlashPart[]): Uint8Array<ArrayBuffer> {
  const length = Math.max(0, ...parts.map(({ offset, bytes }) => offset + bytes.length));
  if (length > maxFlashSize) throw importFailed('too-large', { size: length });
  const flash = new Uint8Array(length).fill(0xff);
  for (const { offset, bytes } of parts) flash.set(bytes, offset);
  return flash;
}

/**
 * The app that boots from a flash image, and its bootloader, cut out along the image's own partition table; everything
 * else in it would overwrite what the unit keeps (DESIGN §5.3). Throws `release.import-failed`.
 */
export function sliceFlashImage(flash: Uint8Array, chip: ChipFamily): DraftApp {
  const partitions = findPartitions(flash);
  for (const { offset, size } of selectBootOrder(readOtadata(flash, partitions), partitions)) {
    const slot = flash.subarray(offset, offset + size);
    const image = parseAppImage(slot);
    if (image.ok && isBootable(image.value)) {
      return { chip, app: slot.slice(0, lengthWithSignature(image.value)), bootloader: cutBootloader(flash, chip) };
    }
  }
  throw importFailed('no-app');
}

function findPartitions(flash: Uint8Array): readonly PartitionEntry[] {
  for (let at: number = tableSearch.from; at <= tableSearch.to; at += sectorLength) {
    const table = parsePartitionTable(flash.subarray(at, at + partitionTableLength));
    if (table.ok) return table.value.entries;
  }
  throw importFailed('no-partition-table');
}

function readOtadata(flash: Uint8Array, partitions: readonly PartitionEntry[]) {
  const entry = partitions.find(({ type, subtype }) => type === partitionType.data && subtype === dataSubtype.ota);
  const otadata = entry && parseOtadata(flash.subarray(entry.offset, entry.offset + entry.size));
  return otadata?.ok ? otadata.value : undefined;
}

/** Secure boot v2 signatures take the sector they stand in, v1 signatures 68 bytes (FORMATS §2.4, §2.5). */
function lengthWithSignature({ length, signatures }: AppImage): number {
  const [first] = signatures;
  if (first === undefined) return length;
  return first.offset + (first.scheme === 'v1' ? 68 : sectorLength);
}

/** Undefined where the image holds none, as in update files that start at the first partition. */
function cutBootloader(flash: Uint8Array, chip: ChipFamily): Uint8Array | undefined {
  const bytes = flash.subarray(chips[chip].bootloaderOffset, tableSearch.to);
  const image = parseAppImage(bytes);
  return image.ok ? bytes.slice(0, image.value.length) : undefined;
}
