import { viewOf } from '../bytes/byte-view.ts';
import { type CertificateFind, findCertificates } from './find-certificates.ts';
import { malformed, type Parsed, parsed } from './parsed.ts';

/** A certificate of an ESP-AT list; `offset` counts from the start of the partition. */
export interface EspAtCertificate extends CertificateFind {
  /** `ca`: what the unit trusts; `own`: what it shows of itself. */
  readonly role: 'ca' | 'own';
  /** Number that pairs a certificate with its key. */
  readonly id: number;
}

/** The certificates of an ESP-AT partition such as `client_ca` (FORMATS §7.7). */
export interface EspAtCertificates {
  readonly certificates: readonly EspAtCertificate[];
  /** How many keys there are; never a key. */
  readonly privateKeys: number;
}

const magic = 0xf1f1;
const headerLength = 8;
const itemHeaderLength = 4;
const roles = new Map<number, EspAtCertificate['role']>([
  [1, 'ca'],
  [2, 'own'],
]);
const keyType = 3;

/** Parses the list at the start of a partition; what follows it is left alone. Problems are `esp-at.<reason>`. */
export function parseEspAtCertificates(bytes: Uint8Array): Parsed<EspAtCertificates> {
  if (bytes.length < headerLength) return malformed('esp-at.truncated', bytes.length);
  const view = viewOf(bytes);
  if (view.getUint16(0, true) !== magic) return malformed('esp-at.no-magic', 0);
  const count = view.getUint16(2, true);
  const end = headerLength + view.getUint32(4, true);
  if (end > bytes.length) return malformed('esp-at.truncated', bytes.length, { needed: end });
  const certificates: EspAtCertificate[] = [];
  let privateKeys = 0;
  let at = headerLength;
  for (let index = 0; index < count; index++) {
    if (at + itemHeaderLength > end) return malformed('esp-at.truncated', at, { item: index });
    const [type = 0, id = 0] = bytes.subarray(at, at + 2);
    const dataAt = at + itemHeaderLength;
    const dataEnd = dataAt + view.getUint16(at + 2, true);
    const role = roles.get(type);
    if (dataEnd > end) return malformed('esp-at.truncated', at, { item: index });
    if (role === undefined && type !== keyType) return malformed('esp-at.bad-type', at, { type });
    if (role === undefined) privateKeys++;
    else certificates.push(...itemCertificates(bytes, dataAt, dataEnd).map((found) => ({ ...found, role, id })));
    at = Math.ceil(dataEnd / 4) * 4;
  }
  return parsed({ certificates, privateKeys });
}

function itemCertificates(bytes: Uint8Array, start: number, end: number): CertificateFind[] {
  const found = findCertificates(bytes.subarray(start, end));
  return found.map((certificate) => ({ ...certificate, offset: start + certificate.offset }));
}
