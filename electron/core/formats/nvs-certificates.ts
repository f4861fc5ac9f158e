import type { NvsEntry } from './nvs.ts';
import { describeSecureCert, type SecureCert, type SecureCertValue } from './secure-cert.ts';

/** Namespaces that hold the unit's own identity: `esp_secure_cert` in NVS, under both its names, and RainMaker's (FORMATS §7.5, §7.6). */
const identityNamespaces = ['esp_secure_cert', 'pre_prov', 'rmaker_creds'];
/** Credentials and calibration (FORMATS §5.5). */
const otherPrivateNamespaces = ['nvs.net80211', 'phy'];

const meanings = new Map<string, Pick<SecureCertValue, 'role' | 'key'>>([
  ['dev_cert', { role: 'device', key: undefined }],
  ['client_cert', { role: 'device', key: undefined }],
  ['ca_cert', { role: 'signer', key: undefined }],
  ['priv_key', { role: 'other', key: 'none' }],
  ['client_key', { role: 'other', key: 'none' }],
  ['cipher_c', { role: 'other', key: 'digital-signature' }],
]);

/** The unit's own identity, where NVS holds it. */
export function findNvsIdentity(entries: readonly NvsEntry[]): SecureCert | undefined {
  const values = entries.filter(({ namespace }) => identityNamespaces.includes(namespace)).flatMap(identityValue);
  return values.length === 0 ? undefined : describeSecureCert('nvs', values);
}

function identityValue({ key, value, intact }: NvsEntry): SecureCertValue[] {
  const meaning = meanings.get(key);
  return meaning === undefined ? [] : [{ ...meaning, bytes: value, intact }];
}

/**
 * Strings and blobs that may hold what the firmware trusts: neither credentials nor the unit's own identity, and whole,
 * because the NVS library gives out no value whose checksum fails.
 */
export function trustCandidates(entries: readonly NvsEntry[]): NvsEntry[] {
  return entries.filter(
    ({ namespace, type, intact }) =>
      intact &&
      (type === 'string' || type === 'blob') &&
      !identityNamespaces.includes(namespace) &&
      !otherPrivateNamespaces.includes(namespace),
  );
}
