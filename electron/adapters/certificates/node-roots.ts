import { rootCertificates } from 'node:tls';
import { findPemCertificates } from '../../core/formats/pem.ts';

/** The roots that Node carries, as DER: whole certificates of authorities of which a unit shows a name and a key only. */
export function nodeRoots(): Uint8Array<ArrayBuffer>[] {
  return rootCertificates.flatMap((pem) => findPemCertificates(Buffer.from(pem)).map(({ der }) => der));
}
