import { sameBytes } from '../../core/bytes/byte-view.ts';
import { hexNumber } from '../../core/bytes/hex.ts';
import { chips } from '../../core/chips/catalogue.ts';
import { type AppImage, parseAppImage } from '../../core/formats/app-image.ts';
import { bootloaderDigest, digestBlock } from '../security/secure-boot-v1.ts';
import { verifyV2 } from '../security/secure-boot-v2.ts';
import { type BootFailure, type BootingChip, firstWord, readPlain } from './booting-chip.ts';
import { imageChecksum } from './image-check.ts';

/** The second-stage bootloader as the ROM loaded it. */
export interface LoadedBootloader {
  readonly bytes: Uint8Array;
  readonly image: AppImage;
}

/** A bootloader never reaches further than the first app. */
const regionEnd = 0x10000;
const modes = ['QIO', 'QOUT', 'DIO', 'DOUT', 'FAST READ', 'SLOW READ'];
/** Loads the bootloader as the ROM does: header, checksum and what the fuses demand. It does not look at the SHA-256 (FORMATS §2.6). */
export function loadBootloader(chip: BootingChip): LoadedBootloader | BootFailure {
  const offset = chips[chip.family].bootloaderOffset;
  const bytes = readPlain(chip, offset, regionEnd - offset);
  const image = parseAppImage(bytes);
  if (!image.ok) return refuseHeader(chip, bytes);
  if (!image.value.checksumValid) {
    const { calculated, stored } = imageChecksum(bytes, image.value);
    return refuse(chip, [`csum err:0x${stored}!=0x${calculated}`, endOfRom(chip)]);
  }
  if (chip.fuses.secureBoot === 'v1' && !isDigestRight(chip, bytes.subarray(0, image.value.length))) {
    return { ...refuse(chip, ['secure boot check fail', endOfRom(chip)]), ends: 'dead' };
  }
  if (chip.fuses.secureBoot === 'v2' && !verifyV2(bytes, chip.fuses.keyDigests)) {
    return refuse(chip, ['secure boot verification failed', endOfRom(chip)]);
  }
  printLoad(chip, image.value);
  return { bytes, image: image.value };
}

/** Old ROMs name the failed read, newer ones the word that they found, again and again until the watchdog bites. */
function refuseHeader(chip: BootingChip, bytes: Uint8Array): BootFailure {
  if (chip.family === 'ESP32' && chip.fuses.revision < 300)
    return refuse(chip, ['flash read err, 1000', endOfRom(chip)]);
  return refuse(chip, new Array<string>(8).fill(`invalid header: 0x${firstWord(bytes)}`));
}

function refuse({ console }: BootingChip, lines: readonly string[]): BootFailure {
  for (const line of lines) console.print(line);
  return { ends: 'loop', cause: 'watchdog' };
}

function endOfRom({ family }: BootingChip): string {
  return family === 'ESP32' ? 'ets_main.c 371 ' : 'ets_main.c 333 ';
}

/** Secure boot v1: IV and digest at flash offset 0 must be those of the bootloader. */
function isDigestRight(chip: BootingChip, bootloader: Uint8Array): boolean {
  const { ivLength, digestLength } = digestBlock;
  const block = readPlain(chip, 0, 256);
  const expected = bootloaderDigest(chip.fuses.secureBootKey, block.slice(0, ivLength), bootloader);
  return sameBytes(block.subarray(ivLength, ivLength + digestLength), expected);
}

function printLoad({ family, console }: BootingChip, { header, segments }: AppImage): void {
  const isEsp32 = family === 'ESP32';
  if (isEsp32) {
    console.print('configsip: 0, SPIWP:0xee');
    console.print('clk_drv:0x00,q_drv:0x00,d_drv:0x00,cs0_drv:0x00,hd_drv:0x00,wp_drv:0x00');
  } else console.print('SPIWP:0xee');
  console.print(`mode:${modes[header.flashMode] ?? 'DIO'}, clock div:${header.flashFrequency === 0xf ? 1 : 2}`);
  for (const { loadAddress, length } of segments) {
    console.print(`load:${hexNumber(loadAddress, 8)},len:${isEsp32 ? length : hexNumber(length)}`);
  }
  console.print(`entry ${hexNumber(header.entryAddress, 8)}`);
}
