import { crc32Zlib } from '../../../electron/core/bytes/crc32.ts';
import { sha256 } from '../../../electron/core/bytes/digest.ts';

interface BuildSegment {
  readonly loadAddress: number;
  readonly data: Uint8Array;
}

/** An image as elf2image would lay it out, written independently of the parser. */
export function buildImage(
  segments: readonly BuildSegment[],
  options: { hashAppended?: boolean; chipId?: number; flashBytes?: readonly [number, number] } = {},
): Uint8Array<ArrayBuffer> {
  const dataLength = segments.reduce((sum, { data }) => sum + 8 + data.length, 24);
  const hashedLength = (Math.floor(dataLength / 16) + 1) * 16;
  const bytes = new Uint8Array(hashedLength + (options.hashAppended === false ? 0 : 32));
  const view = new DataView(bytes.buffer);
  const [mode, speedAndSize] = options.flashBytes ?? [2, 0x20];
  bytes.set([0xe9, segments.length, mode, speedAndSize]);
  view.setUint32(4, 0x40080000, true);
  bytes[8] = 0xee;
  view.setUint16(12, options.chipId ?? 0, true);
  bytes[23] = options.hashAppended === false ? 0 : 1;
  let at = 24;
  let checksum = 0xef;
  for (const { loadAddress, data } of segments) {
    view.setUint32(at, loadAddress, true);
    view.setUint32(at + 4, data.length, true);
    bytes.set(data, at + 8);
    at += 8 + data.length;
    for (const byte of data) checksum ^= byte;
  }
  bytes[hashedLength - 1] = checksum;
  if (options.hashAppended !== false) bytes.set(sha256(bytes.subarray(0, hashedLength)), hashedLength);
  return bytes;
}

/** The 256 bytes of an `esp_app_desc_t`. */
export function appDescriptor(fields: {
  version?: string;
  projectName?: string;
  secureVersion?: number;
}): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(256);
  const view = new DataView(bytes.buffer);
  const text = (at: number, value: string) => bytes.set(new TextEncoder().encode(value), at);
  view.setUint32(0, 0xabcd5432, true);
  view.setUint32(4, fields.secureVersion ?? 0, true);
  text(16, fields.version ?? '1.0.0');
  text(48, fields.projectName ?? 'project');
  text(80, '12:34:56');
  text(96, 'Jan  2 2024');
  text(112, 'v4.4.8');
  return bytes;
}

/** A signature block with the right digest and CRC and a made-up key and signature. */
export function secureBootV2Block(image: Uint8Array, kind: 'rsa' | 'ecdsa'): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(1216);
  block.set([0xe7, kind === 'rsa' ? 2 : 3]);
  block.set(sha256(image), 4);
  for (let at = 36; at < (kind === 'rsa' ? 1196 : 165); at++) block[at] = (at * 7) & 0xff;
  if (kind === 'ecdsa') block[36] = 2;
  new DataView(block.buffer).setUint32(1196, crc32Zlib(block.subarray(0, 1196)), true);
  return block;
}
