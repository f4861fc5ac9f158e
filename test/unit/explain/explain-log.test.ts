import { describe, expect, it } from 'vitest';
import { explainLog } from '../../../electron/core/explain/explain-log.ts';
import type { Explanation } from '../../../electron/core/explain/explanation.ts';
import { publicLogs, seedCase } from './public-logs.ts';

const codes = ({ observations }: Explanation) => observations.map(({ code }) => code);
const names = ({ observations }: Explanation) => observations.map(({ name }) => name);
const causes = (explanation: Explanation) => explanation.causes.map(({ code }) => code);

describe('logs that people posted', () => {
  it('are of more than twenty kinds', () => {
    expect(publicLogs.length).toBeGreaterThan(40);
    expect(new Set(publicLogs.map(({ source }) => source)).size).toBe(publicLogs.length);
  });

  it.each(publicLogs)('$kind ($source)', ({ log, cause, notProven, ask }) => {
    const explanation = explainLog(log);
    expect(causes(explanation)[0]).toBe(cause);
    expect(explanation.ask.code).toBe(ask);
    const said = explanation.observations;
    for (const statement of notProven) {
      expect(said.flatMap(({ doesNotProve }) => doesNotProve)).toContain(statement);
      expect(said.flatMap(({ proves }) => proves)).not.toContain(statement);
    }
  });
});

describe('seed case', () => {
  const explanation = explainLog(seedCase.log);

  it('is a missing path and never expiry', () => {
    expect(explanation.causes).toEqual([{ code: 'no-path-to-anchor', weight: 95, because: [2] }]);
    expect(explanation.observations[2]).toMatchObject({
      line: 3,
      code: 'x509.NOT_TRUSTED',
      name: 'MBEDTLS_X509_BADCERT_NOT_TRUSTED (0x8)',
      proves: ['server-reached', 'certificates-checked', 'no-path'],
    });
  });

  it('tells its version from the form of its lines', () => {
    expect(explanation.idfVersion).toEqual({
      version: undefined,
      source: 'line-format',
      from: '3.0',
      before: '4.1',
      line: 1,
    });
    expect(explanation.framework).toEqual({ name: 'esp-idf', line: 1 });
  });
});

