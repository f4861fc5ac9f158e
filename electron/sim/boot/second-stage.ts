import type { AppImage } from '../../core/formats/app-image.ts';
import { readBootloaderIdfVersion } from '../../core/formats/bootloader-image.ts';
import type { ImageHeader } from '../../core/formats/image-header.ts';
import { findBootloaderBehaviour } from '../firmware/behaviour.ts';
import type { BootFailure, BootingChip } from './booting-chip.ts';
import { idfAtLeast } from './idf.ts';
import { checkApp } from './image-check.ts';
import { type Partitions, readPartitions } from './partition-check.ts';
import type { LoadedBootloader } from './rom.ts';
import { recordBootedSlot, selectSlots } from './slot-selection.ts';

/** The bootloader that runs: its version decides what it prints and what it looks at. */
export interface RunningBootloader {
  readonly idfVersion: string;
  readonly header: ImageHeader;
  /** Built with `BOOTLOADER_APP_ROLLBACK_ENABLE` and `BOOTLOADER_APP_ANTI_ROLLBACK`. */
  readonly rollback: boolean;
  readonly antiRollback: boolean;
}

/** The app that was loaded, and what it starts in. */
export interface LoadedApp {
  readonly bytes: Uint8Array;
  readonly image: AppImage;
  readonly partitions: Partitions;
  readonly bootloader: RunningBootloader;
}

/** What a bootloader that does not name its version is taken for. */
const assumedIdfVersion = 'v3.2';

/** Runs the second-stage bootloader: partition table, slot, image (FORMATS §1.4, §2.3, §4.2, §4.3). */
export function runBootloader(chip: BootingChip, loaded: LoadedBootloader): LoadedApp | BootFailure {
  const version = readBootloaderIdfVersion(loaded.bytes);
  // Built without logging, a bootloader has no literal that would name its version, and prints nothing at all.
  chip.console.silent = version === undefined;
  const bootloader: RunningBootloader = {
    idfVersion: version ?? assumedIdfVersion,
    header: loaded.image.header,
    rollback: false,
    antiRollback: false,
    ...findBootloaderBehaviour(loaded.bytes),
  };
  printBanner(chip, bootloader, loaded.bytes);
  const reset: BootFailure = { ends: 'loop', cause: 'bootloader' };
  const partitions = readPartitions(chip, bootloader);
  if (!partitions) return reset;
  for (const entry of selectSlots(chip, partitions, bootloader)) {
    const app = checkApp(chip, entry, bootloader);
    if (!app) continue;
    recordBootedSlot(chip, partitions, entry, bootloader);
    chip.console.log('I', 'boot', `Loaded app from partition at offset 0x${entry.offset.toString(16)}`);
    chip.console.log('I', 'boot', 'Disabling RNG early entropy source...');
    return { ...app, partitions, bootloader };
  }
  chip.console.log('E', 'boot', 'No bootable app partitions in the partition table');
  return reset;
}

const modes = ['QIO', 'QOUT', 'DIO', 'DOUT', 'FAST READ', 'SLOW READ'];
const megahertz: Readonly<Record<number, string>> = { 0: '40MHz', 1: '26.7MHz', 2: '20MHz', 15: '80MHz' };

function printBanner(chip: BootingChip, { idfVersion, header }: RunningBootloader, bytes: Uint8Array): void {
  const { console, family, fuses } = chip;
  console.waitUntil(29);
  console.log('I', 'boot', `ESP-IDF ${idfVersion} 2nd stage bootloader`);
  console.log('I', 'boot', `compile time ${findCompileTime(bytes)}`);
  if (idfAtLeast(idfVersion, 4, 0))
    console.log('I', 'boot', `chip revision: ${revisionText(fuses.revision, idfVersion)}`);
  else console.log('I', 'boot', 'Enabling RNG early entropy source...');
  const tag = idfAtLeast(idfVersion, 4, 2) ? `boot.${family.toLowerCase().replace('-', '')}` : 'boot';
  console.log('I', tag, `SPI Speed      : ${megahertz[header.flashFrequency] ?? '40MHz'}`);
  console.log('I', tag, `SPI Mode       : ${modes[header.flashMode] ?? 'DIO'}`);
  console.log('I', tag, `SPI Flash Size : ${(header.flashSize ?? 0) / 0x100000}MB`);
  if (idfAtLeast(idfVersion, 4, 0)) console.log('I', 'boot', 'Enabling RNG early entropy source...');
}

function revisionText(revision: number, idfVersion: string): string {
  const [major, minor] = [Math.floor(revision / 100), revision % 100];
  return idfAtLeast(idfVersion, 5, 0) ? `v${major}.${minor}` : `${major}`;
}

/** The time alone, or date and time from v5.1 on: whichever literal the image holds (FORMATS §3.4). */
function findCompileTime(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a literal ends in NUL or in the code that ends its colour
  return /(?:[A-Z][a-z]{2} [ \d]\d \d{4} )?\d\d:\d\d:\d\d(?=[\0\x1b])/.exec(text)?.[0] ?? '00:00:00';
}
