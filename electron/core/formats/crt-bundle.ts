import { viewOf } from '../bytes/byte-view.ts';
import { derContentAt, derLengthAt } from '../bytes/der-length.ts';
import { malformed, type Parsed, parsed } from './parsed.ts';

/** A root of a bundle: a name and a key, without dates, serial number and extensions. */
export interface CrtBundleEntry {
  /** Name, DER. */
  readonly subjectDer: Uint8Array<ArrayBuffer>;
  /** SubjectPublicKeyInfo, DER. */
  readonly spkiDer: Uint8Array<ArrayBuffer>;
}

/** A trust store of `esp_crt_bundle` (FORMATS §7.4). */
export interface CrtBundle {
  /** `big-endian`: a count and the entries, ESP-IDF v4.2 to v5.3; `offset-table`: little-endian, v5.4 and later. */
  readonly layout: 'big-endian' | 'offset-table';
  /** Bytes from the first of the header to the last of the last entry. */
  readonly length: number;
  readonly entries: readonly CrtBundleEntry[];
}

export interface FoundCrtBundle extends CrtBundle {
  readonly offset: number;
}

/** Five times what ESP-IDF allows by default. */
const maxEntries = 1024;
const tag = { bitString: 0x03, objectIdentifier: 0x06, sequence: 0x30, set: 0x31 } as const;

/** Parses the bundle that begins with the bytes; what follows it is left alone. Problems are `crt-bundle.<reason>`. */
export function parseCrtBundle(bytes: Uint8Array): Parsed<CrtBundle> {
  if (bytes.length < 6) return malformed('crt-bundle.truncated', bytes.length);
  // The first offset is below 64 KiB: two zero octets where the other layout has the length of a name, which is never 0.
  return bytes[2] === 0 && bytes[3] === 0 ? parseOffsetTable(bytes) : parseBigEndian(bytes);
}

function parseBigEndian(bytes: Uint8Array): Parsed<CrtBundle> {
  const count = viewOf(bytes).getUint16(0);
  if (count === 0 || count > maxEntries) return malformed('crt-bundle.bad-count', 0, { count });
  const entries: CrtBundleEntry[] = [];
  let at = 2;
  for (let index = 0; index < count; index++) {
    const entry = readEntry(bytes, at, false);
    if (!entry.ok) return entry;
    entries.push(entry.value.entry);
    at = entry.value.end;
  }
  return parsed({ layout: 'big-endian', length: at, entries });
}

/** Entries follow the table in its order and do not overlap; nothing says that they touch. */
function parseOffsetTable(bytes: Uint8Array): Parsed<CrtBundle> {
  const view = viewOf(bytes);
  const tableLength = view.getUint32(0, true);
  const count = tableLength / 4;
  if (!Number.isInteger(count) || count === 0 || count > maxEntries) {
    return malformed('crt-bundle.bad-count', 0, { count });
  }
  if (tableLength > bytes.length) return malformed('crt-bundle.truncated', bytes.length);
  const entries: CrtBundleEntry[] = [];
  let end = tableLength;
  for (let index = 0; index < count; index++) {
    const at = view.getUint32(4 * index, true);
    if (at < end) return malformed('crt-bundle.bad-offset', 4 * index, { offset: at });
    const entry = readEntry(bytes, at, true);
    if (!entry.ok) return entry;
    entries.push(entry.value.entry);
    end = entry.value.end;
  }
  return parsed({ layout: 'offset-table', length: end, entries });
}

function readEntry(
  bytes: Uint8Array,
  at: number,
  littleEndian: boolean,
): Parsed<{ readonly entry: CrtBundleEntry; readonly end: number }> {
  if (at + 4 > bytes.length) return malformed('crt-bundle.truncated', at);
  const view = viewOf(bytes);
  const keyAt = at + 4 + view.getUint16(at, littleEndian);
  const end = keyAt + view.getUint16(at + 2, littleEndian);
  if (end > bytes.length) return malformed('crt-bundle.truncated', at);
  if (!isName(bytes, at + 4, keyAt)) return malformed('crt-bundle.bad-name', at + 4);
  if (!isPublicKey(bytes, keyAt, end)) return malformed('crt-bundle.bad-key', keyAt);
  return parsed({ entry: { subjectDer: bytes.slice(at + 4, keyAt), spkiDer: bytes.slice(keyAt, end) }, end });
}

/** A SEQUENCE of SETs that fills the range. */
function isName(bytes: Uint8Array, start: number, end: number): boolean {
  if (!isElement(bytes, start, end, tag.sequence)) return false;
  let at = derContentAt(bytes, start);
  if (at === end) return false;
  while (at < end) {
    const length = derLengthAt(bytes, at);
    if (bytes[at] !== tag.set || length === undefined) return false;
    at += length;
  }
  return at === end;
}

/** A SEQUENCE of an algorithm and a BIT STRING that fills the range. */
function isPublicKey(bytes: Uint8Array, start: number, end: number): boolean {
  if (!isElement(bytes, start, end, tag.sequence)) return false;
  const algorithmAt = derContentAt(bytes, start);
  const keyAt = algorithmAt + (derLengthAt(bytes, algorithmAt) ?? 0);
  const namesAlgorithm = bytes[derContentAt(bytes, algorithmAt)] === tag.objectIdentifier;
  return bytes[algorithmAt] === tag.sequence && namesAlgorithm && isElement(bytes, keyAt, end, tag.bitString);
}

function isElement(bytes: Uint8Array, start: number, end: number, tagOctet: number): boolean {
  return bytes[start] === tagOctet && derLengthAt(bytes, start) === end - start;
}

/** Every bundle that stands somewhere in the bytes, e.g. in the rodata of an app (EMBED_FILES) or in a partition. */
export function findCrtBundles(bytes: Uint8Array): FoundCrtBundle[] {
  const found: FoundCrtBundle[] = [];
  for (let at = bytes.indexOf(tag.sequence); at >= 0; at = bytes.indexOf(tag.sequence, at + 1)) {
    let seen = at;
    for (const offset of possibleStarts(bytes, at)) {
      const bundle = parseCrtBundle(bytes.subarray(offset));
      if (bundle.ok) found.push({ ...bundle.value, offset });
      // The sound entries of a broken bundle are no bundles of their own.
      seen = Math.max(seen, offset + (bundle.ok ? bundle.value.length : bundle.problem.at) - 1);
      if (bundle.ok) break;
    }
    at = seen;
  }
  return found;
}

/** Where a bundle would begin whose first entry has its name here: the length before the name tells which layout it is. */
function* possibleStarts(bytes: Uint8Array, nameAt: number): Generator<number> {
  const nameLength = nameAt < 6 ? undefined : derLengthAt(bytes, nameAt);
  if (nameLength === undefined || bytes[derContentAt(bytes, nameAt)] !== tag.set) return;
  const view = viewOf(bytes);
  if (view.getUint16(nameAt - 4) === nameLength) yield nameAt - 6;
  if (view.getUint16(nameAt - 4, true) !== nameLength) return;
  for (let at = nameAt - 8; at >= 0 && nameAt - at <= 4 * maxEntries + 4; at -= 4) {
    if (view.getUint32(at, true) === nameAt - 4 - at) yield at;
  }
}
