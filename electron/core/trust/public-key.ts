import { sha256Hex } from '../bytes/digest.ts';
import { childrenOf, type DerElement, derTag, expectTag, readObjectIdentifier, unwrap } from './der.ts';

export type Curve = 'P-192' | 'P-224' | 'P-256' | 'P-384' | 'P-521' | 'secp256k1' | 'BP-256' | 'BP-384' | 'BP-512';

/** The key of a certificate or bundle entry. */
export interface SubjectPublicKey {
  /** SubjectPublicKeyInfo. */
  readonly der: Uint8Array<ArrayBuffer>;
  /** SHA-256 of `der`, lower-case hexadecimal: the key's identity, the same in every cross-sign. */
  readonly sha256: string;
  readonly kind: 'RSA' | 'EC' | 'other';
  /** Bits of the modulus or of the curve; 0 where the kind has no such thing here. */
  readonly bits: number;
  /** Undefined for RSA and for curves that no Mbed TLS knows. */
  readonly curve: Curve | undefined;
}

const rsaEncryption = '1.2.840.113549.1.1.1';
const ecPublicKey = '1.2.840.10045.2.1';
const curves = new Map<string, readonly [Curve, number]>([
  ['1.2.840.10045.3.1.1', ['P-192', 192]],
  ['1.3.132.0.33', ['P-224', 224]],
  ['1.2.840.10045.3.1.7', ['P-256', 256]],
  ['1.3.132.0.34', ['P-384', 384]],
  ['1.3.132.0.35', ['P-521', 521]],
  ['1.3.132.0.10', ['secp256k1', 256]],
  ['1.3.36.3.3.2.8.1.1.7', ['BP-256', 256]],
  ['1.3.36.3.3.2.8.1.1.11', ['BP-384', 384]],
  ['1.3.36.3.3.2.8.1.1.13', ['BP-512', 512]],
]);

/** Reads a SubjectPublicKeyInfo. */
export function readPublicKey(info: DerElement): SubjectPublicKey {
  const [algorithm, key] = childrenOf(info);
  const [type, parameters] = childrenOf(expectTag(algorithm, derTag.sequence, info));
  const bits = expectTag(key, derTag.bitString, info);
  const name = readObjectIdentifier(expectTag(type, derTag.objectIdentifier, info));
  return { der: info.raw, sha256: sha256Hex(info.raw), ...readKeyFacts(name, parameters, bits) };
}

function readKeyFacts(
  type: string,
  parameters: DerElement | undefined,
  key: DerElement,
): Pick<SubjectPublicKey, 'kind' | 'bits' | 'curve'> {
  if (type === rsaEncryption) return { kind: 'RSA', bits: modulusBits(key), curve: undefined };
  if (type !== ecPublicKey) return { kind: 'other', bits: 0, curve: undefined };
  const isNamed = parameters?.tag === derTag.objectIdentifier;
  const [curve, bits] = (isNamed && curves.get(readObjectIdentifier(parameters))) || [undefined, 0];
  return { kind: 'EC', bits, curve };
}

function modulusBits(key: DerElement): number {
  const [modulus] = childrenOf(expectTag(unwrap(key, 1), derTag.sequence, key));
  const { content } = expectTag(modulus, derTag.integer, key);
  const first = content.findIndex((octet) => octet !== 0);
  if (first < 0) return 0;
  return (content.length - first) * 8 - Math.clz32(content[first] ?? 0) + 24;
}
