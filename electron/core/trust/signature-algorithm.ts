import { encodeHex } from '../bytes/hex.ts';
import {
  childrenOf,
  type DerElement,
  derTag,
  expectTag,
  readObjectIdentifier,
  readSmallInteger,
  unwrap,
} from './der.ts';

export type SignatureHash = 'MD5' | 'SHA-1' | 'SHA-224' | 'SHA-256' | 'SHA-384' | 'SHA-512';
export type SignatureKind = 'RSA' | 'RSA-PSS' | 'ECDSA';

/** How a certificate is signed. */
export interface SignatureAlgorithm {
  /** Dotted object identifier. */
  readonly oid: string;
  /** `other`: no Mbed TLS of an ESP-IDF knows it. */
  readonly kind: SignatureKind | 'other';
  /** Undefined for kinds and hashes that are not known here. */
  readonly hash: SignatureHash | undefined;
  /** Of RSASSA-PSS: octets of salt, and the hash of its mask. */
  readonly pss?: { readonly saltLength: number; readonly maskHash: SignatureHash | undefined };
}

/** By the content octets of the object identifier; what ESP-IDF's Mbed TLS knows (library/oid.c, esp_config.h). */
const known = new Map<string, readonly [SignatureKind, SignatureHash]>([
  ['2a864886f70d010104', ['RSA', 'MD5']],
  ['2a864886f70d010105', ['RSA', 'SHA-1']],
  ['2b0e03021d', ['RSA', 'SHA-1']], // sha1WithRSA of OIW, long obsolete
  ['2a864886f70d01010e', ['RSA', 'SHA-224']],
  ['2a864886f70d01010b', ['RSA', 'SHA-256']],
  ['2a864886f70d01010c', ['RSA', 'SHA-384']],
  ['2a864886f70d01010d', ['RSA', 'SHA-512']],
  ['2a864886f70d01010a', ['RSA-PSS', 'SHA-1']], // unless its parameters name another hash
  ['2a8648ce3d0401', ['ECDSA', 'SHA-1']],
  ['2a8648ce3d040301', ['ECDSA', 'SHA-224']],
  ['2a8648ce3d040302', ['ECDSA', 'SHA-256']],
  ['2a8648ce3d040303', ['ECDSA', 'SHA-384']],
  ['2a8648ce3d040304', ['ECDSA', 'SHA-512']],
]);

const hashes = new Map<string, SignatureHash>([
  ['2a864886f70d0205', 'MD5'],
  ['2b0e03021a', 'SHA-1'],
  ['608648016503040204', 'SHA-224'],
  ['608648016503040201', 'SHA-256'],
  ['608648016503040202', 'SHA-384'],
  ['608648016503040203', 'SHA-512'],
]);

/** Whether Mbed TLS knows the kind at all, by the content octets of the object identifier in hexadecimal. */
export function signatureKindOf(oidHex: string): SignatureKind | undefined {
  return known.get(oidHex)?.[0];
}

/** Reads an AlgorithmIdentifier. */
export function readSignatureAlgorithm(algorithm: DerElement): SignatureAlgorithm {
  const [first, parameters] = childrenOf(algorithm);
  const type = expectTag(first, derTag.objectIdentifier, algorithm);
  const oid = readObjectIdentifier(type);
  const [kind, hash] = known.get(encodeHex(type.content)) ?? ['other' as const, undefined];
  return kind === 'RSA-PSS' ? { oid, kind, ...readPssParameters(parameters) } : { oid, kind, hash };
}

/** RSASSA-PSS-params: SHA-1 and 20 octets of salt where nothing is said (RFC 4055 §3.1). */
function readPssParameters(parameters: DerElement | undefined): Pick<SignatureAlgorithm, 'hash' | 'pss'> {
  const fields = parameters?.tag === derTag.sequence ? childrenOf(parameters) : [];
  const field = (number: number) => fields.find(({ tag }) => tag === 0xa0 + number);
  const [hashField, maskField, saltField] = [field(0), field(1), field(2)];
  const mask = maskField && childrenOf(unwrap(maskField))[1];
  return {
    hash: hashField ? readHash(unwrap(hashField)) : 'SHA-1',
    pss: {
      saltLength: saltField ? readSmallInteger(unwrap(saltField)) : 20,
      maskHash: maskField ? mask && readHash(mask) : 'SHA-1',
    },
  };
}

function readHash(algorithm: DerElement): SignatureHash | undefined {
  const [type] = childrenOf(algorithm);
  return type && hashes.get(encodeHex(type.content));
}
