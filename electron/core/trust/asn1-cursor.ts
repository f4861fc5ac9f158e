/** A place in bytes that are read the way Mbed TLS reads them: forward, and with its own numbers for what is wrong. */
export interface Asn1Cursor {
  readonly bytes: Uint8Array<ArrayBuffer>;
  at: number;
  readonly end: number;
}

/** MBEDTLS_ERR_ASN1_*, positive; the X.509 layer adds its own number to them. */
export const asn1Code = {
  outOfData: 0x60,
  unexpectedTag: 0x62,
  invalidLength: 0x64,
  lengthMismatch: 0x66,
  invalidData: 0x68,
} as const;

/** Thrown by `refuse` and caught by `refusalCode` only. */
class Refusal extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`0x${code.toString(16)}`);
    this.code = code;
  }
}

/** Ends a reading with the code that Mbed TLS returns, positive. */
export function refuse(code: number): never {
  throw new Refusal(code);
}

/** The code with which a reading was refused; undefined where it went through. */
export function refusalCode(read: () => void): number | undefined {
  try {
    read();
    return undefined;
  } catch (problem) {
    if (problem instanceof Refusal) return problem.code;
    throw problem;
  }
}

/** Steps over the length octets and gives the length of the content (`mbedtls_asn1_get_len`). */
export function enterLength(cursor: Asn1Cursor, layer: number): number {
  const first = cursor.bytes[cursor.at];
  if (first === undefined || cursor.at >= cursor.end) refuse(layer + asn1Code.outOfData);
  const octets = first & 0x80 ? first & 0x7f : 0;
  if (first === 0x80 || octets > 4) refuse(layer + asn1Code.invalidLength);
  if (octets > 0 && cursor.end - cursor.at <= octets) refuse(layer + asn1Code.outOfData);
  let length = octets === 0 ? first : 0;
  for (let i = 1; i <= octets; i++) length = length * 256 + (cursor.bytes[cursor.at + i] ?? 0);
  cursor.at += 1 + octets;
  if (length > cursor.end - cursor.at) refuse(layer + asn1Code.outOfData);
  return length;
}

/** Steps over a tag that must be there and its length (`mbedtls_asn1_get_tag`). */
export function enter(cursor: Asn1Cursor, tag: number, layer: number): number {
  if (!isNext(cursor, tag, layer)) refuse(layer + asn1Code.unexpectedTag);
  cursor.at++;
  return enterLength(cursor, layer);
}

/** Whether the next tag is this one; that nothing more is there is refused, as for a tag that must be. */
export function isNext(cursor: Asn1Cursor, tag: number, layer: number): boolean {
  if (cursor.at >= cursor.end) refuse(layer + asn1Code.outOfData);
  return cursor.bytes[cursor.at] === tag;
}

/** Steps over an element and gives its content to be read by itself. */
export function take(cursor: Asn1Cursor, tag: number, layer: number): Asn1Cursor {
  return takeContent(cursor, enter(cursor, tag, layer));
}

/** The next bytes as a place of their own; the cursor steps over them. */
export function takeContent(cursor: Asn1Cursor, length: number): Asn1Cursor {
  const at = cursor.at;
  cursor.at += length;
  return { bytes: cursor.bytes, at, end: cursor.at };
}

/** Refuses what is left over. */
export function expectEnd({ at, end }: Asn1Cursor, layer: number): void {
  if (at !== end) refuse(layer + asn1Code.lengthMismatch);
}

/** BOOLEAN (`mbedtls_asn1_get_bool`). */
export function readBoolean(cursor: Asn1Cursor, layer: number): boolean {
  const length = enter(cursor, 0x01, layer);
  if (length !== 1) refuse(layer + asn1Code.invalidLength);
  return cursor.bytes[cursor.at++] !== 0;
}

/** A non-negative INTEGER that an `int` holds (`mbedtls_asn1_get_int`). */
export function readInt(cursor: Asn1Cursor, layer: number): number {
  const { bytes, at, end } = take(cursor, 0x02, layer);
  const negative = (bytes[at] ?? 0) >= 0x80;
  const value = bytes.subarray(at, end).reduce((sum, octet) => sum * 256 + octet, 0);
  return at === end || negative || value > maxInt ? refuse(layer + asn1Code.invalidLength) : value;
}

/** INT_MAX on the chips. */
export const maxInt = 0x7fffffff;

/** BIT STRING that fills the place; gives its length without the octet that counts unused bits. */
export function readBitString(cursor: Asn1Cursor, layer: number): number {
  const length = enter(cursor, 0x03, layer);
  if (length < 1) refuse(layer + asn1Code.outOfData);
  if ((cursor.bytes[cursor.at] ?? 0) > 7) refuse(layer + asn1Code.invalidLength);
  cursor.at += length;
  expectEnd(cursor, layer);
  return length - 1;
}

/** BIT STRING without unused bits, entered (`mbedtls_asn1_get_bitstring_null`); some want an octet in it. */
export function enterOctetAligned(cursor: Asn1Cursor, layer: number, mayBeEmpty: boolean): number {
  const length = enter(cursor, 0x03, layer);
  if (length < (mayBeEmpty ? 1 : 2) || cursor.bytes[cursor.at] !== 0) refuse(layer + asn1Code.invalidData);
  cursor.at++;
  return length - 1;
}
