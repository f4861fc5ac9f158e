import { viewOf } from '../../core/bytes/byte-view.ts';

/** Commands of the ROM loader and of the flasher stub (FORMATS §10.2). */
export const opcode = {
  flashBegin: 0x02,
  flashData: 0x03,
  memoryBegin: 0x05,
  sync: 0x08,
  writeRegister: 0x09,
  readRegister: 0x0a,
  spiSetParams: 0x0b,
  spiAttach: 0x0d,
  spiFlashRead: 0x0e,
  changeBaudRate: 0x0f,
  deflateBegin: 0x10,
  deflateData: 0x11,
  spiFlashMd5: 0x13,
  getSecurityInfo: 0x14,
  eraseRegion: 0xd1,
  readFlash: 0xd2,
} as const;

const headerLength = 8;
const dataHeaderLength = 16;
const checksumSeed = 0xef;

/** 32-bit words, little-endian, as commands take them. */
export function words(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = viewOf(bytes);
  for (const [index, value] of values.entries()) view.setUint32(4 * index, value, true);
  return bytes;
}

/** A request: direction 0, opcode, length of the data, checksum, data (FORMATS §10.1). */
export function encodeRequest(code: number, data: Uint8Array, checksum = 0): Uint8Array {
  const frame = new Uint8Array(headerLength + data.length);
  const view = viewOf(frame);
  frame[1] = code;
  view.setUint16(2, data.length, true);
  view.setUint32(4, checksum, true);
  frame.set(data, headerLength);
  return frame;
}

/** A request that carries a block of FLASH_DATA or DEFL_DATA, with its sequence number and checksum. */
export function encodeBlock(code: number, block: Uint8Array, sequence: number): Uint8Array {
  const data = new Uint8Array(dataHeaderLength + block.length);
  data.set(words(block.length, sequence, 0, 0));
  data.set(block, dataHeaderLength);
  return encodeRequest(code, data, blockChecksum(block));
}

/** XOR over a block, seeded with 0xEF. Two equal flips cancel out, so it never replaces the MD5 (ESPTOOL-JS W4). */
export function blockChecksum(block: Uint8Array): number {
  let sum = checksumSeed;
  for (const byte of block) sum ^= byte;
  return sum;
}

/** A reply. `data` ends with its status: 2 bytes from the stub, 4 from the ROM, of which the first tells. */
export interface Reply {
  readonly opcode: number;
  /** The value field of the header: the register of READ_REG; 0 from a stub that answers SYNC. */
  readonly value: number;
  readonly data: Uint8Array;
}

/** Undefined where the bytes are no reply of a loader. */
export function parseReply(frame: Uint8Array): Reply | undefined {
  if (frame.length < headerLength + 2 || frame[0] !== 1) return undefined;
  const view = viewOf(frame);
  if (view.getUint16(2, true) !== frame.length - headerLength) return undefined;
  return { opcode: frame[1] ?? 0, value: view.getUint32(4, true), data: frame.subarray(headerLength) };
}

/** What commands give beside a status, the longest form first; all others give their value in the header. */
const payloadLengths: ReadonlyMap<number, readonly number[]> = new Map([
  [opcode.spiFlashMd5, [32, 16]],
  [opcode.getSecurityInfo, [20, 12]],
  [opcode.spiFlashRead, [64]],
]);
const shortestStatus = 2;

/** Where the status of a reply begins. An error comes without the payload, or after an empty one (ESPTOOL-JS §4). */
export function payloadLength(code: number, replyLength: number): number {
  return payloadLengths.get(code)?.find((length) => replyLength >= length + shortestStatus) ?? 0;
}
