import { viewOf } from '../../core/bytes/byte-view.ts';
import { sha256 } from '../../core/bytes/digest.ts';
import { encodeFixedText } from '../../core/bytes/fixed-text.ts';
import { chips } from '../../core/chips/catalogue.ts';
import type { ChipFamily } from '../../core/chips/chip.ts';
import { appDescriptorLength, descriptorOffset } from '../../core/formats/app-descriptor.ts';
import { type AppBehaviour, encodeBehaviour } from './behaviour.ts';
import { fillerBytes } from './filler.ts';
import { encodeImage, type SegmentContent } from './image.ts';

/** What an app says of itself in its descriptor (FORMATS §3.1); apps of ESP-IDF v3.2 and older have none. */
export interface DescriptorContent {
  readonly version: string;
  readonly projectName: string;
  readonly idfVersion: string;
  readonly secureVersion?: number;
  readonly date?: string;
  readonly time?: string;
}

/** How large an app gets. `tiny` is for tests that do not care, `real` weighs what products weigh. */
export type AppSize = 'tiny' | 'real';

export interface AppContent {
  readonly chip: ChipFamily;
  readonly descriptor?: DescriptorContent;
  /** NUL-terminated texts of its rodata: URLs, versions, format strings. */
  readonly texts: readonly string[];
  /** PEM certificates, each embedded as EMBED_TXTFILES does (FORMATS §7.1). */
  readonly certificates: readonly string[];
  /** Binary files, each embedded as EMBED_FILES does, e.g. a certificate bundle (FORMATS §7.4). */
  readonly files?: readonly Uint8Array[];
  readonly behaviour?: AppBehaviour;
  readonly size: AppSize;
  /** Seeds the bytes that stand for its code. */
  readonly seed: number;
  readonly minRevision?: number;
  readonly maxRevision?: number;
  /** False for headers of ESP-IDF v3.2.3 and older. Default: as the descriptor, whose time was the same. */
  readonly namesChip?: boolean;
}

const flashSize = 0x400000;
/** Bytes of rodata, initialised RAM, RAM code and flash code that stand for compiled code. */
const sizes = {
  tiny: { rodata: 512, ram: 256, ramCode: 256, code: 0 },
  real: { rodata: 180_000, ram: 13_000, ramCode: 72_000, code: 720_000 },
} as const;
const ramAddresses = {
  ESP32: { data: 0x3ffb0000, code: 0x40080400 },
  'ESP32-C3': { data: 0x3fc90000, code: 0x40380000 },
} as const;

/** Builds an app image. The same content gives the same bytes. */
export function buildApp(content: AppContent): Uint8Array<ArrayBuffer> {
  const { data, code } = ramAddresses[content.chip];
  const size = sizes[content.size];
  const segments: SegmentContent[] = [
    { loadAddress: chips[content.chip].drom[0] + descriptorOffset, data: buildRodata(content, size.rodata) },
    { loadAddress: data, data: fillerBytes(content.seed + 1, size.ram) },
    { loadAddress: code, data: fillerBytes(content.seed + 2, size.ramCode) },
  ];
  if (size.code > 0) {
    const loadAddress = chips[content.chip].irom[0] + descriptorOffset;
    segments.push({ loadAddress, data: fillerBytes(content.seed + 3, size.code) });
  }
  return encodeImage({
    chip: content.chip,
    segments,
    entryAddress: code,
    flashSize,
    namesChip: content.namesChip ?? content.descriptor !== undefined,
    ...(content.minRevision !== undefined && { minRevision: content.minRevision }),
    ...(content.maxRevision !== undefined && { maxRevision: content.maxRevision }),
  });
}

/** Descriptor first where there is one, as the linker places it; then texts, certificates and behaviour amid filler. */
function buildRodata(content: AppContent, fillerLength: number): Uint8Array {
  const text = new TextEncoder();
  const half = roundUp4(fillerLength / 2);
  const parts = [
    ...(content.descriptor ? [encodeDescriptor(content.descriptor)] : []),
    fillerBytes(content.seed, half),
    ...content.texts.map((value) => text.encode(`${value}\0`)),
    ...content.certificates.map((pem) => text.encode(`${pem}\0`)),
    ...(content.files ?? []),
    ...(content.behaviour ? [encodeBehaviour(content.behaviour)] : []),
    fillerBytes(content.seed + 4, half),
  ];
  return concatAligned(parts);
}

function encodeDescriptor(content: DescriptorContent): Uint8Array {
  const bytes = new Uint8Array(appDescriptorLength);
  const view = viewOf(bytes);
  view.setUint32(0, 0xabcd5432, true);
  view.setUint32(4, content.secureVersion ?? 0, true);
  bytes.set(encodeFixedText(content.version, 31), 16);
  bytes.set(encodeFixedText(content.projectName, 31), 48);
  bytes.set(encodeFixedText(content.time ?? '10:20:30', 15), 80);
  bytes.set(encodeFixedText(content.date ?? 'Mar  4 2026', 15), 96);
  bytes.set(encodeFixedText(content.idfVersion, 31), 112);
  // Stands for the digest of the ELF file, which a virtual app does not have.
  bytes.set(sha256(new TextEncoder().encode(JSON.stringify(content))), 144);
  return bytes;
}

/** Joins the parts, each on a 4-byte boundary as the linker aligns them. */
export function concatAligned(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((at, part) => at + roundUp4(part.length), 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += roundUp4(part.length);
  }
  return bytes;
}

function roundUp4(value: number): number {
  return Math.ceil(value / 4) * 4;
}
