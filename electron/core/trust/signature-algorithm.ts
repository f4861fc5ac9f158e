import { childrenOf, type DerElement, derTag, expectTag, readObjectIdentifier } from './der.ts';

export type SignatureHash = 'MD5' | 'SHA-1' | 'SHA-224' | 'SHA-256' | 'SHA-384' | 'SHA-512';

/** How a certificate is signed. */
export interface SignatureAlgorithm {
  /** Dotted object identifier. */
  readonly oid: string;
  readonly kind: 'RSA' | 'ECDSA' | 'other';
  /** Undefined for kinds that are not known here, RSASSA-PSS among them: no ESP-IDF has it switched on by default. */
  readonly hash: SignatureHash | undefined;
}

const known = new Map<string, readonly [SignatureAlgorithm['kind'], SignatureHash]>([
  ['1.2.840.113549.1.1.4', ['RSA', 'MD5']],
  ['1.2.840.113549.1.1.5', ['RSA', 'SHA-1']],
  ['1.2.840.113549.1.1.14', ['RSA', 'SHA-224']],
  ['1.2.840.113549.1.1.11', ['RSA', 'SHA-256']],
  ['1.2.840.113549.1.1.12', ['RSA', 'SHA-384']],
  ['1.2.840.113549.1.1.13', ['RSA', 'SHA-512']],
  ['1.2.840.10045.4.1', ['ECDSA', 'SHA-1']],
  ['1.2.840.10045.4.3.1', ['ECDSA', 'SHA-224']],
  ['1.2.840.10045.4.3.2', ['ECDSA', 'SHA-256']],
  ['1.2.840.10045.4.3.3', ['ECDSA', 'SHA-384']],
  ['1.2.840.10045.4.3.4', ['ECDSA', 'SHA-512']],
]);

/** Reads an AlgorithmIdentifier. */
export function readSignatureAlgorithm(algorithm: DerElement): SignatureAlgorithm {
  const [type] = childrenOf(algorithm);
  return signatureAlgorithmOf(readObjectIdentifier(expectTag(type, derTag.objectIdentifier, algorithm)));
}

/** The algorithm that an object identifier in dotted form names. */
export function signatureAlgorithmOf(oid: string): SignatureAlgorithm {
  const [kind, hash] = known.get(oid) ?? ['other' as const, undefined];
  return { oid, kind, hash };
}
