import { viewOf } from '../bytes/byte-view.ts';
import { crc32Rom } from '../bytes/crc32.ts';
import { findCertificates } from './find-certificates.ts';
import { malformed, type Parsed, parsed } from './parsed.ts';

/** A certificate of `esp_secure_cert`. None is an anchor for servers (FORMATS §7.5). */
export interface SecureCertificate {
  /** `device`: what the unit shows of itself; `signer`: the CA that signed that one. */
  readonly role: 'device' | 'signer';
  readonly der: Uint8Array<ArrayBuffer>;
  /** False where the CRC of its entry fails. */
  readonly intact: boolean;
}

/** That the unit has a private key, and what protects it; never the key. */
export type KeyProtection = 'none' | 'hmac-encrypted' | 'hmac-derived' | 'efuse' | 'digital-signature';

/** The unit's own identity, in any of the layouts of `esp_secure_cert`. */
export interface SecureCert {
  readonly layout: 'tlv' | 'cust-flash' | 'nvs';
  readonly certificates: readonly SecureCertificate[];
  readonly privateKeys: readonly KeyProtection[];
  /** Entries whose CRC fails: the unit does not use them. */
  readonly damagedEntries: number;
}

/** A value of the partition before it is known what it is. */
export interface SecureCertValue {
  readonly role: SecureCertificate['role'] | 'other';
  readonly key: KeyProtection | undefined;
  readonly bytes: Uint8Array;
  readonly intact: boolean;
}

const magic = { tlv: 0xba5eba11, custFlash: 0x12345678 } as const;
const maxLength = 0x10000;

/** Parses an `esp_secure_cert` partition that is not NVS. Problems are `secure-cert.<reason>`. */
export function parseSecureCert(bytes: Uint8Array): Parsed<SecureCert> {
  if (bytes.length > maxLength) return malformed('secure-cert.too-large', maxLength, { length: bytes.length });
  if (bytes.length < custFlash.device) return malformed('secure-cert.truncated', bytes.length);
  const view = viewOf(bytes);
  if (view.getUint32(0, true) === magic.tlv) return parsed(describeSecureCert('tlv', readTlvs(bytes)));
  const magicAt = custFlash.magicAt.find((at) => view.getUint32(at, true) === magic.custFlash);
  if (magicAt === undefined) return malformed('secure-cert.no-magic', 0);
  return parsed(describeSecureCert('cust-flash', readCustFlash(bytes, magicAt)));
}

/** What a partition's values amount to. */
export function describeSecureCert(layout: SecureCert['layout'], values: readonly SecureCertValue[]): SecureCert {
  const certificates = values.flatMap(({ role, bytes, intact }) =>
    role === 'other' ? [] : findCertificates(bytes).map(({ der }) => ({ role, der, intact })),
  );
  return {
    layout,
    certificates,
    privateKeys: values.flatMap(({ key }) => key ?? []),
    damagedEntries: values.filter(({ intact }) => !intact).length,
  };
}

const tlvHeaderLength = 12;
const tlvAlignment = 16;
const tlvType = { signer: 0, device: 1, privateKey: 2, signatureContext: 4 } as const;

/** Entries follow each other up to the first that has no magic number: the end of what was written. */
function readTlvs(bytes: Uint8Array): SecureCertValue[] {
  const view = viewOf(bytes);
  const values: SecureCertValue[] = [];
  for (let at = 0; at + tlvAlignment <= bytes.length && view.getUint32(at, true) === magic.tlv; ) {
    const length = view.getUint16(at + 10, true);
    const crcAt = at + tlvHeaderLength + Math.ceil(length / tlvAlignment) * tlvAlignment;
    const isWhole = crcAt + 4 <= bytes.length;
    values.push({
      ...tlvMeaning(view.getUint8(at + 8), view.getUint8(at + 4)),
      bytes: bytes.subarray(at + tlvHeaderLength, at + tlvHeaderLength + length),
      intact: isWhole && view.getUint32(crcAt, true) === crc32Rom(bytes.subarray(at, crcAt)),
    });
    at = crcAt + 4;
  }
  return values;
}

function tlvMeaning(type: number, flags: number): Pick<SecureCertValue, 'role' | 'key'> {
  if (type === tlvType.device) return { role: 'device', key: undefined };
  if (type === tlvType.signer) return { role: 'signer', key: undefined };
  if (type === tlvType.signatureContext) return { role: 'other', key: 'digital-signature' };
  if (type === tlvType.privateKey) return { role: 'other', key: protectionOf(flags) };
  return { role: 'other', key: undefined };
}

/** Flags of 0xFF are those of an early version, which had none. */
function protectionOf(flags: number): KeyProtection {
  if (flags === 0xff) return 'none';
  if (flags >> 6 === 2) return 'hmac-encrypted';
  if (flags >> 6 === 1) return 'hmac-derived';
  return ((flags >> 3) & 7) === 1 ? 'efuse' : 'none';
}

/** The layout before TLV: fixed places, lengths and CRCs in front. The magic number tells what stands behind the certificates. */
const custFlash = { device: 64, signer: 2112, key: 6208, magicAt: [24, 36] } as const;

function readCustFlash(bytes: Uint8Array, magicAt: number): SecureCertValue[] {
  const hasKey = magicAt === custFlash.magicAt[0];
  const key = hasKey ? 'none' : 'digital-signature';
  return [
    { role: 'device', key: undefined, ...readPart(bytes, 0, custFlash.device) },
    { role: 'signer', key: undefined, ...readPart(bytes, 8, custFlash.signer) },
    { role: 'other', key, ...readPart(bytes, 16, custFlash.key) },
  ];
}

function readPart(bytes: Uint8Array, metadataAt: number, at: number): Pick<SecureCertValue, 'bytes' | 'intact'> {
  const view = viewOf(bytes);
  const part = bytes.subarray(at, at + view.getUint16(metadataAt + 4, true));
  return { bytes: part, intact: view.getUint32(metadataAt, true) === crc32Rom(part) };
}
