import { redactLogLine } from './redact-log.ts';

/** What a line of a log proves. */
export type BootFindingKind =
  | 'brownout'
  | 'panic'
  | 'watchdog'
  | 'boot-loop'
  | 'rollback'
  | 'slot-changed' // a later boot in the log loaded another slot
  | 'slot-not-bootable'
  | 'no-bootable-app'
  | 'image-corrupt'
  | 'bootloader-digest-stale' // the ROM says so and boots nevertheless
  | 'partition-table-invalid'
  | 'flash-read-error'
  | 'invalid-header'
  | 'secure-boot-failure'
  | 'secure-boot-on'
  | 'flash-encryption-on'
  | 'download-mode'
  | 'waiting-for-download'
  | 'download-disabled'
  | 'secure-download-mode'
  | 'nvs-refused'
  | 'bundle-rejected'
  | 'no-server-verification'
  | 'ota-validate-failed'
  | 'ota-not-an-image';

export interface BootFinding {
  readonly kind: BootFindingKind;
  /** Counted from 1. */
  readonly line: number;
  /** The line, redacted, at most 200 characters. */
  readonly text: string;
}

/** A failed TLS handshake as the log tells it (FORMATS §8.1, §8.4). */
export interface TlsFailure {
  readonly line: number;
  /** Positive Mbed TLS code: 0x2700 for `-0x2700`. */
  readonly code: number;
  /** Mbed TLS verification flags that the lines after it spell out; 0 where none do. */
  readonly flags: number;
}

/** Sources: FORMATS §3.6, §8.1, §11.4, §12.1 and recordings of real ROMs. */
const patterns: readonly (readonly [BootFindingKind, RegExp])[] = [
  ['brownout', /brownout detector was triggered|\(\w*BROWN_?OUT/i],
  [
    'panic',
    /Guru Meditation Error|abort\(\) was called|assert(?:ion)? failed|stack overflow in task|Fatal exception \(/i,
  ],
  [
    'watchdog',
    /watchdog got triggered|Interrupt wdt timeout|has been reset by WDT|rst:0x[0-9a-f]+ \((?!\w*BROWN)\w*WDT/i,
  ],
  ['rollback', /Rollback to previously worked|falling back to factory|is marking as ABORTED|Falling back to test app/i],
  ['slot-not-bootable', /app partition(?: slot \d+)? is not bootable/i],
  ['no-bootable-app', /No bootable app partitions|boot: nothing to load/i],
  ['image-corrupt', /Image hash failed|Checksum failed\. Calculated|has invalid magic byte \(expected E9|csum err:/i],
  ['bootloader-digest-stale', /SHA-256 comparison failed/i],
  [
    'partition-table-invalid',
    /Failed to verify partition table|no terminating entry|exceeds flash chip size|load partition table error/i,
  ],
  ['flash-read-error', /flash read err/i],
  ['invalid-header', /invalid header: 0x/i],
  ['secure-boot-failure', /secure boot.{0,40}(?:fail|invalid)|Sig block \d+ invalid|Image not V2 signed/i],
  ['secure-boot-on', /secure boot(?: v[12])?(?: is)? enabled/i],
  ['flash-encryption-on', /flash encryption is enabled/i],
  ['download-mode', /boot:0x[0-9a-f]+ \((?:DOWNLOAD|UART)/i],
  ['secure-download-mode', /download\(secure mode\)/i],
  ['waiting-for-download', /waiting for download|wait uart\d? ?download/i],
  ['download-disabled', /Download (?:boot )?modes? (?:is )?disabled/i],
  ['nvs-refused', /ESP_ERR_NVS_(?:NO_FREE_PAGES|NEW_VERSION_FOUND)/i],
  ['bundle-rejected', /crt-bundle: (?:Failed to verify certificate|No matching trusted root|Certificate matched but)/i],
  ['no-server-verification', /No server verification option set|No option for server verification/i],
  // ESP-IDF v3.2 prints the code 0x1503 in decimal behind 0x.
  ['ota-validate-failed', /ESP_ERR_OTA_VALIDATE_FAILED|esp_ota_end failed! err=0x(?:5379|1503)\b/i],
  ['ota-not-an-image', /OTA image has invalid magic byte/i],
];

/** Everything that a line proves; most prove nothing. */
export function findingsIn(text: string, line: number): BootFinding[] {
  return patterns.filter(([, pattern]) => pattern.test(text)).map(([kind]) => bootFinding(kind, line, text));
}

export function bootFinding(kind: BootFindingKind, line: number, text: string): BootFinding {
  return { kind, line, text: redactLogLine(text).slice(0, 200) };
}

/** Phrases of `mbedtls_x509_crt_verify_info`; esp-tls cuts the second of two at its buffer of 100 bytes (TRUST §A.2). */
const verifyPhrases: readonly (readonly [number, RegExp])[] = [
  [0x1, /certificate validity has expired/i],
  [0x2, /certificate has been revoked/i],
  [0x4, /Common Name \(CN\) does not match/i],
  [0x8, /certificate is not correctly signed by the trusted/i],
  [0x40, /certificate was missing/i],
  [0x200, /validity starts in the future/i],
  [0x800, /match the keyUsage/i],
  [0x1000, /match the extendedKeyUsage/i],
  [0x2000, /match the nsCertType/i],
  [0x4000, /unacceptable hash/i],
  [0x8000, /unacceptable PK alg/i],
  [0x10000, /unacceptable key/i],
];

/** The flags that a line spells out; 0 where it spells none. */
export function verifyFlagsIn(text: string): number {
  return verifyPhrases.reduce((flags, [flag, phrase]) => (phrase.test(text) ? flags | flag : flags), 0);
}

/** The positive code of a failed handshake: ESP-IDF prints `-0x2700`, the Arduino core `(-9984)`. */
export function handshakeCodeIn(text: string): number | undefined {
  const hex = /ssl_handshake.{0,40}returned:? -0x([0-9a-f]{1,4})\b/i.exec(text)?.[1];
  if (hex !== undefined) return Number.parseInt(hex, 16);
  const decimal = /start_ssl_client\(?\)?.{0,20}\(-(\d{1,5})\)/i.exec(text)?.[1];
  return decimal === undefined ? undefined : Number(decimal);
}
