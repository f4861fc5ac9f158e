import { type Certificate, parseCertificate } from '../../../electron/core/trust/certificate.ts';
import type { TestCertificate } from '../../support/pki.ts';

/** A certificate of a test's own, which has to be readable. */
export function readCertificate({ der }: Pick<TestCertificate, 'der'>): Certificate {
  const certificate = parseCertificate(der);
  if (!certificate.ok) throw new Error(certificate.problem.code);
  return certificate.value;
}
