import { Inflate } from 'fflate';
import { viewOf } from '../bytes/byte-view.ts';
import { RecoveryError } from '../errors/recovery-error.ts';
import { isPackageFileName } from './file-name.ts';

/** What a package may hold at most, known before anything is inflated. */
export interface ZipLimits {
  readonly maxEntries: number;
  /** Bytes of all files together, inflated. */
  readonly maxTotalLength: number;
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packedLength: number;
  readonly length: number;
  readonly localOffset: number;
}

const endSignature = 0x06054b50;
const centralSignature = 0x02014b50;
const localSignature = 0x04034b50;
const endLength = 22;
const centralLength = 46;
const localLength = 30;
const encryptedFlag = 1;
const method = { stored: 0, deflated: 8 } as const;
/** Compressed bytes inflated at once: so little that even a bomb stays small before its length is seen. */
const inflateStep = 0x4000;
const latin1 = new TextDecoder('latin1');

/**
 * The files of a zip archive (PKWARE APPNOTE 6.3), by name in archive order. Stricter than zip tools: plain names, no
 * folders, no comment, no encryption, no zip64, no two entries of one name, and every file exactly as long as the
 * directory says. Throws `release.unreadable` and `release.too-large`.
 */
export function readZip(bytes: Uint8Array, limits: ZipLimits): Map<string, Uint8Array<ArrayBuffer>> {
  const entries = readDirectory(bytes, limits.maxEntries);
  const total = entries.reduce((sum, { length }) => sum + length, 0);
  if (total > limits.maxTotalLength) {
    throw new RecoveryError('release.too-large', { size: total, limit: limits.maxTotalLength });
  }
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const entry of entries) {
    if (files.has(entry.name)) throw unreadable('repeated-name', { name: entry.name });
    files.set(entry.name, readEntry(bytes, entry));
  }
  return files;
}

function unreadable(reason: string, params: Readonly<Record<string, string | number>> = {}): RecoveryError {
  return new RecoveryError('release.unreadable', { reason, ...params });
}

function readDirectory(bytes: Uint8Array, maxEntries: number): Entry[] {
  const view = viewOf(bytes);
  const end = bytes.length - endLength;
  if (end < 0 || view.getUint32(end, true) !== endSignature) throw unreadable('not-a-zip');
  const count = view.getUint16(end + 10, true);
  const start = view.getUint32(end + 16, true);
  if (count > maxEntries) throw new RecoveryError('release.too-large', { size: count, limit: maxEntries });
  const entries: Entry[] = [];
  let at = start;
  for (let index = 0; index < count; index++) {
    if (at + centralLength > end || view.getUint32(at, true) !== centralSignature) throw unreadable('bad-directory');
    const nameLength = view.getUint16(at + 28, true);
    const restLength = view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    entries.push(readCentralHeader(bytes, view, at, nameLength));
    at += centralLength + nameLength + restLength;
  }
  if (at !== end) throw unreadable('bad-directory');
  return entries;
}

function readCentralHeader(bytes: Uint8Array, view: DataView, at: number, nameLength: number): Entry {
  const name = latin1.decode(bytes.subarray(at + centralLength, at + centralLength + nameLength));
  if (!isPackageFileName(name)) throw unreadable('bad-name');
  if ((view.getUint16(at + 8, true) & encryptedFlag) !== 0) throw unreadable('encrypted', { name });
  return {
    name,
    method: view.getUint16(at + 10, true),
    packedLength: view.getUint32(at + 20, true),
    length: view.getUint32(at + 24, true),
    localOffset: view.getUint32(at + 42, true),
  };
}

function readEntry(bytes: Uint8Array, entry: Entry): Uint8Array<ArrayBuffer> {
  const view = viewOf(bytes);
  const { name, localOffset, packedLength, length } = entry;
  if (localOffset + localLength > bytes.length || view.getUint32(localOffset, true) !== localSignature) {
    throw unreadable('bad-entry', { name });
  }
  const nameLength = view.getUint16(localOffset + 26, true);
  const start = localOffset + localLength + nameLength + view.getUint16(localOffset + 28, true);
  const localName = latin1.decode(bytes.subarray(localOffset + localLength, localOffset + localLength + nameLength));
  if (localName !== name || start + packedLength > bytes.length) throw unreadable('bad-entry', { name });
  const packed = bytes.subarray(start, start + packedLength);
  if (entry.method === method.stored && packedLength === length) return new Uint8Array(packed);
  if (entry.method !== method.deflated) throw unreadable('bad-entry', { name });
  return inflate(packed, length, name);
}

/** Inflates to exactly `length` bytes, and stops at the first byte beyond them. */
function inflate(packed: Uint8Array, length: number, name: string): Uint8Array<ArrayBuffer> {
  const inflated = new Uint8Array(length);
  let filled = 0;
  let ended = false;
  const inflater = new Inflate((piece, isLast) => {
    if (filled + piece.length > length) throw unreadable('wrong-length', { name });
    inflated.set(piece, filled);
    filled += piece.length;
    ended = isLast;
  });
  try {
    for (let at = 0; at < packed.length; at += inflateStep) {
      inflater.push(packed.subarray(at, at + inflateStep), at + inflateStep >= packed.length);
    }
  } catch (cause) {
    throw cause instanceof RecoveryError ? cause : unreadable('bad-entry', { name });
  }
  if (filled !== length || !ended) throw unreadable('wrong-length', { name });
  return inflated;
}
