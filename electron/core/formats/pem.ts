import { decodeBase64 } from '../bytes/base64.ts';
import { derLengthAt } from '../bytes/der-length.ts';

/** A certificate in PEM text. Not yet parsed as X.509: only its outer frame is known to fit. */
export interface FoundCertificate {
  /** Byte position of its BEGIN line. */
  readonly offset: number;
  /** Bytes through its END line. */
  readonly length: number;
  readonly der: Uint8Array<ArrayBuffer>;
}

/** A private key in PEM text: that it is there, never what it is. */
export interface FoundPrivateKey {
  readonly offset: number;
  readonly kind: 'RSA' | 'EC' | 'PKCS8' | 'encrypted';
}

const begin = '-----BEGIN ';
const certificateLabels = ['CERTIFICATE', 'TRUSTED CERTIFICATE', 'X509 CERTIFICATE'];
const keyLabels: Readonly<Record<string, FoundPrivateKey['kind']>> = {
  'RSA PRIVATE KEY': 'RSA',
  'EC PRIVATE KEY': 'EC',
  'PRIVATE KEY': 'PKCS8',
  'ENCRYPTED PRIVATE KEY': 'encrypted',
};
/** Mbed TLS itself holds bare BEGIN and END literals: what has no body is none (FORMATS §6.4). */
const minBodyLength = 64;
const maxBodyLength = 0x8000;
const latin1 = new TextDecoder('latin1');

interface Block {
  readonly label: string;
  readonly offset: number;
  readonly bodyAt: number;
}

/** Every PEM certificate in the bytes: LF, CRLF or no line ends, whatever text stands around it. */
export function findPemCertificates(bytes: Uint8Array): FoundCertificate[] {
  const found: FoundCertificate[] = [];
  for (const block of findBlocks(bytes)) {
    if (!certificateLabels.includes(block.label)) continue;
    const body = readBody(bytes, block.bodyAt);
    const end = `-----END ${block.label}-----`;
    if (!startsWith(bytes, body.end, end)) continue;
    const der = decodeCertificate(body.base64, block.label === 'TRUSTED CERTIFICATE');
    if (der) found.push({ offset: block.offset, length: body.end + end.length - block.offset, der });
  }
  return found;
}

/** Private keys that are more than a bare marker. */
export function findPemPrivateKeys(bytes: Uint8Array): FoundPrivateKey[] {
  const found: FoundPrivateKey[] = [];
  for (const { label, offset, bodyAt } of findBlocks(bytes)) {
    const kind = Object.hasOwn(keyLabels, label) ? keyLabels[label] : undefined;
    if (kind === undefined) continue;
    if (hasEncryptionHeader(bytes, bodyAt)) found.push({ offset, kind: 'encrypted' });
    else if (readBody(bytes, bodyAt).base64.length >= minBodyLength) found.push({ offset, kind });
  }
  return found;
}

function hasEncryptionHeader(bytes: Uint8Array, at: number): boolean {
  return latin1
    .decode(bytes.subarray(at, at + 64))
    .trimStart()
    .startsWith('Proc-Type: 4,ENCRYPTED');
}

function* findBlocks(bytes: Uint8Array): Generator<Block> {
  for (let at = bytes.indexOf(0x2d); at >= 0; at = bytes.indexOf(0x2d, at + 1)) {
    if (!startsWith(bytes, at, begin)) continue;
    const labelAt = at + begin.length;
    const label = /^([A-Z0-9 ]{1,32})-----/.exec(latin1.decode(bytes.subarray(labelAt, labelAt + 37)))?.[1];
    if (label !== undefined) yield { label, offset: at, bodyAt: labelAt + label.length + 5 };
  }
}

function startsWith(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** Base64 from `at` up to the first byte that belongs to none; also `\n` and `\r` as two characters, as JSON files hold them. */
function readBody(bytes: Uint8Array, at: number): { base64: string; end: number } {
  let end = at;
  while (end < bytes.length && end - at < maxBodyLength && isBodyByte(bytes[end] ?? 0)) end++;
  const text = latin1.decode(bytes.subarray(at, end));
  return { base64: text.replace(/\\[nr]|\s/g, ''), end };
}

function isBodyByte(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x2f && byte <= 0x39) || // '/' and digits
    byte === 0x2b ||
    byte === 0x3d ||
    byte === 0x0a ||
    byte === 0x0d ||
    byte === 0x20 ||
    byte === 0x09 ||
    byte === 0x5c // '\'
  );
}

function decodeCertificate(base64: string, mayTrail: boolean): Uint8Array<ArrayBuffer> | undefined {
  if (base64.length < minBodyLength) return undefined;
  let der: Uint8Array<ArrayBuffer>;
  try {
    der = decodeBase64(base64);
  } catch {
    return undefined;
  }
  const length = der[0] === 0x30 ? derLengthAt(der, 0) : undefined;
  if (length === undefined || length > der.length || (length < der.length && !mayTrail)) return undefined;
  return der.slice(0, length);
}
