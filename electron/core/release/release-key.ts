import { base64urlnopad } from '@scure/base';
import { sha256Hex } from '../bytes/digest.ts';
import { RecoveryError } from '../errors/recovery-error.ts';
import { decodeKeyPem, encodeKeyPem } from './key-pem.ts';

/** A new key pair as PEM; `privateKeyPem` is secret. */
export interface ReleaseKeyPair {
  readonly id: string;
  readonly privateKeyPem: string;
  readonly publicKeyPem: string;
}

/** The half that checks. */
export interface ReleaseVerifier {
  /** SHA-256 of the SubjectPublicKeyInfo, lower-case hexadecimal. */
  readonly id: string;
  verify(signature: Uint8Array, message: Uint8Array): Promise<boolean>;
}

/** The half that signs. */
export interface ReleaseSigner {
  readonly id: string;
  /** SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** ECDSA with SHA-256 over the message: 64 bytes `r || s` (IEEE P1363). */
  sign(message: Uint8Array): Promise<Uint8Array>;
}

const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256' };
const signatureAlgorithm = { name: 'ECDSA', hash: 'SHA-256' };

/** SubjectPublicKeyInfo of a P-256 key up to its uncompressed point (RFC 5480). */
const spkiPrefix = Uint8Array.of(
  ...[0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01],
  ...[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04],
);

export async function generateReleaseKey(): Promise<ReleaseKeyPair> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey));
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', publicKey));
  return {
    id: sha256Hex(spki),
    privateKeyPem: encodeKeyPem('PRIVATE KEY', pkcs8),
    publicKeyPem: encodeKeyPem('PUBLIC KEY', spki),
  };
}

/** Throws `key.unreadable` where the bytes are no P-256 key in the one encoding that gives its id. */
export async function importVerifier(spki: Uint8Array<ArrayBuffer>): Promise<ReleaseVerifier> {
  const isWholePoint =
    spki.length === spkiPrefix.length + 64 && spkiPrefix.every((byte, index) => spki[index] === byte);
  if (!isWholePoint) throw new RecoveryError('key.unreadable', { reason: 'not-p256' });
  const key = await importKey('spki', spki, 'verify');
  return {
    id: sha256Hex(spki),
    verify: (signature, message) =>
      crypto.subtle.verify(signatureAlgorithm, key, new Uint8Array(signature), new Uint8Array(message)),
  };
}

/** The signer of a PKCS #8 private key in PEM. Throws `key.unreadable`. */
export async function importSigner(privateKeyPem: string): Promise<ReleaseSigner> {
  const key = await importKey('pkcs8', decodeKeyPem('PRIVATE KEY', privateKeyPem), 'sign');
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', key);
  const spki = Uint8Array.of(...spkiPrefix, ...base64urlnopad.decode(x), ...base64urlnopad.decode(y));
  return {
    id: sha256Hex(spki),
    spki,
    sign: async (message) => new Uint8Array(await crypto.subtle.sign(signatureAlgorithm, key, new Uint8Array(message))),
  };
}

function importKey(format: 'spki' | 'pkcs8', bytes: Uint8Array<ArrayBuffer>, usage: 'sign' | 'verify') {
  return crypto.subtle.importKey(format, bytes, keyAlgorithm, true, [usage]).catch(() => {
    throw new RecoveryError('key.unreadable', { reason: 'not-p256' });
  });
}
