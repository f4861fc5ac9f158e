/** One DER element (X.690 §8, §10): tag, length, content. */
export function der(tag: number, ...content: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const body = Buffer.concat(content);
  return Uint8Array.from(Buffer.concat([Buffer.from([tag, ...lengthOctets(body.length)]), body]));
}

function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

export const sequence = (...content: readonly Uint8Array[]) => der(0x30, ...content);
export const set = (...content: readonly Uint8Array[]) => der(0x31, ...content);
export const octetString = (...content: readonly Uint8Array[]) => der(0x04, ...content);
export const nullValue = () => der(0x05);
export const truth = () => der(0x01, Uint8Array.of(0xff));
export const utf8String = (text: string) => der(0x0c, Buffer.from(text));
export const printableString = (text: string) => der(0x13, Buffer.from(text));

/** A positive integer. */
export function integer(value: bigint): Uint8Array<ArrayBuffer> {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return der(0x02, ...((bytes[0] ?? 0) >= 0x80 ? [Buffer.of(0), bytes] : [bytes]));
}

/** A string of bits; `unused` of its last octet do not count. */
export function bitString(bytes: Uint8Array, unused = 0): Uint8Array<ArrayBuffer> {
  return der(0x03, Uint8Array.of(unused), bytes);
}

/** An object identifier in dotted form. */
export function objectIdentifier(dotted: string): Uint8Array<ArrayBuffer> {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return der(0x06, Uint8Array.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const octets = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) octets.unshift((rest & 0x7f) | 0x80);
  return octets;
}

/** Midnight UTC of a day: UTCTime up to 2049, GeneralizedTime after it (RFC 5280 §4.1.2.5). */
export function time(date: Date): Uint8Array<ArrayBuffer> {
  const digits = `${date.toISOString().slice(0, 10).replaceAll('-', '')}000000Z`;
  return date.getUTCFullYear() < 2050 ? der(0x17, Buffer.from(digits.slice(2))) : der(0x18, Buffer.from(digits));
}
