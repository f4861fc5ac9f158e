import { viewOf } from '../bytes/byte-view.ts';

export interface DerCandidate {
  readonly offset: number;
  readonly der: Uint8Array<ArrayBuffer>;
}

const shortest = 0x100;
const longest = 0x2000;
const sequence = 0x30;
const twoLengthBytes = 0x82;

/**
 * Where X.509 certificates may stand as DER: a SEQUENCE of plausible length around another that begins with a version or
 * a serial number (FORMATS §6.4). Whether one is a certificate, its parser decides.
 */
export function* findDerCandidates(bytes: Uint8Array): Generator<DerCandidate> {
  for (let at = bytes.indexOf(sequence); at >= 0; at = bytes.indexOf(sequence, at + 1)) {
    const length = certificateLength(bytes, at);
    if (length === undefined || at + length > bytes.length) continue;
    yield { offset: at, der: bytes.slice(at, at + length) };
    at += length - 1;
  }
}

/** True where a certificate begins, even if what follows is cut off or scattered, as in the raw bytes of a volume. */
export function holdsDerStart(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(sequence); at >= 0; at = bytes.indexOf(sequence, at + 1)) {
    if (certificateLength(bytes, at) !== undefined) return true;
  }
  return false;
}

/** The length that the bytes at `at` announce, if they begin as a certificate does. */
function certificateLength(bytes: Uint8Array, at: number): number | undefined {
  if (bytes[at + 1] !== twoLengthBytes || at + 16 > bytes.length) return undefined;
  const view = viewOf(bytes);
  const outer = view.getUint16(at + 2);
  const inner = at + 4;
  if (outer < shortest || outer > longest || bytes[inner] !== sequence) return undefined;
  const longForm = bytes[inner + 1] === twoLengthBytes;
  if (!longForm && bytes[inner + 1] !== 0x81) return undefined;
  const innerLength = longForm ? view.getUint16(inner + 2) + 4 : (bytes[inner + 2] ?? 0) + 3;
  const first = bytes[inner + (longForm ? 4 : 3)];
  const beginsLikeCertificate = first === 0xa0 || first === 0x02;
  return beginsLikeCertificate && innerLength < outer ? outer + 4 : undefined;
}
