import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Authority, Certificate } from '../trust/certificate.ts';
import { isSameName } from '../trust/distinguished-name.ts';
import { verifySignature } from '../trust/verify-signature.ts';

/** A certificate that may be sent, and the key that signed it. */
export interface PoolEntry {
  readonly certificate: Certificate;
  /** SPKI SHA-256; undefined where nobody known signed it. */
  readonly signer: string | undefined;
}

/** Certificates that are at hand or in the catalogue, as a graph from each key to the keys that vouch for it. */
export interface CertificatePool {
  /** By the SPKI SHA-256 of the key that the certificate is for; the one to prefer first. */
  readonly byKey: ReadonlyMap<string, readonly PoolEntry[]>;
  /** Keys that a key vouches for, directly. */
  readonly bySigner: ReadonlyMap<string, readonly PoolEntry[]>;
  /** The signer of a certificate that is at hand. */
  signerOf(certificate: Certificate): Promise<string | undefined>;
}

/**
 * The certificates that a chain can be made of: those of the catalogue, revoked ones excepted, and those at hand, whose
 * signers are looked for here. Roots are no part of a chain and are left out. `anchors` may be signers that no certificate
 * is for.
 */
export async function createPool(
  catalogue: Catalogue,
  atHand: readonly Certificate[],
  anchors: readonly Authority[],
): Promise<CertificatePool> {
  const signerOf = signerSearch([...catalogue.certificates, ...atHand, ...anchors], catalogue);
  const entries: PoolEntry[] = catalogue.certificates
    .filter(({ revoked, signer }) => !revoked && signer !== undefined)
    .map((certificate) => ({ certificate, signer: certificate.signedBy }));
  const known = new Set(catalogue.certificates.map(({ sha256 }) => sha256));
  for (const certificate of atHand) {
    if (known.has(certificate.sha256) || !certificate.isCa) continue;
    known.add(certificate.sha256);
    entries.push({ certificate, signer: await signerOf(certificate) });
  }
  const sendable = entries
    .filter(({ certificate, signer }) => signer !== certificate.publicKey.sha256)
    .sort(bySuitability);
  return {
    byKey: Map.groupBy(sendable, ({ certificate }) => certificate.publicKey.sha256),
    bySigner: Map.groupBy(sendable, ({ signer }) => signer ?? ''),
    signerOf,
  };
}

/** Of certificates for one key the one that lasts longest; what else makes one better is the path model's to judge. */
function bySuitability(a: PoolEntry, b: PoolEntry): number {
  return b.certificate.notAfter - a.certificate.notAfter || (a.certificate.sha256 < b.certificate.sha256 ? -1 : 1);
}

function signerSearch(authorities: readonly Authority[], catalogue: Catalogue): CertificatePool['signerOf'] {
  const byName = Map.groupBy(authorities, ({ subject }) => subject.text.toLowerCase());
  return async (certificate) => {
    const known = catalogue.bySha256.get(certificate.sha256)?.signer;
    if (known !== undefined) return known.publicKey.sha256;
    const tried = new Set<string>();
    for (const { subject, publicKey } of byName.get(certificate.issuer.text.toLowerCase()) ?? []) {
      if (tried.has(publicKey.sha256) || !isSameName(certificate.issuer, subject)) continue;
      tried.add(publicKey.sha256);
      if ((await verifySignature(certificate, publicKey)) === 'good') return publicKey.sha256;
    }
    return undefined;
  };
}

/** Every key from which a chain of certificates leads up to one of these keys; they themselves are among them. */
export function keysBelow(pool: CertificatePool, keys: Iterable<string>): Set<string> {
  const reached = new Set(keys);
  for (const key of reached) {
    for (const { certificate } of pool.bySigner.get(key) ?? []) reached.add(certificate.publicKey.sha256);
  }
  return reached;
}
