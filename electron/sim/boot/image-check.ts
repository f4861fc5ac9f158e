import { encodeHex, hexNumber } from '../../core/bytes/hex.ts';
import { chips } from '../../core/chips/catalogue.ts';
import { type AppImage, type ImageSegment, parseAppImage } from '../../core/formats/app-image.ts';
import type { FormatProblem } from '../../core/formats/parsed.ts';
import { appSubtype, isOtaSlot, type PartitionEntry } from '../../core/formats/partition-table.ts';
import { verifyV2 } from '../security/secure-boot-v2.ts';
import { type BootingChip, readProgrammed } from './booting-chip.ts';
import { checksChip, idfAtLeast } from './idf.ts';
import type { RunningBootloader } from './second-stage.ts';

export interface CheckedApp {
  readonly bytes: Uint8Array;
  readonly image: AppImage;
}

/** Checks the image of a partition as the bootloader does before it loads it; undefined where it goes on to the next. */
export function checkApp(
  chip: BootingChip,
  entry: PartitionEntry,
  bootloader: RunningBootloader,
): CheckedApp | undefined {
  const bytes = readProgrammed(chip, entry.offset, entry.size);
  const image = parseAppImage(bytes);
  const refusal = image.ok
    ? refusalOf(chip, bytes, image.value, bootloader)
    : { tag: 'esp_image', text: problemText(image.problem, entry) };
  if (image.ok) printSegments(chip, entry, image.value, bootloader);
  if (image.ok && refusal === undefined) return { bytes, image: image.value };
  if (refusal?.text !== undefined) chip.console.log('E', refusal.tag, refusal.text);
  chip.console.log('E', 'boot', notBootable(entry));
  return undefined;
}

interface Refusal {
  readonly tag: string;
  /** Undefined where the bootloader passes the partition over without a word. */
  readonly text: string | undefined;
}

function refusalOf(
  chip: BootingChip,
  bytes: Uint8Array,
  image: AppImage,
  bootloader: RunningBootloader,
): Refusal | undefined {
  const misfit = checksChip(bootloader.idfVersion) ? chipMismatch(chip, image) : undefined;
  if (misfit !== undefined) return { tag: 'boot_comm', text: misfit };
  if (!image.checksumValid) {
    const { calculated, stored } = imageChecksum(bytes, image);
    return { tag: 'esp_image', text: `Checksum failed. Calculated 0x${calculated} read 0x${stored}` };
  }
  if (image.digestValid === false) return { tag: 'esp_image', text: 'Image hash failed - image is corrupt' };
  if (!isSigned(chip, bytes, image)) return { tag: 'esp_image', text: 'Secure boot signature verification failed' };
  const secureVersion = image.descriptor?.secureVersion ?? 0;
  const isRolledBack = bootloader.antiRollback && secureVersion < chip.fuses.secureVersion;
  return isRolledBack ? { tag: 'boot', text: undefined } : undefined;
}

/** The checksum of an image's data and the byte that it is compared with, two hexadecimal digits each. */
export function imageChecksum(bytes: Uint8Array, image: AppImage): { calculated: string; stored: string } {
  let checksum = 0xef;
  for (const { fileOffset, length } of image.segments) {
    for (const byte of bytes.subarray(fileOffset, fileOffset + length)) checksum ^= byte;
  }
  const storedAt = image.length - (image.header.hashAppended ? 32 : 0) - 1;
  return { calculated: encodeHex(Uint8Array.of(checksum)), stored: encodeHex(bytes.subarray(storedAt, storedAt + 1)) };
}

function chipMismatch({ family, fuses }: BootingChip, { header }: AppImage): string | undefined {
  const expected = chips[family].imageChipId;
  if (header.chipId !== expected) return `mismatch chip ID, expected ${expected}, found ${header.chipId}`;
  if (header.minRevision > fuses.revision) {
    return `Image requires chip rev >= ${revisionText(header.minRevision)}, but chip is ${revisionText(fuses.revision)}`;
  }
  if (header.maxRevision !== undefined && header.maxRevision < fuses.revision) {
    return `Image requires chip rev <= ${revisionText(header.maxRevision)}, but chip is ${revisionText(fuses.revision)}`;
  }
  return undefined;
}

function revisionText(revision: number): string {
  return `v${Math.floor(revision / 100)}.${revision % 100}`;
}

/** v1: a signature block must follow the image, its key is not known here. v2: key, digest and signature must hold. */
function isSigned({ fuses }: BootingChip, bytes: Uint8Array, image: AppImage): boolean {
  if (fuses.secureBoot === 'v1') return image.signatures.some(({ scheme }) => scheme === 'v1');
  return fuses.secureBoot === 'none' || verifyV2(bytes, fuses.keyDigests);
}

function problemText(problem: FormatProblem, entry: PartitionEntry): string {
  if (problem.code === 'image.bad-magic') return `image at ${hexNumber(entry.offset)} has invalid magic byte`;
  if (problem.code === 'image.truncated') return `image at ${hexNumber(entry.offset)} does not fit in its partition`;
  return `image at ${hexNumber(entry.offset)} has invalid segments`;
}

function notBootable(entry: PartitionEntry): string {
  if (isOtaSlot(entry)) return `OTA app partition slot ${entry.subtype - appSubtype.ota0} is not bootable`;
  return entry.subtype === appSubtype.factory
    ? 'Factory app partition is not bootable'
    : 'Test app partition is not bootable';
}

function printSegments(chip: BootingChip, entry: PartitionEntry, image: AppImage, bootloader: RunningBootloader): void {
  for (const [index, segment] of image.segments.entries()) {
    const text = segmentText(segment, entry.offset, idfAtLeast(bootloader.idfVersion, 4, 3));
    chip.console.log('I', 'esp_image', `segment ${index}: ${text} ${segmentUse(chip, segment)}`.trimEnd());
  }
}

/** v4.3 and later write the numbers without 0x. */
function segmentText({ loadAddress, fileOffset, length }: ImageSegment, base: number, isNew: boolean): string {
  const hex = (value: number, width: number) => value.toString(16).padStart(width, '0');
  const [paddr, vaddr, size] = [hex(base + fileOffset, 8), hex(loadAddress, 8), hex(length, 5)];
  const decimal = `(${`${length}`.padStart(6)})`;
  return isNew
    ? `paddr=${paddr} vaddr=${vaddr} size=${size}h ${decimal}`
    : `paddr=0x${paddr} vaddr=0x${vaddr} size=0x${size} ${decimal}`;
}

function segmentUse({ family }: BootingChip, { loadAddress }: ImageSegment): string {
  const { drom, irom } = chips[family];
  if ([drom, irom].some(([first, end]) => loadAddress >= first && loadAddress < end)) return 'map';
  return loadAddress === 0 ? '' : 'load';
}
