import { derContentAt, derLengthAt } from '../bytes/der-length.ts';

export interface DerCandidate {
  readonly offset: number;
  readonly der: Uint8Array<ArrayBuffer>;
}

const shortest = 0x80;
const longest = 0x2000;
const tag = { integer: 0x02, bitString: 0x03, sequence: 0x30, version: 0xa0 } as const;

/**
 * Where X.509 certificates stand as DER: a SEQUENCE of plausible length that is filled by exactly a signed part, an
 * algorithm and a signature (FORMATS §6.4). Whether one is a certificate, its parser decides.
 */
export function* findDerCandidates(bytes: Uint8Array): Generator<DerCandidate> {
  for (let at = bytes.indexOf(tag.sequence); at >= 0; at = bytes.indexOf(tag.sequence, at + 1)) {
    const length = certificateLength(bytes, at);
    if (length === undefined || !isFilledByCertificate(bytes, at, length)) continue;
    yield { offset: at, der: bytes.slice(at, at + length) };
    at += length - 1;
  }
}

/** True where a certificate begins, even if what follows is cut off or scattered, as in the raw bytes of a volume. */
export function holdsDerStart(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(tag.sequence); at >= 0; at = bytes.indexOf(tag.sequence, at + 1)) {
    if (bytes[at + 1] === 0x82 && certificateLength(bytes, at) !== undefined) return true;
  }
  return false;
}

/** The length that the bytes at `at` announce, if they begin as a certificate does. */
function certificateLength(bytes: Uint8Array, at: number): number | undefined {
  const outer = derLengthAt(bytes, at);
  if (outer === undefined || outer < shortest || outer > longest) return undefined;
  const signedAt = derContentAt(bytes, at);
  const signed = derLengthAt(bytes, signedAt);
  if (bytes[signedAt] !== tag.sequence || signed === undefined || signedAt - at + signed >= outer) return undefined;
  const first = bytes[derContentAt(bytes, signedAt)];
  return first === tag.version || first === tag.integer ? outer : undefined;
}

function isFilledByCertificate(bytes: Uint8Array, at: number, length: number): boolean {
  const signedAt = derContentAt(bytes, at);
  const algorithmAt = signedAt + (derLengthAt(bytes, signedAt) ?? 0);
  const signatureAt = algorithmAt + (derLengthAt(bytes, algorithmAt) ?? 0);
  const end = signatureAt + (derLengthAt(bytes, signatureAt) ?? 0);
  const tagsFit = bytes[algorithmAt] === tag.sequence && bytes[signatureAt] === tag.bitString;
  return tagsFit && end === at + length && end <= bytes.length;
}
