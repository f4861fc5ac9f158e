import type { CatalogueAuthority } from '../catalogue/catalogue.ts';
import type { LeafOffer } from '../catalogue/catalogue-document.ts';
import type { Certificate } from '../trust/certificate.ts';
import type { SubjectPublicKey } from '../trust/public-key.ts';
import type { SignatureAlgorithm } from '../trust/signature-algorithm.ts';

const absent = new Uint8Array(0);
const rsa2048: SubjectPublicKey = { der: absent, sha256: '', kind: 'RSA', bits: 2048, curve: undefined };
const p256: SubjectPublicKey = { der: absent, sha256: '', kind: 'EC', bits: 256, curve: 'P-256' };
const rsaWithSha256: SignatureAlgorithm = { oid: '1.2.840.113549.1.1.11', kind: 'RSA', hash: 'SHA-256' };
const ecdsaWithSha384: SignatureAlgorithm = { oid: '1.2.840.10045.4.3.3', kind: 'ECDSA', hash: 'SHA-384' };
const hourMs = 3_600_000;
const lifetimeMs = 45 * 24 * hourMs;

/** The facts of the certificate that an issuing authority would give for these hosts now, which nobody has asked for yet. */
export function plannedLeaf(
  { name, publicKey }: CatalogueAuthority,
  { leafKey, leafSize }: LeafOffer,
  hosts: readonly string[],
  now: number,
): Certificate {
  return {
    subject: { der: absent, attributes: [], text: `CN=${hosts[0] ?? '*'}` },
    issuer: name,
    publicKey: leafKey === 'RSA' ? rsa2048 : p256,
    sha256: '',
    size: leafSize,
    version: 3,
    isCa: false,
    pathLength: undefined,
    keyUsage: undefined,
    extendedKeyUsage: undefined,
    subjectAltNames: hosts.map((host) => ({ kind: 'dns', value: new TextEncoder().encode(host) })),
    notBefore: now - hourMs,
    notAfter: now - hourMs + lifetimeMs,
    signatureAlgorithm: publicKey.kind === 'RSA' ? rsaWithSha256 : ecdsaWithSha384,
    signedBy: publicKey.sha256,
    der: absent,
    tbs: absent,
    signature: absent,
  };
}
