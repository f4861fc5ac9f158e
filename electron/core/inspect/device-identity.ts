import type { EspAtCertificates } from '../formats/esp-at-certificates.ts';
import type { SecureCert, SecureCertificate } from '../formats/secure-cert.ts';
import { parseCertificate } from '../trust/certificate.ts';
import type { DeviceCertificate, DeviceIdentity } from './facts.ts';

/** The fact that an `esp_secure_cert` partition is. */
export function identityFromSecureCert(partition: string, found: SecureCert): DeviceIdentity {
  return { ...found, partition, certificates: found.certificates.flatMap(describeCertificate) };
}

/** What the unit shows of itself among the certificates of an ESP-AT list; undefined where that is nothing. */
export function identityFromEspAt(
  partition: string,
  { certificates, privateKeys }: EspAtCertificates,
): DeviceIdentity | undefined {
  const own = certificates
    .filter(({ role }) => role === 'own')
    .flatMap(({ der }) => describeCertificate({ role: 'device', der, intact: true }));
  if (own.length === 0 && privateKeys === 0) return undefined;
  return {
    partition,
    layout: 'esp-at',
    certificates: own,
    privateKeys: Array.from({ length: privateKeys }, () => 'none'),
    damagedEntries: 0,
  };
}

function describeCertificate({ role, der, intact }: SecureCertificate): DeviceCertificate[] {
  const certificate = parseCertificate(der);
  if (!certificate.ok) return [];
  const { sha256, subject, notBefore, notAfter } = certificate.value;
  return [
    {
      role,
      sha256,
      subject: subject.text,
      notBefore: new Date(notBefore).toISOString(),
      notAfter: new Date(notAfter).toISOString(),
      intact,
    },
  ];
}
