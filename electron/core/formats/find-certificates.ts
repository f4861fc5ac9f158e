import { findDerCandidates } from './der-certificates.ts';
import { findPemCertificates } from './pem.ts';

/** A certificate in the bytes, by its outer frame: whether it is one, the X.509 parser decides. */
export interface CertificateFind {
  /** Byte position of the BEGIN line, or of the DER. */
  readonly offset: number;
  readonly der: Uint8Array<ArrayBuffer>;
  readonly encoding: 'pem' | 'der';
}

/** Every certificate in the bytes, as PEM and as DER (FORMATS §6.4). */
export function findCertificates(bytes: Uint8Array): CertificateFind[] {
  const pem = findPemCertificates(bytes).map(({ offset, der }) => ({ offset, der, encoding: 'pem' as const }));
  const der = [...findDerCandidates(bytes)].map((found) => ({ ...found, encoding: 'der' as const }));
  return [...pem, ...der];
}
