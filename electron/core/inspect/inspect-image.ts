import { maxFlashSize } from '../bytes/flash-offset.ts';
import { hexNumber } from '../bytes/hex.ts';
import { chips } from '../chips/catalogue.ts';
import type { Chip } from '../chips/chip.ts';
import { unknownSecurity } from '../chips/security.ts';
import { RecoveryError } from '../errors/recovery-error.ts';
import { parseBootLog } from '../formats/boot-log.ts';
import { type ImageHeader, parseImageHeader } from '../formats/image-header.ts';
import type { Parsed } from '../formats/parsed.ts';
import { appSubtype, type PartitionEntry, partitionType } from '../formats/partition-table.ts';
import { unknown } from './fact.ts';
import type { UnitFacts } from './facts.ts';
import { findPartitionTable } from './find-partition-table.ts';
import { fileFlash } from './flash-reader.ts';
import {
  type FlashFacts,
  type FlashSource,
  type InspectOptions,
  inspectContent,
  inspectFlash,
} from './inspect-flash.ts';
import { unknownBootloader } from './read-bootloader.ts';
import { layoutWithoutTable } from './read-layout.ts';

/**
 * The same facts from a file: a flash dump or merged image that begins at flash address 0, or one app image. What only a
 * chip could tell is unknown. Throws `format.too-large`, `format.not-a-firmware` and `loader.unsupported-chip`.
 */
export async function inspectImage(bytes: Uint8Array, options: InspectOptions): Promise<UnitFacts> {
  if (bytes.length > maxFlashSize) {
    throw new RecoveryError('format.too-large', { size: bytes.length, limit: maxFlashSize });
  }
  const flash = fileFlash(bytes);
  const isDump = (await findPartitionTable(flash, true)).found;
  const chip = chipOf(bytes, isDump);
  const source: FlashSource = { chip, flash: fileFlash(bytes), isEncryptedUnit: false, depth: options.depth ?? 'full' };
  const facts = isDump || !parseImageHeader(bytes).ok ? inspectFlash(source, options) : inspectApp(source, options);
  const noChip = unknown<never>('not-supported');
  return {
    schema: 1,
    channel: options.channel ?? 'file',
    simulated: options.simulated,
    readAt: options.now,
    chip: { family: chip.family, revision: noChip, features: [], mac: noChip, flashId: noChip, flashSize: noChip },
    security: unknownSecurity('not-supported'),
    ...(await facts),
  };
}

/** One app image, taken for the only thing on a unit. */
async function inspectApp(source: FlashSource, options: InspectOptions): Promise<FlashFacts> {
  const { chip, flash } = source;
  const image: PartitionEntry = {
    label: 'image',
    type: partitionType.app,
    subtype: appSubtype.factory,
    offset: 0,
    size: flash.size,
    encrypted: false,
    readonly: false,
  };
  return inspectContent(source, options, {
    layout: layoutWithoutTable('not-present', [image]),
    bootloader: unknownBootloader(chip, 'not-present'),
    bootLog: options.bootLog === undefined ? undefined : parseBootLog(options.bootLog),
  });
}

/** The chip that the first image header names: at 0, or where an ESP32 has its bootloader. */
function chipOf(bytes: Uint8Array, isDump: boolean): Chip {
  const atStart = parseImageHeader(bytes);
  const header: Parsed<ImageHeader> = atStart.ok
    ? atStart
    : parseImageHeader(bytes.subarray(chips.ESP32.bootloaderOffset));
  if (!header.ok) {
    if (isDump) return chips.ESP32;
    throw new RecoveryError('format.not-a-firmware', { reason: header.problem.code });
  }
  const chip = Object.values(chips).find(({ imageChipId }) => imageChipId === header.value.chipId);
  if (chip === undefined)
    throw new RecoveryError('loader.unsupported-chip', { chip: hexNumber(header.value.chipId, 4) });
  return chip;
}
