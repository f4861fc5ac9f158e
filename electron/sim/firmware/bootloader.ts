import { viewOf } from '../../core/bytes/byte-view.ts';
import { encodeFixedText } from '../../core/bytes/fixed-text.ts';
import type { ChipFamily } from '../../core/chips/chip.ts';
import { concatAligned } from './app.ts';
import { type BootloaderBehaviour, encodeBehaviour } from './behaviour.ts';
import { fillerBytes } from './filler.ts';
import { encodeImage } from './image.ts';

export interface BootloaderContent {
  readonly chip: ChipFamily;
  /** `git describe` of the ESP-IDF tree, e.g. `v3.2-103-g4aa1058e8`. */
  readonly idfVersion: string;
  /** What it prints as compile time. */
  readonly compileTime: string;
  /** Whether it carries `esp_bootloader_desc_t`: since ESP-IDF v5.2. */
  readonly hasDescriptor: boolean;
  /** Flash size of its header, bytes: partitions beyond it make every boot fail (FORMATS §1.4). */
  readonly flashSize: number;
  readonly namesChip: boolean;
  readonly options: Omit<BootloaderBehaviour, 'kind'>;
}

const addresses = {
  ESP32: { data: 0x3fff0018, code: 0x40078000, loader: 0x40080400, entry: 0x400806f8 },
  'ESP32-C3': { data: 0x3fcd5820, code: 0x403cc710, loader: 0x403ce710, entry: 0x403cc71a },
} as const;

/** Builds a second-stage bootloader of the usual size, its version literal beside the banner that prints it. */
export function buildBootloader(content: BootloaderContent): Uint8Array<ArrayBuffer> {
  const at = addresses[content.chip];
  return encodeImage({
    chip: content.chip,
    segments: [
      { loadAddress: at.data, data: buildData(content) },
      { loadAddress: at.code, data: fillerBytes(0xb007, 11_000) },
      { loadAddress: at.loader, data: fillerBytes(0xb008, 6_400) },
    ],
    entryAddress: at.entry,
    flashSize: content.flashSize,
    namesChip: content.namesChip,
  });
}

function buildData(content: BootloaderContent): Uint8Array {
  const text = (value: string) => new TextEncoder().encode(`${value}\0`);
  return concatAligned([
    ...(content.hasDescriptor ? [encodeBootloaderDescriptor(content)] : []),
    text('boot'),
    text('%c (%u) %s: ESP-IDF %s 2nd stage bootloader'),
    text(content.idfVersion),
    text('%c (%u) %s: compile time %s'),
    text(content.compileTime),
    encodeBehaviour({ kind: 'bootloader', ...content.options }),
    fillerBytes(0xb006, 1_024),
  ]);
}

/** `esp_bootloader_desc_t` (FORMATS §3.2). */
function encodeBootloaderDescriptor({ idfVersion, compileTime }: BootloaderContent): Uint8Array {
  const bytes = new Uint8Array(80);
  const view = viewOf(bytes);
  view.setUint8(0, bytes.length);
  view.setUint32(4, 1, true);
  bytes.set(encodeFixedText(idfVersion, 31), 8);
  bytes.set(encodeFixedText(compileTime, 23), 40);
  return bytes;
}
