import { md5 } from '@noble/hashes/legacy.js';
import { sha224 } from '@noble/hashes/sha2.js';
import type { Certificate } from './certificate.ts';
import { childrenOf, type DerElement, parseDer } from './der.ts';
import type { Curve, SubjectPublicKey } from './public-key.ts';
import { verifyRsaDigest } from './rsa-digest.ts';

/** `unsupported`: this machine cannot check the algorithm, so nothing is known. */
export type SignatureCheck = 'good' | 'bad' | 'unsupported';

/** Octets of each half of an ECDSA signature, for the curves that WebCrypto has. */
const halfLengths = new Map<Curve, number>([
  ['P-256', 32],
  ['P-384', 48],
  ['P-521', 66],
]);
const webHashes: readonly string[] = ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'];
/** Hashes that Mbed TLS computes and WebCrypto does not. */
const oldHashes = new Map([
  ['MD5', md5],
  ['SHA-224', sha224],
]);

interface WebAlgorithm {
  readonly name: string;
  readonly hash: string;
  readonly namedCurve?: string;
  readonly saltLength?: number;
}

/** A judgement asks for the same pairs again for each assumption; a fleet asks for the same pairs for each unit. */
const maxCached = 4096;
const cache = new Map<string, SignatureCheck | Promise<SignatureCheck>>();

/**
 * Whether the key signed the certificate; dates and names play no part. Each pair is checked once, and what is known
 * already is given at once: a judgement that only repeats itself waits for nothing. Of a certificate that is known by facts
 * only, the signer was found when they were collected.
 */
export function verifySignature(
  certificate: Certificate,
  key: SubjectPublicKey,
): SignatureCheck | Promise<SignatureCheck> {
  if (certificate.signedBy !== undefined) return certificate.signedBy === key.sha256 ? 'good' : 'bad';
  const pair = `${certificate.sha256}/${key.sha256}`;
  const known = cache.get(pair);
  if (known !== undefined) return known;
  if (cache.size >= maxCached) cache.clear();
  const checking = checkSignature(certificate, key).then((check) => {
    cache.set(pair, check);
    return check;
  });
  cache.set(pair, checking);
  return checking;
}

async function checkSignature(certificate: Certificate, key: SubjectPublicKey): Promise<SignatureCheck> {
  const { kind, hash } = certificate.signatureAlgorithm;
  if (kind !== 'other' && key.kind !== (kind === 'ECDSA' ? 'EC' : 'RSA')) return 'bad';
  if (kind === 'other' || hash === undefined) return 'unsupported';
  if (kind === 'ECDSA') return verifyEcdsa(certificate, key, hash);
  if (kind === 'RSA-PSS') return verifyPss(certificate, key, hash);
  const oldHash = oldHashes.get(hash);
  if (oldHash !== undefined) {
    return verifyRsaDigest(key, certificate.signature, hash, oldHash(certificate.tbs)) ? 'good' : 'bad';
  }
  return verifyWith({ name: 'RSASSA-PKCS1-v1_5', hash }, key, certificate.signature, certificate);
}

async function verifyPss(certificate: Certificate, key: SubjectPublicKey, hash: string): Promise<SignatureCheck> {
  const { pss } = certificate.signatureAlgorithm;
  if (pss === undefined || pss.maskHash !== hash || !webHashes.includes(hash)) return 'unsupported';
  return verifyWith({ name: 'RSA-PSS', hash, saltLength: pss.saltLength }, key, certificate.signature, certificate);
}

async function verifyEcdsa(certificate: Certificate, key: SubjectPublicKey, hash: string): Promise<SignatureCheck> {
  const { curve } = key;
  const half = curve && halfLengths.get(curve);
  if (curve === undefined || half === undefined || !webHashes.includes(hash)) return 'unsupported';
  const signature = fixedLengthSignature(certificate.signature, half);
  if (signature === undefined) return 'bad';
  return verifyWith({ name: 'ECDSA', namedCurve: curve, hash }, key, signature, certificate);
}

async function verifyWith(
  algorithm: WebAlgorithm,
  key: SubjectPublicKey,
  signature: Uint8Array<ArrayBuffer>,
  { tbs }: Certificate,
): Promise<SignatureCheck> {
  const imported = await crypto.subtle.importKey('spki', key.der, algorithm, false, ['verify']).catch(() => undefined);
  if (imported === undefined) return 'unsupported';
  return (await crypto.subtle.verify(algorithm, imported, signature, tbs)) ? 'good' : 'bad';
}

/** An ECDSA signature as WebCrypto wants it: both numbers at full length, one after the other (IEEE P1363). */
function fixedLengthSignature(der: Uint8Array<ArrayBuffer>, half: number): Uint8Array<ArrayBuffer> | undefined {
  const numbers = parseDer(der, 'signature', childrenOf);
  if (!numbers.ok || numbers.value.length !== 2) return undefined;
  const fixed = new Uint8Array(2 * half);
  for (const [index, number] of numbers.value.entries()) {
    const digits = significant(number);
    if (digits.length > half) return undefined;
    fixed.set(digits, (index + 1) * half - digits.length);
  }
  return fixed;
}

function significant({ content }: DerElement): Uint8Array {
  const first = content.findIndex((octet) => octet !== 0);
  return first < 0 ? content.subarray(content.length) : content.subarray(first);
}
