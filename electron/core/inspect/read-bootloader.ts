import { isErased } from '../bytes/byte-view.ts';
import type { Chip } from '../chips/chip.ts';
import { parseAppImage } from '../formats/app-image.ts';
import { bootloaderFingerprint, readBootloaderIdfVersion } from '../formats/bootloader-image.ts';
import { parseImageHeader } from '../formats/image-header.ts';
import { known, unknown } from './fact.ts';
import type { BootloaderFacts, Fact, UnknownReason } from './facts.ts';
import type { FlashReader } from './flash-reader.ts';
import { readImageOutline } from './image-outline.ts';

/**
 * Reads the second-stage bootloader whole: it is small, and its version and fingerprint decide which apps boot under it
 * (FORMATS §2.7). `end` is where the partition table begins.
 */
export async function readBootloader(flash: FlashReader, chip: Chip, end: number): Promise<BootloaderFacts> {
  const offset = chip.bootloaderOffset;
  const outline = await readImageOutline(flash, offset, Math.min(end, flash.size) - offset, chip);
  const bytes = await flash.read(offset, outline.ok ? outline.value.length : 32);
  return isErased(bytes) ? unknownBootloader(chip, 'not-present') : bootloaderFacts(offset, bytes);
}

/** Where its bytes cannot be read, or say nothing. */
export function unknownBootloader(chip: Chip, reason: UnknownReason): BootloaderFacts {
  const fact = unknown<never>(reason);
  return {
    offset: chip.bootloaderOffset,
    valid: fact,
    idfVersion: fact,
    fingerprint: fact,
    headerFlashSize: fact,
    flashMode: fact,
    flashFrequency: fact,
  };
}

function bootloaderFacts(offset: number, bytes: Uint8Array): BootloaderFacts {
  const image = parseAppImage(bytes);
  const header = parseImageHeader(bytes);
  const fromHeader = <T>(value: T | undefined): Fact<T> => (value === undefined ? unknown('damaged') : known(value));
  const found = <T>(value: T | undefined): Fact<T> => (value === undefined ? unknown('not-present') : known(value));
  return {
    offset,
    // The digest says nothing: flashing tools change the header and used to leave it stale, and ROMs boot it (FORMATS §2.6).
    valid: known(image.ok && image.value.checksumValid),
    idfVersion: found(readBootloaderIdfVersion(bytes)),
    fingerprint: found(bootloaderFingerprint(bytes)),
    headerFlashSize: fromHeader(header.ok ? header.value.flashSize : undefined),
    flashMode: fromHeader(header.ok ? header.value.flashMode : undefined),
    flashFrequency: fromHeader(header.ok ? header.value.flashFrequency : undefined),
  };
}
