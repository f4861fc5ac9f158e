import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BootLog, parseBootLog } from '../../../electron/core/formats/boot-log.ts';
import { redactBootLog } from '../../../electron/core/formats/redact-log.ts';
import { describeWithShared, sharedPath } from '../../support/shared.ts';

/** FORMATS §12.1. */
const v32Log = `ets Jun  8 2016 00:22:57

rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)
configsip: 0, SPIWP:0xee
entry 0x400806f8
\x1b[0;32mI (29) boot: ESP-IDF v3.2-103-g4aa1058e8 2nd stage bootloader\x1b[0m
\x1b[0;32mI (29) boot: compile time 10:20:30\x1b[0m
I (60) boot: Partition Table:
I (63) boot: ## Label            Usage          Type ST Offset   Length
I (71) boot:  0 nvs              WiFi data        01 02 00009000 00004000
I (78) boot:  1 otadata          OTA data         01 00 0000d000 00002000
I (86) boot:  2 sixteen letters  OTA app          00 10 00110000 00100000
I (93) boot: End of partition table
I (130) esp_image: segment 0: paddr=0x00110020 vaddr=0x3f400020 size=0x0b5f4 ( 46580) map
I (500) boot: Loaded app from partition at offset 0x110000
I (510) cpu_start: Pro cpu up.
`;

const v5App = `rst:0x1 (POWERON),boot:0xc (SPI_FAST_FLASH_BOOT)
I (24) boot: ESP-IDF v5.2.2-dirty 2nd stage bootloader
I (300) boot: Loaded app from partition at offset 0x10000
I (330) app_init: Application information:
I (333) app_init: Project name:     speaker
I (338) app_init: App version:      1.4.2
I (342) app_init: Compile time:     Jul 25 2024 16:23:40
I (348) app_init: ELF file SHA256:  ade8c451f...
I (353) app_init: ESP-IDF:          v5.2.2-dirty
`;

const kinds = (log: BootLog) => log.findings.map(({ kind }) => kind);
const kindsOf = (text: string) => kinds(parseBootLog(text));

