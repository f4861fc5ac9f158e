/** Bits of a verification result that a handshake can set (mbedtls/x509.h; TRUST A.2). */
export const verifyFlag = {
  expired: 0x1,
  nameMismatch: 0x4,
  notTrusted: 0x8,
  future: 0x200,
  keyUsage: 0x800,
  extendedKeyUsage: 0x1000,
  badHash: 0x4000,
  badAlgorithm: 0x8000,
  badKey: 0x10000,
} as const;

/** Results of a handshake, as positive numbers: the log shows them with a minus sign. */
export const mbedTlsCode = {
  accepted: 0,
  /** MBEDTLS_ERR_X509_CERT_VERIFY_FAILED: the flags say why. */
  verifyFailed: 0x2700,
  /** MBEDTLS_ERR_X509_FATAL_ERROR: the search was broken off. */
  fatal: 0x3000,
  /** MBEDTLS_ERR_SSL_BAD_CERTIFICATE: the path is good, and the certificate is not for servers. */
  badCertificate: 0x7a00,
} as const;

/** What `mbedtls_x509_crt_verify_info` says of each bit, in its order; the same texts from 2.13 to 3.6. */
const sentences: readonly (readonly [number, string])[] = [
  [0x1, 'The certificate validity has expired'],
  [0x2, 'The certificate has been revoked (is on a CRL)'],
  [0x4, 'The certificate Common Name (CN) does not match with the expected CN'],
  [0x8, 'The certificate is not correctly signed by the trusted CA'],
  [0x10, 'The CRL is not correctly signed by the trusted CA'],
  [0x20, 'The CRL is expired'],
  [0x40, 'Certificate was missing'],
  [0x80, 'Certificate verification was skipped'],
  [0x100, 'Other reason (can be used by verify callback)'],
  [0x200, 'The certificate validity starts in the future'],
  [0x400, 'The CRL is from the future'],
  [0x800, 'Usage does not match the keyUsage extension'],
  [0x1000, 'Usage does not match the extendedKeyUsage extension'],
  [0x2000, 'Usage does not match the nsCertType extension'],
  [0x4000, 'The certificate is signed with an unacceptable hash.'],
  [0x8000, 'The certificate is signed with an unacceptable PK alg (eg RSA vs ECDSA).'],
  [0x10000, 'The certificate is signed with an unacceptable key (eg bad curve, RSA too short).'],
];

/** The sentences of the bits that are set. */
export function verifySentences(flags: number): string[] {
  return sentences.filter(([bit]) => (flags & bit) !== 0).map(([, sentence]) => sentence);
}
