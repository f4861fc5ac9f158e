import { anyRelease, type IdfRange, intersect } from '../idf-release.ts';

/** Code, name without the prefix `ESP_ERR_`, and the releases that number it so; always where none are given. */
type Row = readonly [code: number, name: string, releases?: IdfRange];

const before40: IdfRange = { from: 0, before: 400 };
const since40: IdfRange = { from: 400, before: Number.POSITIVE_INFINITY };
const from40To43: IdfRange = { from: 400, before: 404 };
const since44: IdfRange = { from: 404, before: Number.POSITIVE_INFINITY };

/**
 * ESP-IDF renumbered its TLS errors in v4.4, and before v4.0 their numbers were those of the HTTP server
 * (esp_tls_errors.h and esp_http_server.h of v3.2 to v6.0; FORMATS §8.5).
 */
const rows: readonly Row[] = [
  [0x101, 'NO_MEM'],
  [0x107, 'TIMEOUT'],
  [0x109, 'INVALID_CRC'],
  [0x10a, 'INVALID_VERSION'],
  [0x1101, 'NVS_NOT_INITIALIZED'],
  [0x1102, 'NVS_NOT_FOUND'],
  [0x1103, 'NVS_TYPE_MISMATCH'],
  [0x1105, 'NVS_NOT_ENOUGH_SPACE'],
  [0x110b, 'NVS_INVALID_STATE'],
  [0x110d, 'NVS_NO_FREE_PAGES'],
  [0x110f, 'NVS_PART_NOT_FOUND'],
  [0x1110, 'NVS_NEW_VERSION_FOUND'],
  [0x1112, 'NVS_XTS_DECR_FAILED'],
  [0x1116, 'NVS_KEYS_NOT_INITIALIZED'],
  [0x1117, 'NVS_CORRUPT_KEY_PART'],
  [0x1119, 'NVS_WRONG_ENCRYPTION'],
  [0x1501, 'OTA_PARTITION_CONFLICT'],
  [0x1502, 'OTA_SELECT_INFO_INVALID'],
  [0x1503, 'OTA_VALIDATE_FAILED'],
  [0x1504, 'OTA_SMALL_SEC_VER'],
  [0x1505, 'OTA_ROLLBACK_FAILED'],
  [0x1506, 'OTA_ROLLBACK_INVALID_STATE'],
  [0x2001, 'IMAGE_FLASH_FAIL'],
  [0x2002, 'IMAGE_INVALID'],
  [0x10011, 'FLASH_OP_FAIL', before40],
  [0x10012, 'FLASH_OP_TIMEOUT', before40],
  [0x6001, 'FLASH_OP_FAIL', since40],
  [0x6002, 'FLASH_OP_TIMEOUT', since40],
  [0x7001, 'HTTP_MAX_REDIRECT'],
  [0x7002, 'HTTP_CONNECT'],
  [0x7003, 'HTTP_WRITE_DATA'],
  [0x7004, 'HTTP_FETCH_HEADER'],
  [0x7005, 'HTTP_INVALID_TRANSPORT'],
  [0x7006, 'HTTP_CONNECTING'],
  [0x7007, 'HTTP_EAGAIN'],
  [0x7008, 'HTTP_CONNECTION_CLOSED'],
  [0x700b, 'HTTP_READ_TIMEOUT'],
  [0x700c, 'HTTP_INCOMPLETE_DATA'],
  [0x8001, 'HTTPD_HANDLERS_FULL', before40],
  [0x8002, 'HTTPD_HANDLER_EXISTS', before40],
  [0x8003, 'HTTPD_INVALID_REQ', before40],
  [0x8004, 'HTTPD_RESULT_TRUNC', before40],
  [0x8005, 'HTTPD_RESP_HDR', before40],
  [0x8006, 'HTTPD_RESP_SEND', before40],
  [0x8007, 'HTTPD_ALLOC_MEM', before40],
  [0x8008, 'HTTPD_TASK', before40],
  [0x8001, 'ESP_TLS_CANNOT_RESOLVE_HOSTNAME', since40],
  [0x8002, 'ESP_TLS_CANNOT_CREATE_SOCKET', since40],
  [0x8003, 'ESP_TLS_UNSUPPORTED_PROTOCOL_FAMILY', since40],
  [0x8004, 'ESP_TLS_FAILED_CONNECT_TO_HOST', since40],
  [0x8005, 'ESP_TLS_SOCKET_SETOPT_FAILED', since40],
  [0x8006, 'MBEDTLS_CERT_PARTLY_OK', from40To43],
  [0x8008, 'MBEDTLS_SSL_SET_HOSTNAME_FAILED', from40To43],
  [0x800b, 'MBEDTLS_X509_CRT_PARSE_FAILED', from40To43],
  [0x800d, 'MBEDTLS_SSL_SETUP_FAILED', from40To43],
  [0x800e, 'MBEDTLS_SSL_WRITE_FAILED', from40To43],
  [0x800f, 'MBEDTLS_PK_PARSE_KEY_FAILED', from40To43],
  [0x8010, 'MBEDTLS_SSL_HANDSHAKE_FAILED', from40To43],
  [0x8012, 'ESP_TLS_CONNECTION_TIMEOUT', from40To43],
  [0x801b, 'ESP_TLS_SE_FAILED', from40To43],
  [0x801c, 'ESP_TLS_TCP_CLOSED_FIN', from40To43],
  [0x8006, 'ESP_TLS_CONNECTION_TIMEOUT', since44],
  [0x8007, 'ESP_TLS_SE_FAILED', since44],
  [0x8008, 'ESP_TLS_TCP_CLOSED_FIN', since44],
  [0x8009, 'ESP_TLS_SERVER_HANDSHAKE_TIMEOUT', since44],
  [0x8010, 'MBEDTLS_CERT_PARTLY_OK', since44],
  [0x8012, 'MBEDTLS_SSL_SET_HOSTNAME_FAILED', since44],
  [0x8015, 'MBEDTLS_X509_CRT_PARSE_FAILED', since44],
  [0x8017, 'MBEDTLS_SSL_SETUP_FAILED', since44],
  [0x8018, 'MBEDTLS_SSL_WRITE_FAILED', since44],
  [0x8019, 'MBEDTLS_PK_PARSE_KEY_FAILED', since44],
  [0x801a, 'MBEDTLS_SSL_HANDSHAKE_FAILED', since44],
  [0x801d, 'MBEDTLS_SSL_READ_FAILED', since44],
  [0x9001, 'HTTPS_OTA_IN_PROGRESS'],
];

const prefix = 'ESP_ERR_';

/** Full names that a number has in these releases: none where it is unknown, several where the releases differ. */
export function espErrorNames(code: number, releases: IdfRange = anyRelease): string[] {
  const matching = rows.filter(([number, , valid]) => number === code && intersect(valid ?? anyRelease, releases));
  return matching.map(([, name]) => prefix + name);
}

/** Releases that give this number this name: a log that prints both tells its version. */
export function releasesThatNumber(code: number, name: string): IdfRange | undefined {
  return rows.find(([number, short]) => number === code && prefix + short === name)?.[2];
}