describe('error numbers', () => {
  it('are read by the ESP-IDF version that the log shows', () => {
    const error = (version: string) =>
      names(explainLog(`I (24) boot: ESP-IDF ${version} 2nd stage bootloader\nE (9) app: esp_err_t 0x8010`));
    expect(error('v4.3.2')).toEqual(['ESP_ERR_MBEDTLS_SSL_HANDSHAKE_FAILED (0x8010)']);
    expect(error('v4.4.1')).toEqual(['ESP_ERR_MBEDTLS_CERT_PARTLY_OK (0x8010)']);
  });

  it('that changed their meaning give every name where the version is unknown', () => {
    const explanation = explainLog('E (9) mqtt: Last error code reported from esp-tls: 0x8008');
    expect(codes(explanation)).toEqual(['esp.numbering']);
    expect(names(explanation)[0]).toBe(
      'ESP_ERR_HTTPD_TASK / ESP_ERR_MBEDTLS_SSL_SET_HOSTNAME_FAILED / ESP_ERR_ESP_TLS_TCP_CLOSED_FIN (0x8008)',
    );
    expect(explanation.observations[0]?.doesNotProve).toContain('idf-version');
  });

  it('beside their name tell the version', () => {
    const pair = (text: string) => explainLog(`E (9) app: ${text}`).idfVersion;
    expect(pair('0x8010 = ESP_ERR_MBEDTLS_SSL_HANDSHAKE_FAILED')).toMatchObject({ from: '4.0', before: '4.4' });
    expect(pair('returned [0x801A] (ESP_ERR_MBEDTLS_SSL_HANDSHAKE_FAILED)')).toMatchObject({ from: '4.4' });
  });

  it('printed in decimal behind 0x are what old ESP-IDF meant', () => {
    const explanation = explainLog('E (9) esp_https_ota: Error: esp_ota_end failed! err=0x5379. Image is invalid');
    expect(names(explanation)).toEqual(['ESP_ERR_OTA_VALIDATE_FAILED (0x1503)']);
    expect(explanation.idfVersion).toMatchObject({ before: '4.3' });
  });

  it.each([
    ['E (1) esp-tls-mbedtls: mbedtls_ssl_handshake returned -0x2700', 'X509_CERT_VERIFY_FAILED (-0x2700)'],
    ['[E][WiFiClientSecure.cpp:132] connect(): start_ssl_client: -9984', 'X509_CERT_VERIFY_FAILED (-0x2700)'],
    ['I (1) esp-tls-mbedtls: (FFFFD900): X509', 'X509_CERT_VERIFY_FAILED (-0x2700)'],
    ['W (1) app: Last mbedtls failure: 0x2700', 'X509_CERT_VERIFY_FAILED (-0x2700)'],
    ['E (1) esp-tls: mbedtls_ssl_handshake returned -0x4c', 'NET_RECV_FAILED (-0x004c)'],
    ['mbedtls_ssl_handshake error: -4290', 'RSA_PUBLIC_FAILED + MBEDTLS_ERR_MPI_ALLOC_FAILED (-0x4290)'],
    ['SSL error, MbedTLS message code: -29184', 'SSL_INVALID_RECORD (-0x7200)'],
    ['E (1) esp-tls: read error :-76:', 'NET_RECV_FAILED (-0x004c)'],
    [
      'E (1) esp-tls-mbedtls: mbedtls_x509_crt_parse of public cert returned -0x262E',
      'X509_UNKNOWN_SIG_ALG + MBEDTLS_ERR_OID_NOT_FOUND (-0x262e)',
    ],
    ['E (1) esp-tls: mbedtls_ssl_handshake returned -0x7d00', 'SSL_BAD_HS_CLIENT_KEY_EXCHANGE_CS (-0x7d00)'],
  ])('of Mbed TLS in %s', (line, name) => expect(names(explainLog(line))).toContain(`MBEDTLS_ERR_${name}`));

  it('of Mbed TLS that changed their meaning follow the version', () => {
    const handshake = (tag: string) =>
      names(explainLog(`E (9) ${tag}: Failed\nE (9) app: tls returned -0x7300`)).at(-1);
    expect(handshake('TRANS_SSL')).toBe('MBEDTLS_ERR_SSL_UNKNOWN_CIPHER (-0x7300)');
    expect(handshake('transport_base')).toBe('MBEDTLS_ERR_SSL_UNKNOWN_CIPHER / SSL_DECODE_ERROR (-0x7300)');
  });

  it.each([
    'I (12:30:14.298) mbedtls: ssl_msg.c:2318 ssl->f_recv(_timeout)() returned 5 (-0xfffffffb)',
    'W (1) mbedtls: ssl_msg.c:4300 mbedtls_ssl_fetch_input() returned -26880 (-0x6900)',
    'E (8584) TRANS_SSL: esp_tls_conn_read error, errno=Socket is not connected',
    'I (1) app: sensor failed 257 times, retry in 4353 ms',
    'E (1) esp_https_ota: Error: esp_ota_write failed! err=0x0',
    'I (1) wifi:state: run -> init (0)',
  ])('are not seen in %s', (line) => expect(codes(explainLog(line))).toEqual([]));
});

describe('causes', () => {
  it('give way to later progress: Wi-Fi that came back is not why the handshake failed', () => {
    const explanation = explainLog(`W (1) wifi:disconnected, reason 201
I (2) esp_netif_handlers: sta ip: 192.168.1.14, mask: 255.255.255.0, gw: 192.168.1.1
E (3) esp-tls-mbedtls: mbedtls_ssl_handshake returned -0x7780`);
    expect(causes(explanation)[0]).toBe('protocol-mismatch');
    const absent = explanation.causes.find(({ code }) => code === 'access-point-absent');
    expect(absent?.weight).toBeLessThan(30);
  });

  it('keep their weight where nothing later got past them', () => {
    const explanation = explainLog(`I (2) esp_netif_handlers: sta ip: 192.168.1.14, mask: 255.255.255.0
W (9) wifi:disconnected, reason 201`);
    expect(explanation.causes[0]).toMatchObject({ code: 'access-point-absent', weight: 85 });
  });

  it('of a rollback are sought in what crashed', () => {
    const explanation = explainLog(`Brownout detector was triggered
I (60) boot: OTA app partition slot 0 is marking as ABORTED`);
    expect(causes(explanation)).toEqual(['power-supply']);
  });

  it('strengthen each other', () => {
    const explanation = explainLog(`I (1) app: Waiting for system time to be set... (1/10)
I (9) esp-tls: verification info:   ! The certificate validity starts in the future`);
    expect(explanation.causes[0]).toMatchObject({ code: 'clock-not-set', weight: 97, because: [0, 1] });
    expect(explanation.ask).toEqual({ code: 'clock', params: { dates: 'on' } });
  });

  it('of both flags name both, though the buffer of esp-tls cuts the second line', () => {
    const explanation = explainLog(`I (9) esp-tls: verification info:   ! The certificate validity has expired
  ! The certificate is not correctly signed by the trusted`);
    expect(codes(explanation)).toEqual(['x509.EXPIRED', 'x509.NOT_TRUSTED']);
  });

  it('are not strengthened by the same thing said twice', () => {
    const explanation = explainLog(`E (1) app: mbedtls_ssl_setup returned -0x7f00
[E][ssl_client.cpp:36] (-17040) RSA - The public key operation failed : BIGNUM - Memory allocation failed`);
    expect(explanation.causes[0]).toEqual({ code: 'out-of-memory', weight: 95, because: [0, 1] });
  });

  it('need lines that say something: else the ask is for more of the log', () => {
    expect(explainLog('hello')).toMatchObject({ observations: [], causes: [], ask: { code: 'earlier-lines' } });
    expect(explainLog('E (1) HTTP_CLIENT: perform failed: ESP_ERR_HTTP_CONNECT').ask.code).toBe('earlier-lines');
  });
});