describe('boot log', () => {
  it('of an ESP-IDF v3.2 unit gives reset, bootloader, table and slot, colours or not', () => {
    expect(parseBootLog(v32Log.replaceAll('\n', '\r\n')).boots).toEqual([
      {
        reset: { cause: 1, causeName: 'POWERON_RESET', strap: 0x13, strapName: 'SPI_FAST_FLASH_BOOT' },
        bootloaderIdfVersion: 'v3.2-103-g4aa1058e8',
        partitions: [
          { label: 'nvs', type: 1, subtype: 2, offset: 0x9000, size: 0x4000 },
          { label: 'otadata', type: 1, subtype: 0, offset: 0xd000, size: 0x2000 },
          { label: 'sixteen letters', type: 0, subtype: 0x10, offset: 0x110000, size: 0x100000 },
        ],
        loadedOffset: 0x110000,
        appStarted: true,
        app: {},
      },
    ]);
    expect(kindsOf(v32Log)).toEqual([]);
  });

  it('of a newer app gives what its descriptor says', () => {
    expect(parseBootLog(v5App).boots.at(-1)).toMatchObject({
      loadedOffset: 0x10000,
      app: {
        projectName: 'speaker',
        version: '1.4.2',
        compileTime: 'Jul 25 2024 16:23:40',
        elfSha256: 'ade8c451f...',
        idfVersion: 'v5.2.2-dirty',
      },
    });
  });

  it('never carries the version of one boot over to the next', () => {
    const fellBack = parseBootLog(`${v5App}Guru Meditation Error: Core  0 panic'ed (LoadProhibited)\n${v32Log}`);
    expect(fellBack.boots.at(-1)).toMatchObject({ loadedOffset: 0x110000, app: {} });
    expect(kinds(fellBack)).toEqual(['panic', 'slot-changed']);
  });

  it('counts a second banner as a second boot where the console lost the reset line', () => {
    const banner = 'I (24) boot: ESP-IDF v5.2.2 2nd stage bootloader\n';
    expect(parseBootLog(banner + banner).boots).toHaveLength(2);
  });

  it.each([
    ['Brownout detector was triggered', ['brownout']],
    ['rst:0xf (RTCWDT_BROWN_OUT_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)', ['brownout']],
    ["Guru Meditation Error: Core 0 panic'ed (LoadProhibited)", ['panic']],
    ['abort() was called at PC 0x40081234 on core 0', ['panic']],
    ['Fatal exception (29): StoreProhibited', ['panic']],
    ['rst:0x10 (RTCWDT_RTC_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)', ['watchdog']],
    ['E (1234) task_wdt: Task watchdog got triggered. The following tasks did not reset', ['watchdog']],
    ['flash read err, 1000', ['flash-read-error']],
    ['invalid header: 0xffffffff', ['invalid-header']],
    ['secure boot verification failed', ['secure-boot-failure']],
    ['Sig block 0 invalid: Image digest does not match', ['secure-boot-failure']],
    ['rst:0x1 (POWERON_RESET),boot:0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))', ['download-mode']],
    ['waiting for download', ['waiting-for-download']],
    ['wait uart0 download', ['waiting-for-download']],
    ['wait uart download(secure mode)', ['secure-download-mode', 'waiting-for-download']],
    ['Download mode is disabled. Restart with GPIO0 high.', ['download-disabled']],
    ['Download boot modes disabled', ['download-disabled']],
    ['E (400) esp_image: Image hash failed - image is corrupt', ['image-corrupt']],
    ['E (410) boot: OTA app partition slot 1 is not bootable', ['slot-not-bootable']],
    ['E (420) boot: No bootable app partitions in the partition table', ['no-bootable-app']],
    ['E (55) boot: ota data partition invalid, falling back to factory', ['rollback']],
    ['I (9000) esp_ota_ops: Rollback to previously worked partition. Restart.', ['rollback']],
    [
      'E (9) flash_parts: partition 3 invalid - offset 0x410000 size 0x1000 exceeds flash chip size 0x400000',
      ['partition-table-invalid'],
    ],
    ['E (9000) app_update: Error: esp_ota_end failed! err=0x5379. Image is invalid', ['ota-validate-failed']],
    ['E (8000) esp-x509-crt-bundle: Failed to verify certificate', ['bundle-rejected']],
    ['I (100) example_secure_boot: Secure boot v2 not enabled.', []],
    ['I (100) app: everything is fine', []],
  ])('%s', (line, expected) => expect(kindsOf(line)).toEqual(expected));

  it('calls three resets a loop, once, and does not mind deep sleep', () => {
    const reset = (name: string) => `rst:0x1 (${name}),boot:0x13 (SPI_FAST_FLASH_BOOT)\n`;
    expect(kindsOf(reset('SW_CPU_RESET').repeat(9))).toEqual(['boot-loop']);
    expect(kindsOf(reset('SW_CPU_RESET').repeat(2))).toEqual([]);
    expect(kindsOf(reset('DEEPSLEEP_RESET').repeat(9))).toEqual([]);
  });

  it('gives code and flags of failed handshakes in every wording', () => {
    const log = parseBootLog(`E (5) esp-tls: mbedtls_ssl_handshake returned -0x2700
I (6) esp-tls: Failed to verify peer certificate!
I (7) esp-tls: verification info:   ! The certificate is not correctly signed by the trusted CA
  ! The certificate validity has expired
E (9) esp-tls-mbedtls: mbedtls_ssl_handshake returned -0x3000
[E][ssl_client.cpp:37] _handle_error(): [start_ssl_client():273]: (-9984) X509 - Certificate verification failed
`);
    expect(log.tlsFailures).toEqual([
      { line: 1, code: 0x2700, flags: 0x9 },
      { line: 5, code: 0x3000, flags: 0 },
      { line: 6, code: 0x2700, flags: 0 },
    ]);
  });

  it('keeps the newest part of an endless log, and no line or list without bound', () => {
    const log = parseBootLog(`${'flash read err, 1000\n'.repeat(250_000)}${v32Log}`);
    expect(log.findings).toHaveLength(1000);
    expect(log.boots.at(-1)?.loadedOffset).toBe(0x110000);
    expect(parseBootLog('x'.repeat(5000)).lines[0]).toHaveLength(1000);
    const resets = 'rst:0x1 (POWERON),boot:0xc (SPI_FAST_FLASH_BOOT)\n'.repeat(3000);
    expect(parseBootLog(resets + v32Log).boots).toHaveLength(1000);
    expect(parseBootLog(resets + v32Log).boots.at(-1)?.loadedOffset).toBe(0x110000);
  });

  it('shows control characters instead of sending them to a terminal', () => {
    expect(parseBootLog('a\x1b]0;title\x07b\x9b31m\u202ec').lines).toEqual(['a\\x1b]0;title\\x07b\\x9b31m\\u202ec']);
  });

  it('never throws on random text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => void parseBootLog(text)));
    fc.assert(
      fc.property(fc.nat(v32Log.length), fc.string({ maxLength: 20 }), (at, inserted) => {
        const text = v32Log.slice(0, at) + inserted + v32Log.slice(at);
        const log = parseBootLog(redactBootLog(text));
        expect(log.boots.length).toBeLessThan(10);
      }),
    );
  });
});

