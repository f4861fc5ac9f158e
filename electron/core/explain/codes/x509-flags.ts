/** Verification flags of Mbed TLS by their bit, without the prefix `MBEDTLS_X509_BADCERT_` (FORMATS §8.4). */
const flagNames: readonly (readonly [number, string])[] = [
  [0x1, 'EXPIRED'],
  [0x2, 'REVOKED'],
  [0x4, 'CN_MISMATCH'],
  [0x8, 'NOT_TRUSTED'],
  [0x40, 'MISSING'],
  [0x80, 'SKIP_VERIFY'],
  [0x100, 'OTHER'],
  [0x200, 'FUTURE'],
  [0x800, 'KEY_USAGE'],
  [0x1000, 'EXT_KEY_USAGE'],
  [0x2000, 'NS_CERT_TYPE'],
  [0x4000, 'BAD_MD'],
  [0x8000, 'BAD_PK'],
  [0x10000, 'BAD_KEY'],
];

export interface X509Flag {
  readonly bit: number;
  readonly name: string;
}

/** The known flags that are set, lowest bit first. */
export function x509Flags(flags: number): X509Flag[] {
  return flagNames.filter(([bit]) => (flags & bit) !== 0).map(([bit, name]) => ({ bit, name }));
}