describe('a healthy start', () => {
  it('gives neither causes nor crashes', () => {
    const explanation = explainLog(`ets Jun  8 2016 00:22:57
rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)
I (29) boot: ESP-IDF v3.2-103-g4aa1058e8 2nd stage bootloader
I (60) boot: Partition Table:
I (71) boot:  0 nvs              WiFi data        01 02 00009000 00006000
I (500) boot: Loaded app from partition at offset 0x10000
I (510) cpu_start: Pro cpu up.
I (815) wifi:connected with [redacted], aid = 1, channel 6, BW20
I (2304) event: sta ip: 192.168.1.14, mask: 255.255.255.0, gw: 192.168.1.1
I (4014) esp_https_ota: Starting OTA...
E (8584) TRANS_SSL: esp_tls_conn_read error, errno=Socket is not connected
I (8584) esp_https_ota: Connection closed,all data received`);
    expect(codes(explanation)).toEqual(['wifi.got-address', 'image.download-started']);
    expect(explanation.causes).toEqual([]);
  });
});

describe('versions and frameworks', () => {
  it('come from the app before the bootloader', () => {
    const log = `rst:0x1 (POWERON),boot:0xc (SPI_FAST_FLASH_BOOT)
I (24) boot: ESP-IDF v4.2-dirty 2nd stage bootloader
I (353) app_init: ESP-IDF:          v5.3.1-dirty`;
    expect(explainLog(log).idfVersion).toEqual({
      version: 'v5.3.1-dirty',
      source: 'app',
      from: '5.3',
      before: '5.4',
      line: 3,
    });
  });

  it('come from the form of the lines where an update left an old bootloader behind', () => {
    const log = `I (24) boot: ESP-IDF v3.2 2nd stage bootloader
E (900) transport_base: Failed to open a new connection`;
    expect(explainLog(log).idfVersion).toMatchObject({ source: 'line-format', from: '5.0', before: undefined });
  });

  it('are not guessed from the lines of two units', () => {
    const log = 'E (1) TRANS_SSL: Failed to open\nE (1) transport_base: Failed to open';
    expect(explainLog(log).idfVersion).toBeUndefined();
  });

  it.each([
    ['[  1][E][ssl_client.cpp:37] x', 'arduino'],
    ['[11:25:54.077][I][esp-idf:000]: E (161612) esp-tls: x', 'esphome'],
    ['E (1) AUDIO_ELEMENT: [http] x E (2) esp-tls: y', 'esp-adf'],
    ['E (2) esp-tls: y', 'esp-idf'],
  ])('%s', (log, framework) => expect(explainLog(log).framework?.name).toBe(framework));

  it('the server that the unit wanted is named without secrets', () => {
    const { ask, observations } = explainLog(`D (1) HTTP_CLIENT: Begin connect to: https://u:pw@Fw.Example.com:443
E (2) esp-tls: couldn't get hostname for :fw.example.com: getaddrinfo() returns 202 https://u:pw@fw.example.com/?k=1`);
    expect(ask).toEqual({ code: 'resolve-host', params: { host: 'fw.example.com' } });
    expect(JSON.stringify(observations)).not.toMatch(/pw|k=1/);
  });
});
