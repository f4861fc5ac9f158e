import { meanings } from '../meanings/meanings.ts';

/** Errors that mean the same to whoever has to get the unit updated. */
type Group = readonly [code: string, names: RegExp];

const mbedtlsGroups: readonly Group[] = [
  ['memory.exhausted', /ALLOC_FAILED|INSUFFICIENT_MEMORY/],
  [
    'mbedtls.protocol',
    /SSL_(?:BAD_HS_(?:SERVER|PROTOCOL)|BAD_PROTOCOL|NO_CIPHER|NO_USABLE|HANDSHAKE_FAILURE|UNSUPPORTED_EXT|NO_APPLICATION|UNRECOGNIZED|UNEXPECTED_MESSAGE|VERSION_MISMATCH|UNKNOWN_CIPHER|ILLEGAL_PARAMETER)|ECP_FEATURE/,
  ],
  ['mbedtls.closed', /SSL_CONN_EOF|SSL_PEER_CLOSE_NOTIFY|NET_CONN_RESET/],
  ['mbedtls.network', /NET_(?:RECV|SEND|SOCKET|POLL)_FAILED/],
  ['certificate.server-unreadable', /^(?:X509_|ASN1_|PEM_|PK_)|SSL_BAD_(?:HS_)?CERTIFICATE/],
];

/** A handshake that waits for data is no failure, though debug logs print it like one. */
const progress = /SSL_WANT_(?:READ|WRITE)/;
const readsOwnCertificate = /crt_parse|pk_parse|parse_key|own_cert/i;

/** The observation that an Mbed TLS error stands for, by its names; undefined where it is no failure. */
export function mbedtlsErrorCode(names: readonly string[], line: string): string | undefined {
  const all = names.flatMap((name) => name.split(' / '));
  if (all.some((name) => progress.test(name))) return undefined;
  const groups = mbedtlsGroups.filter(([, group]) => all.some((name) => group.test(name))).map(([code]) => code);
  if (groups.includes('memory.exhausted')) return 'memory.exhausted';
  if (readsOwnCertificate.test(line)) return 'certificate.own-unreadable';
  const exact = all.map((name) => `mbedtls.${name}`).find((code) => meanings.has(code));
  return exact ?? groups[0] ?? 'mbedtls.other';
}

const espGroups: readonly Group[] = [
  ['memory.exhausted', /^(?:NO_MEM|HTTPD_ALLOC_MEM)$/],
  ['image.rejected', /^(?:OTA_VALIDATE_FAILED|IMAGE_INVALID)$/],
  ['image.no-slot', /^OTA_(?:PARTITION_CONFLICT|SELECT_INFO_INVALID)$/],
  ['image.secure-version', /^OTA_SMALL_SEC_VER$/],
  ['image.not-confirmed', /^OTA_ROLLBACK_INVALID_STATE$/],
  ['esp.connection-failed', /^HTTP_(?:CONNECT|CONNECTING|INVALID_TRANSPORT)$/],
  ['http.redirect', /^HTTP_MAX_REDIRECT$/],
  ['http.no-answer', /^HTTP_(?:FETCH_HEADER|EAGAIN|READ_TIMEOUT|WRITE_DATA)$/],
  ['http.download-cut', /^HTTP_(?:CONNECTION_CLOSED|INCOMPLETE_DATA)$/],
  ['name.not-resolved', /CANNOT_RESOLVE_HOSTNAME$/],
  ['connect.failed', /FAILED_CONNECT_TO_HOST$|CANNOT_CREATE_SOCKET$/],
  ['connect.timeout', /CONNECTION_TIMEOUT$/],
  ['connect.lost', /SSL_(?:READ|WRITE)_FAILED$/],
  ['mbedtls.closed', /TCP_CLOSED_FIN$/],
  ['esp.handshake-timeout', /SERVER_HANDSHAKE_TIMEOUT$/],
  ['esp.handshake-failed', /SSL_HANDSHAKE_FAILED$/],
  ['esp.setup-failed', /SSL_SETUP_FAILED$/],
  ['certificate.own-unreadable', /CERT_PARTLY_OK$|CRT_PARSE_FAILED$|PK_PARSE_KEY_FAILED$/],
  ['settings.not-found', /^NVS_(?:NOT_FOUND|TYPE_MISMATCH)$/],
  ['settings.refused', /^NVS_/],
  ['flash.operation-failed', /^FLASH_OP_|^IMAGE_FLASH_FAIL$/],
];

/** The observation that an `ESP_ERR_…` stands for. */
export function espErrorCode(name: string): string {
  const short = name.replace(/^ESP_ERR_/, '');
  return espGroups.find(([, names]) => names.test(short))?.[0] ?? 'esp.other';
}
