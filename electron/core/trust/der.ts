import { malformed, type Parsed, parsed } from '../formats/parsed.ts';

/** One element of DER (X.690 §8.1): its tag octet, its content, and all its bytes, header included. */
export interface DerElement {
  readonly tag: number;
  /** Byte position of the tag in the outermost buffer. */
  readonly at: number;
  readonly content: Uint8Array<ArrayBuffer>;
  readonly raw: Uint8Array<ArrayBuffer>;
}

export const derTag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Thrown by the functions below and caught by `parseDer` only. */
class DerProblem extends Error {
  readonly reason: string;
  readonly at: number;

  constructor(reason: string, at: number) {
    super(reason);
    this.reason = reason;
    this.at = at;
  }
}

/** Reads a structure that is nothing but one element. What `read` refuses becomes the problem `<format>.<reason>`. */
export function parseDer<T>(bytes: Uint8Array<ArrayBuffer>, format: string, read: (whole: DerElement) => T): Parsed<T> {
  try {
    const whole = elementAt(bytes, 0, 0);
    if (whole.raw.length !== bytes.length) refuseDer('trailing-bytes', whole.raw.length);
    return parsed(read(whole));
  } catch (problem) {
    if (problem instanceof DerProblem) return malformed(`${format}.${problem.reason}`, problem.at);
    throw problem;
  }
}

/** Ends a reading: the bytes are not what they should be. */
export function refuseDer(reason: string, at: number): never {
  throw new DerProblem(reason, at);
}

/** The elements that a constructed element is made of. */
export function childrenOf(parent: DerElement): DerElement[] {
  const start = parent.at + parent.raw.length - parent.content.length;
  const children: DerElement[] = [];
  for (let at = 0; at < parent.content.length; ) {
    const child = elementAt(parent.content, at, start);
    children.push(child);
    at += child.raw.length;
  }
  return children;
}

/** The element itself where it is there and has the tag; refuses it where not. */
export function expectTag(element: DerElement | undefined, tag: number, parent: DerElement): DerElement {
  if (element === undefined) refuseDer('truncated', parent.at + parent.raw.length);
  if (element.tag !== tag) refuseDer('unexpected-tag', element.at);
  return element;
}

/** A single element wrapped by an explicit tag, an OCTET STRING or a BIT STRING. */
export function unwrap(wrapper: DerElement, skip = 0): DerElement {
  const start = wrapper.at + wrapper.raw.length - wrapper.content.length;
  return elementAt(wrapper.content, skip, start);
}

/** Reads one element; length octets in long form are taken with up to four octets, as Mbed TLS takes them. */
function elementAt(bytes: Uint8Array<ArrayBuffer>, at: number, base: number): DerElement {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) refuseDer('truncated', base + at);
  if ((tag & 0x1f) === 0x1f) refuseDer('unexpected-tag', base + at);
  const lengthOctets = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || lengthOctets > 4) refuseDer('bad-length', base + at + 1);
  let length = first < 0x80 ? first : 0;
  for (let i = 0; i < lengthOctets; i++) length = length * 256 + (bytes[at + 2 + i] ?? 0);
  const contentAt = at + 2 + lengthOctets;
  const end = contentAt + length;
  if (end > bytes.length) refuseDer('truncated', base + at);
  return { tag, at: base + at, content: bytes.subarray(contentAt, end), raw: bytes.subarray(at, end) };
}

/** An object identifier in dotted form. */
export function readObjectIdentifier({ content, at }: DerElement): string {
  const arcs: number[] = [];
  let value = 0;
  for (const octet of content) {
    value = value * 128 + (octet & 0x7f);
    if (value > Number.MAX_SAFE_INTEGER / 128) refuseDer('bad-object-identifier', at);
    if (octet < 0x80) {
      arcs.push(value);
      value = 0;
    }
  }
  const [head, ...rest] = arcs;
  if (head === undefined) refuseDer('bad-object-identifier', at);
  const root = Math.min(2, Math.floor(head / 40));
  return [root, head - root * 40, ...rest].join('.');
}

/** A small non-negative INTEGER. */
export function readSmallInteger({ content, at }: DerElement): number {
  const negative = (content[0] ?? 0x80) >= 0x80;
  if (negative || content.length > 4) refuseDer('bad-integer', at);
  return content.reduce((value, octet) => value * 256 + octet, 0);
}

const timePattern = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/;

/** UTCTime or GeneralizedTime as milliseconds since 1970 (RFC 5280 §4.1.2.5). */
export function readTime({ tag, content, at }: DerElement): number {
  const digits = tag === derTag.utcTime ? 13 : 15;
  if (tag !== derTag.utcTime && tag !== derTag.generalizedTime) refuseDer('unexpected-tag', at);
  if (content.length !== digits) refuseDer('bad-time', at);
  const [, year = '', ...rest] = timePattern.exec(String.fromCharCode(...content)) ?? refuseDer('bad-time', at);
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = rest.map(Number);
  const full = year.length === 4 ? Number(year) : Number(year) + (Number(year) < 50 ? 2000 : 1900);
  const time = new Date(0).setUTCFullYear(full, month - 1, day) + ((hour * 60 + minute) * 60 + second) * 1000;
  const valid = new Date(time).getUTCDate() === day && month >= 1 && month <= 12 && hour < 24 && minute < 60;
  return valid && second < 61 ? time : refuseDer('bad-time', at);
}
