import { type BootFindingKind, findingsIn, verifyFlagsIn } from '../formats/boot-findings.ts';
import { x509Flags } from './codes/x509-flags.ts';
import type { Sighting } from './sighting.ts';

/**
 * Lines that say something in words. Sources: esp_https_ota.c, esp_tls*.c, esp_http_client.c, esp_crt_bundle.c,
 * esp_ota_ops.c and the bootloader of ESP-IDF v3.2 to v6.0, the Arduino core's libraries; FORMATS §8.1.
 */
const phrases: readonly (readonly [code: string, phrase: RegExp])[] = [
  ['bundle.no-match', /No matching trusted root certificate found/i],
  [
    'bundle.bad-signature',
    /Certificate matched (?:with .{1,80} )?but signature verification failed|crt-bundle: PK verify failed/i,
  ],
  ['bundle.rejected', /crt-bundle: Failed to verify certificate/i],
  ['certificate.rejected', /Failed to verify peer certificate/i],
  ['certificate.own-unreadable', /crt_parse was partly successful|cacert_pem_buf is null/i],
  [
    'tls.no-verification',
    /Server certificate not found(?: in|,)|No server verification option|No option for server verification|use_crt_bundle configured but not enabled/i,
  ],
  [
    'memory.exhausted',
    /Memory exhausted|Memory allocation failed|Couldn't allocate memory|(?:Failed|Unable) to alloc\w* (?:buf )?memory|mem alloc fail|malloc failed|out of memory\b/i,
  ],
  ['name.not-resolved', /couldn't get hostname for|hostByName\(\): DNS Failed|Couldn't resolve IP|DNS lookup failed/i],
  ['http.header-too-long', /HTTP_CLIENT: Out of buffer|Header size exceeded buffer size/i],
  ['http.redirect', /URL redirection Failed|reach max_redirection_count/i],
  [
    'http.download-cut',
    /Connection closed before complete data|Complete headers were not received|SSL data read error|Stream Read Timeout|error\(-5\): connection lost/i,
  ],
  ['http.no-answer', /error\(-11\): read timeout/i],
  // The Arduino core's words for any failure to connect, TLS included.
  [
    'esp.connection-failed',
    /error\(-1\): connection refused|HTTP error: connection refused|start_ssl_client: -1\b|failed connect to \S/i,
  ],
  ['image.download-started', /esp_https_ota: Starting OTA/i],
  ['image.no-slot', /Passive OTA partition (?:not|could not be) found|invalid partition table, no app partitions/i],
  ['image.not-confirmed', /Running app has not confirmed state/i],
  [
    'image.wrong-chip',
    /mismatch chip id|chip revision check failed|Image requires efuse blk rev|is configured for minimum revision/i,
  ],
  ['image.signature', /(?<!but )signature verification failed|image valid, signature bad|signature block don't match/i],
  ['image.secure-version', /secure version is lower than stored/i],
  ['image.damaged', /esp_image: invalid segment length/i],
  ['image.not-firmware', /OTA image has invalid magic byte|Magic byte is wrong|Wrong Magic Byte|Magic bytes mismatch/i],
  ['crash.stack', /stack overflow in task|Stack canary watchpoint triggered/i],
  ['clock.unset', /Waiting for system time to be set|\bJan +1 [\d:]{5,8} 1970\b|\b1970-01-01[T ]/i],
  ['wifi.got-address', /\bgot ip:|\bsta ip: \d|STA_GOT_IP|Got New IP/i],
];

/** Findings of the boot log that explain something; its other kinds are plain facts or are read from their numbers. */
const findingCodes: Readonly<Partial<Record<BootFindingKind, string>>> = {
  brownout: 'power.brownout',
  panic: 'crash.panic',
  watchdog: 'crash.watchdog',
  'boot-loop': 'boot.loop',
  rollback: 'boot.rolled-back',
  'slot-changed': 'boot.slot-changed',
  'slot-not-bootable': 'boot.slot-not-bootable',
  'no-bootable-app': 'boot.no-app',
  'image-corrupt': 'image.damaged',
  'partition-table-invalid': 'boot.table',
  'flash-read-error': 'boot.flash-unreadable',
  'invalid-header': 'boot.flash-unreadable',
  'secure-boot-failure': 'boot.secure-boot',
  'download-mode': 'boot.download-mode',
  'waiting-for-download': 'boot.download-mode',
  'secure-download-mode': 'boot.download-mode',
};

/** What the words of a line say. */
export function phraseSightings(line: string): Sighting[] {
  const found = phrases.filter(([, phrase]) => phrase.test(line)).map(([code]) => sighting(code, line));
  const findings = findingsIn(line, 0).flatMap(({ kind }) => findingSighting(kind));
  return [...found, ...findings, ...flagSightings(verifyFlagsIn(line) | printedFlags(line))];
}

/** A finding of the boot log, as a sighting. */
export function findingSighting(kind: BootFindingKind): Sighting[] {
  const code = findingCodes[kind];
  return code === undefined ? [] : [sighting(code, '')];
}

function sighting(code: string, line: string): Sighting {
  const params = paramsOf(code, line);
  return { code, name: code.slice(code.indexOf('.') + 1), named: false, ...(params && { params }) };
}

function paramsOf(code: string, line: string): Record<string, string> | undefined {
  if (code === 'crash.stack') return named('task', /(?:in task|triggered \()\s?([\w-]{1,24})/.exec(line)?.[1]);
  if (code === 'image.not-firmware') return named('byte', /saw (0x[0-9a-f]{2})/i.exec(line)?.[1]);
  return undefined;
}

function named(name: string, value: string | undefined): Record<string, string> | undefined {
  return value === undefined ? undefined : { [name]: value };
}

const weakFlags = ['BAD_MD', 'BAD_PK', 'BAD_KEY'];
const usageFlags = ['KEY_USAGE', 'EXT_KEY_USAGE', 'NS_CERT_TYPE'];

function flagSightings(flags: number): Sighting[] {
  return x509Flags(flags).map(({ bit, name }) => {
    const group = weakFlags.includes(name) ? 'weak' : usageFlags.includes(name) ? 'usage' : name;
    return { code: `x509.${group}`, name: `MBEDTLS_X509_BADCERT_${name} (0x${bit.toString(16)})`, named: true };
  });
}

/** Flags that an application prints as a number. */
function printedFlags(line: string): number {
  const digits = /\b(?:verify|cert\w{0,12})[ _-]?flags?\W{1,4}(?:is )?0x([0-9a-f]{1,6})\b/i.exec(line)?.[1];
  return digits === undefined ? 0 : Number.parseInt(digits, 16);
}