describe('redacted log', () => {
  it.each([
    ['connect to ap SSID:my net password:s3cret', 'my net', 's3cret'],
    ['I (1) wifi: Setting WiFi configuration SSID HomeNet...', 'HomeNet'],
    ['I (815) wifi:connected with HomeNet, aid = 1, channel 6, BW20, bssid = aa:bb:cc:dd:ee:ff', 'HomeNet', 'aa:bb'],
    ['Authorization: Bearer abc.def', 'abc.def'],
    ['api_key=4711 and more', '4711'],
    ['"wifi_password": "p w"', 'p w'],
    ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl end', 'eyJzdWIi', 'c2lnbmF0dXJl'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAKC\n-----END RSA PRIVATE KEY-----\nafter', 'MIIEow', 'IBAAKC'],
  ])('%s', (text, ...secrets) => {
    const redacted = redactBootLog(text);
    for (const secret of secrets) expect(redacted).not.toContain(secret);
    expect(redacted).toContain('[redacted]');
  });

  it('leaves what the parser needs as it is', () => {
    expect(parseBootLog(redactBootLog(v32Log + v5App))).toEqual(parseBootLog(v32Log + v5App));
    expect(redactBootLog('GET https://user:pw@host/fw.bin?sig=AbC#frag now')).toBe('GET https://host/fw.bin now');
  });

  it('also redacts the lines that findings quote', () => {
    const [finding] = parseBootLog('abort() was called by https://u:p@h/x?token=1').findings;
    expect(finding?.text).toBe('abort() was called by https://h/x');
  });
});

/** The boot text of a recording: one line of text each (vectors/serial/README.md). */
function recordedText(name: string): string {
  const records = readFileSync(sharedPath('vectors', 'serial', `${name}.jsonl`), 'utf8')
    .trim()
    .split('\n');
  return records.map((record) => (JSON.parse(record) as { text?: string }).text ?? '').join('');
}

describeWithShared('boot log of real ROMs', () => {
  it.each([
    ['esp32-boot-blank', 'SPI_FAST_FLASH_BOOT', []],
    ['esp32-efuse-d-uart-dl-disabled', undefined, ['download-disabled']],
    ['esp32-reset-download', 'UART_BOOT(UART0)', ['download-mode']],
    ['esp32c3-boot-badimage', 'SPI_FAST_FLASH_BOOT', ['invalid-header']],
    ['esp32c3-reset-download', 'DOWNLOAD(USB/UART0/1)', ['download-mode', 'waiting-for-download']],
    ['esp32c3-efuse-d-download-disabled', undefined, ['download-disabled']],
    ['esp32c3-errors-rom-frames', undefined, ['panic']],
  ])('%s', (name, strapName, expected) => {
    const log = parseBootLog(recordedText(name));
    if (strapName !== undefined) expect(log.boots.at(-1)?.reset?.strapName).toBe(strapName);
    for (const kind of expected) expect(kinds(log)).toContain(kind);
  });
});
