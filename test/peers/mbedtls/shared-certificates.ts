import { readdirSync, readFileSync } from 'node:fs';
import { findPemCertificates } from '../../../electron/core/formats/pem.ts';
import { type Certificate, parseCertificate } from '../../../electron/core/trust/certificate.ts';
import { sharedPath } from '../../support/shared.ts';

/** Every certificate below the team's folder of real ones, each once. */
export function sharedCertificates(): Certificate[] {
  const files = readdirSync(sharedPath('certs'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.pem'),
  );
  const found = files.sort().flatMap((name) => findPemCertificates(readFileSync(sharedPath('certs', name))));
  const certificates = found.flatMap(({ der }) => {
    const certificate = parseCertificate(der);
    return certificate.ok ? [certificate.value] : [];
  });
  return [...new Map(certificates.map((certificate) => [certificate.sha256, certificate])).values()];
}
