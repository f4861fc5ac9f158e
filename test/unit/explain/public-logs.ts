import type { AskCode, CauseCode, Statement } from '../../../electron/core/explain/vocabulary.ts';

/** A few lines that somebody posted, and what they should be taken for. */
export interface PublicLog {
  readonly kind: string;
  readonly source: string;
  readonly log: string;
  readonly cause: CauseCode;
  /** What such lines are often taken to mean. */
  readonly notProven: readonly Statement[];
  readonly ask: AskCode;
}

const idf = 'https://github.com/espressif/esp-idf/issues';
const arduino = 'https://github.com/espressif/arduino-esp32/issues';

/** The case this product begins with: ADF on ESP-IDF v3.2, DST Root CA X3, a server that moved to another authority. */
export const seedCase: PublicLog = {
  kind: 'seed case: no path to the one root in an ESP-IDF v3.2 unit',
  source: 'https://esp32.com/viewtopic.php?t=33754',
  log: `E (7513) esp-tls: mbedtls_ssl_handshake returned -0x2700
I (7513) esp-tls: Failed to verify peer certificate!
I (7513) esp-tls: verification info:   ! The certificate is not correctly signed by the trusted CA
`,
  cause: 'no-path-to-anchor',
  notProven: ['expired', 'root-expired', 'never-reachable'],
  ask: 'server-chain',
};

export const publicLogs: readonly PublicLog[] = [
  seedCase,
  {
    kind: 'handshake refused, the line that says why is missing',
    source: `${idf}/6054`,
    log: `E (65381) esp-tls: mbedtls_ssl_handshake returned -0x2700
E (65383) esp-tls: Failed to open new connection
E (65383) TRANS_SSL: Failed to open a new connection
E (65384) HTTP_CLIENT: Connection failed, sock < 0
E (65389) esp_https_ota: Failed to open HTTP connection: ESP_ERR_HTTP_CONNECT`,
    cause: 'no-path-to-anchor',
    notProven: ['rejection-reason', 'expired'],
    ask: 'server-chain',
  },
  {
    kind: 'clock not set when the unit connects',
    source: 'https://github.com/espressif/esp-at/issues/432',
    log: `E (13560) esp-tls: mbedtls_ssl_handshake returned -0x2700
I (13560) esp-tls: Failed to verify peer certificate!
I (13561) esp-tls: verification info:   ! The certificate validity starts in the future`,
    cause: 'clock-not-set',
    notProven: ['expired', 'certificate-fault'],
    ask: 'clock',
  },
  {
    kind: 'the same in a newer ESP-IDF, at debug level',
    source: `${idf}/16093`,
    log: `I (00:00:30.258) esp-tls-mbedtls: Failed to verify peer certificate!
D (00:00:30.265) esp-tls-mbedtls: verification info:   ! The certificate validity starts in the future`,
    cause: 'clock-not-set',
    notProven: ['expired'],
    ask: 'clock',
  },
  {
    kind: 'host name of the certificate',
    source: 'https://github.com/loboris/ESP32-PPPOS-EXAMPLE/pull/1',
    log: 'mbedtls error:  The certificate Common Name (CN) does not match with the expected CN',
    cause: 'host-name',
    notProven: ['expired', 'wrong-issuer'],
    ask: 'certificate-names',
  },
  {
    kind: 'bundle without the root, ESP-IDF v6.0',
    source: `${idf}/18674`,
    log: `I (18730) esp-x509-crt-bundle: No matching trusted root certificate found

E (18730) esp-x509-crt-bundle: Failed to verify certificate

W (18730) mbedtls: ssl_tls.c:8765 x509_verify_cert() returned -12288 (-0x3000)`,
    cause: 'bundle-lacks-issuer',
    notProven: ['expired', 'never-reachable'],
    ask: 'server-chain',
  },
  {
    kind: 'Arduino core: certificate refused, reason not printed',
    source: `${arduino}/8384`,
    log: `[  2546][E][ssl_client.cpp:37] _handle_error(): [start_ssl_client():273]: (-9984) X509 - Certificate verification failed, e.g. CRL, CA or signature check failed
[  2550][E][WiFiClientSecure.cpp:144] connect(): start_ssl_client: -9984`,
    cause: 'no-path-to-anchor',
    notProven: ['rejection-reason', 'expired'],
    ask: 'server-chain',
  },
  {
    kind: 'fatal alert from the server, inside ESPHome lines',
    source: 'https://github.com/jtenniswood/espframe/issues/160',
    log: `[11:25:38.850][I][immich:069]: Immich URL configured: https://immich.example.synology.me/
[11:25:54.077][I][esp-idf:000]: E (161612) esp-tls-mbedtls: mbedtls_ssl_handshake returned -0x7780
[11:25:54.078][I][esp-idf:000]: E (161613) esp-tls: Failed to open new connection
[11:25:54.078][I][esp-idf:000]: E (161614) HTTP_CLIENT: Connection failed, sock < 0
[11:25:54.080][E][http_request.idf:134]: HTTP Request failed: ESP_ERR_HTTP_CONNECT`,
    cause: 'protocol-mismatch',
    notProven: ['certificate-fault', 'refusal-reason'],
    ask: 'server-handshake',
  },
  {
    kind: 'record larger than the receive buffer',
    source: 'https://github.com/espressif/ESP8266_RTOS_SDK/issues/455',
    log: `mbedtls: ssl_tls.c:3582 bad message length
mbedtls: ssl_tls.c:3793 mbedtls_ssl_read_record_layer() returned -29184 (-0x7200)
E (128483) esp-tls: read error :-29184:`,
    cause: 'record-too-large',
    notProven: ['chain-is-the-record', 'certificate-fault'],
    ask: 'record-size',
  },
  {
    kind: 'end of file in the handshake',
    source: `${arduino}/6173`,
    log: 'E (22929) esp-tls: mbedtls_ssl_handshake returned -0x7280',
    cause: 'connection-cut',
    notProven: ['who-closed', 'certificate-fault'],
    ask: 'other-network',
  },
  {
    kind: 'check value of a record wrong in mid-download',
    source: `${idf}/16972`,
    log: `E (17:37:11.861) esp-tls-mbedtls: read error :-0x7180`,
    cause: 'data-garbled',
    notProven: ['certificate-fault', 'attack'],
    ask: 'other-network',
  },
  {
    kind: 'no memory for TLS, ESP-IDF v3.2',
    source: `${idf}/3869`,
    log: `I (11926) 999_main: server json: https://192.168.56.233:8070/999.json
E (12339) esp-tls: mbedtls_ssl_setup returned -0x7f00
E (12347) esp-tls: Failed to open new connection
E (12353) HTTP_CLIENT: Connection failed, sock < 0`,
    cause: 'out-of-memory',
    notProven: ['memory-leak', 'certificate-fault'],
    ask: 'heap',
  },
  {
    kind: 'no memory for a large number: the sum of two codes',
    source: `${idf}/222`,
    log: `E (57867091) example: mbedtls_ssl_handshake returned -0x4290
E (57867101) example: Last error was: -0x4290 - RSA - The public key operation failed : BIGNUM - Memory allocation failed`,
    cause: 'out-of-memory',
    notProven: ['memory-leak'],
    ask: 'heap',
  },
  {
    kind: 'no memory, Arduino core, then a refused connection that is none',
    source: 'https://github.com/ESPresense/ESPresense/issues/236',
    log: `[E][ssl_client.cpp:36] _handle_error(): [start_ssl_client():207]: (-32512) SSL - Memory allocation failed
[E][WiFiClientSecure.cpp:133] connect(): start_ssl_client: -32512
[E][HTTPUpdate.cpp:231] handleUpdate(): HTTP error: connection refused`,
    cause: 'out-of-memory',
    notProven: ['server-down', 'certificate-fault'],
    ask: 'heap',
  },
  {
    kind: 'no memory, Arduino core, seen as three failures to connect',
    source: 'https://github.com/SeedLabs-it/smartknob-firmware/issues/178',
    log: `[ 20358][E][ssl_client.cpp:37] _handle_error(): [start_ssl_client():264]: (-32512) SSL - Memory allocation failed
[ 20368][E][WiFiClientSecure.cpp:144] connect(): start_ssl_client: -32512
[ 20385][D][HTTPClient.cpp:1307] connect(): failed connect to api.spotify.com:443
[ 20393][W][HTTPClient.cpp:1682] returnError(): error(-1): connection refused`,
    cause: 'out-of-memory',
    notProven: ['server-down', 'memory-leak'],
    ask: 'heap',
  },
  {
    kind: 'no memory, as the 32 bits of a negative number',
    source: 'https://github.com/meshtastic/firmware/issues/6960',
    log: '[HTTPS:E] mbedtls_ssl_setup res=FFFF8100 (SSL - Memory allocation failed)',
    cause: 'out-of-memory',
    notProven: ['memory-leak'],
    ask: 'heap',
  },
  {
    kind: 'host name does not resolve',
    source: `${idf}/11153`,
    log: `D (339928) esp-tls: host:xxxxxxx.cloud: strlen 27
E (339928) esp-tls: couldn't get hostname for :xxxxxxxxxxxxxx.cloud: getaddrinfo() returns 202, addrinfo=0x0
E (339938) esp-tls: Failed to open new connection
E (339958) HTTP_CLIENT: Connection failed, sock < 0`,
    cause: 'name-not-resolved',
    notProven: ['server-down', 'certificate-fault'],
    ask: 'resolve-host',
  },
  {
    kind: 'no connection in time',
    source: 'https://github.com/techiesms/ESP-RainMaker-Demo-Code/issues/7',
    log: `[21:24:42.357][E][mqtt.idf:168]: Last error code reported from esp-tls: 0x8006
[21:24:42.357]Last tls stack error number: 0x0
[21:24:42.357]Last captured errno : 0 (Success)
[21:24:42.357][D][esp-idf:000][mqtt_task]: E (30736) esp-tls: [sock=57] select() timeout
[21:24:42.363][D][esp-idf:000][mqtt_task]: E (30738) transport_base: Failed to open a new connection: 32774`,
    cause: 'server-unreachable',
    notProven: ['server-down', 'certificate-fault'],
    ask: 'other-network',
  },
  {
    kind: 'host unreachable',
    source: 'https://github.com/espressif/esp-thread-br/issues/169',
    log: `I (2116) HTTP_CLIENT: Last esp error code: 0x8004
I (2116) HTTP_CLIENT: Last mbedtls failure: 0x0
E (2246) esp-tls: [sock=54] connect() error: Host is unreachable
E (2266) HTTP_CLIENT: Error perform http request ESP_ERR_HTTP_CONNECT`,
    cause: 'server-unreachable',
    notProven: ['server-down'],
    ask: 'other-network',
  },
  {
    kind: 'nothing to verify the server with',
    source: `${arduino}/8049`,
    log: `E (11895) esp-tls-mbedtls: No server verification option set in esp_tls_cfg_t structure. Check esp_tls API reference
E (11895) esp-tls-mbedtls: Failed to set client configurations, returned [0x8017] (ESP_ERR_MBEDTLS_SSL_SETUP_FAILED)
E (11904) esp-tls: create_ssl_handle failed
E (11912) TRANSPORT_BASE: Failed to open a new connection`,
    cause: 'no-verification-configured',
    notProven: ['certificate-fault', 'server-fault'],
    ask: 'firmware-image',
  },
  {
    kind: "firmware's own certificate does not parse",
    source: 'https://github.com/espressif/esp-aws-iot/issues/183',
    log: ` esp-tls-mbedtls: mbedtls_x509_crt_parse returned -0x2180
 esp-tls-mbedtls: Failed to set client pki context
 esp-tls-mbedtls: Failed to set client configurations, returned [0x8015] (ESP_ERR_MBEDTLS_X509_CRT_PARSE_FAILED)`,
    cause: 'own-certificate-unreadable',
    notProven: ['expired', 'server-fault'],
    ask: 'firmware-image',
  },
  {
    kind: 'web page instead of firmware',
    source: `${idf}/4780`,
    log: `I (641674) esp_https_ota: Starting OTA...
I (641674) esp_https_ota: Writing to partition subtype 16 at offset 0x170000
E (644744) esp_ota_ops: OTA image has invalid magic byte (expected 0xE9, saw 0x3c
E (644754) esp_https_ota: Error: esp_ota_write failed! err=0x0`,
    cause: 'answer-not-firmware',
    notProven: ['transfer-damaged', 'certificate-fault'],
    ask: 'fetch-url',
  },
  {
    kind: 'image refused after the download: merged image instead of the app',
    source: `${idf}/12108`,
    log: 'esp_image: Image hash failed - image is corrupt',
    cause: 'image-damaged',
    notProven: ['transfer-damaged', 'flash-defective'],
    ask: 'image-file',
  },
  {
    kind: 'image refused, the number in decimal',
    source: `${idf}/1772`,
    log: `E (15583) esp_image: Checksum failed. Calculated 0x79 read 0x0
E (15593) ota: esp_ota_end failed with 'ESP_ERR_OTA_VALIDATE_FAILED (5379)'`,
    cause: 'image-damaged',
    notProven: ['transfer-damaged', 'served-file-bad'],
    ask: 'image-file',
  },
  {
    kind: 'image signed with another key',
    source: `${idf}/12148`,
    log: `E (38877) esp_image: Secure boot signature verification failed
I (38877) esp_image: Calculating simple hash to check for corruption...
W (39097) esp_image: image valid, signature bad
E (39097) advanced_https_ota_example: ESP_HTTPS_OTA upgrade failed 0x1503`,
    cause: 'image-signature',
    notProven: ['transfer-damaged', 'attack'],
    ask: 'image-file',
  },
  {
    kind: 'image for another revision of the chip',
    source: `${arduino}/11387`,
    log: `boot_comm: Image requires efuse blk rev >= v251.85, but chip is v1.3
E (153132) WebServer: ota_end failed: 5379`,
    cause: 'image-wrong-chip',
    notProven: ['transfer-damaged'],
    ask: 'image-file',
  },
  {
    kind: 'redirect longer than the buffer',
    source: 'https://github.com/jjohnsen/esphome-altherma/issues/16',
    log: `[23:16:21][D][esp-idf:000][update_task]: E (31744) HTTP_CLIENT: Out of buffer
[23:16:21][E][http_request.idf:191][update_task]: esp_http_client_open failed: ESP_FAIL`,
    cause: 'header-too-long',
    notProven: ['memory-short', 'certificate-fault'],
    ask: 'fetch-url',
  },
  {
    kind: 'no slot that may be written',
    source: 'https://github.com/tronbyt/firmware-esp32/issues/97',
    log: `I (730417) esp_https_ota: Starting OTA...
I (730418) esp_https_ota: Writing to <app0> partition at offset 0xe0000
E (730418) esp_https_ota: esp_ota_begin failed (ESP_ERR_OTA_PARTITION_CONFLICT)`,
    cause: 'no-update-slot',
    notProven: ['served-file-bad'],
    ask: 'inspect-unit',
  },
  {
    kind: 'Wi-Fi network not found',
    source: `${arduino}/2639`,
    log: `[D][WiFiGeneric.cpp:342] _eventCallback(): Event: 5 - STA_DISCONNECTED
[W][WiFiGeneric.cpp:357] _eventCallback(): Reason: 201 - NO_AP_FOUND`,
    cause: 'access-point-absent',
    notProven: ['access-point-off', 'password-wrong'],
    ask: 'wifi-surroundings',
  },
  {
    kind: 'Wi-Fi keys not exchanged',
    source: `${arduino}/11742`,
    log: `[ 80945][V][STA.cpp:216] _onStaEvent(): STA Disconnected: SSID: NETWORK 1, BSSID: *****, Reason: 15
[ 80972][W][STA.cpp:137] _onStaArduinoEvent(): Reason: 15 - 4WAY_HANDSHAKE_TIMEOUT`,
    cause: 'wifi-password',
    notProven: ['password-wrong', 'access-point-off'],
    ask: 'wifi-credentials',
  },
  {
    kind: 'time never set',
    source: 'https://github.com/espressif/esp-google-iot/issues/6',
    log: `I (5108) APP: Initializing SNTP
I (5108) APP: Waiting for system time to be set...
I (7108) APP: Waiting for system time to be set...`,
    cause: 'clock-not-set',
    notProven: ['dates-checked'],
    ask: 'clock',
  },
  {
    kind: 'brown-out when the radio starts',
    source: 'https://github.com/bdring/FluidNC/issues/1269',
    log: `[MSG:INFO: Compiled with ESP32 SDK:v4.4.7-dirty]
Brownout detector was triggered

ets Jun  8 2016 00:22:57

rst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)`,
    cause: 'power-supply',
    notProven: ['supply-defective', 'unit-defective'],
    ask: 'supply',
  },
  {
    kind: 'stack overflow while the image is verified',
    source: 'https://github.com/bitaxeorg/ESP-Miner/pull/723',
    log: `I (37849) esp_image: segment 0: paddr=00b10020 vaddr=3c0e0020 size=2e738h (190264) map

***ERROR*** A stack overflow in task httpd has been detected.

Backtrace: 0x40375fc5:0x3fce0bc0 0x4037f151:0x3fce0be0`,
    cause: 'stack-too-small',
    notProven: ['memory-leak', 'unit-defective'],
    ask: 'backtrace',
  },
  {
    kind: 'settings store without a free page',
    source: `${idf}/5372`,
    log: `ESP_ERROR_CHECK failed: esp_err_t 0x110d (ESP_ERR_NVS_NO_FREE_PAGES) at 0x4008d938
file: "../main/main.c" line 64
expression: nvs_flash_init()
Rebooting...`,
    cause: 'settings-store',
    notProven: ['settings-lost', 'flash-defective'],
    ask: 'inspect-unit',
  },
  {
    kind: 'no bootloader that the ROM can read',
    source: 'https://github.com/espressif/esptool/issues/553',
    log: `rst:0x10 (RTCWDT_RTC_RESET),boot:0x1f (SPI_FAST_FLASH_BOOT)
flash read err, 1000
ets_main.c 371`,
    cause: 'flash-unreadable',
    notProven: ['flash-defective', 'unit-defective'],
    ask: 'inspect-unit',
  },
  {
    kind: 'one slot empty',
    source: `${idf}/11903`,
    log: `E (129) esp_image: image at 0x1010000 has invalid magic byte (nothing flashed here?)
E (137) boot: OTA app partition slot 1 is not bootable`,
    cause: 'image-damaged',
    notProven: ['no-app-boots', 'flash-defective'],
    ask: 'image-file',
  },
  {
    kind: 'connection reset in the handshake',
    source: `${arduino}/8689`,
    log: 'mbedtls_ssl_handshake returned -0x0050',
    cause: 'connection-cut',
    notProven: ['who-closed', 'server-down'],
    ask: 'other-network',
  },
  {
    kind: 'file that the server does not hand out',
    source: `${idf}/6854`,
    log: `I (5680) advanced_https_ota_example: Starting Advanced OTA example
E (7060) esp_https_ota: File not found(403)
E (7060) esp_https_ota: Failed to establish HTTP connection`,
    cause: 'access-denied',
    notProven: ['certificate-fault', 'unit-defective'],
    ask: 'fetch-url',
  },
  {
    kind: 'redirect that the Arduino core does not follow',
    source: `${arduino}/4764`,
    log: '[E][HTTPUpdate.cpp:358] handleUpdate(): HTTP Code is (301)',
    cause: 'redirect-not-followed',
    notProven: ['certificate-fault'],
    ask: 'fetch-url',
  },
  {
    kind: 'download that ends with its first bytes',
    source: `${idf}/5736`,
    log: `I (5357) esp_https_ota: Starting OTA...
I (5367) esp_https_ota: Writing to partition subtype 16 at offset 0x110000
D (5367) HTTP_CLIENT: esp_transport_read returned:-1 and errno:128
E (5367) esp_https_ota: Connection closed, errno = 128
E (5377) esp_https_ota: Complete headers were not received`,
    cause: 'connection-cut',
    notProven: ['who-closed', 'download-complete'],
    ask: 'other-network',
  },
  {
    kind: 'second attempt finds no server, ESP-IDF v3.2',
    source: `${idf}/3909`,
    log: `I (2304) event: sta ip: 192.168.123.11, mask: 255.255.255.0, gw: 192.168.123.1
E (20564) esp-tls: Failed to connnect to host (errno 113)
E (20564) esp-tls: Failed to open new connection`,
    cause: 'server-unreachable',
    notProven: ['server-down', 'certificate-fault'],
    ask: 'other-network',
  },
  {
    kind: 'partition table made for a larger flash',
    source: 'https://github.com/espressif/esp-mdf/issues/118',
    log: `I (30) boot: ESP-IDF v3.2.2-42-g4a9f33944 2nd stage bootloader
I (44) boot: SPI Flash Size : 2MB
E (48) flash_parts: partition 4 invalid - offset 0x1f0000 size 0x1e0000 exceeds flash chip size 0x200000
E (58) boot: Failed to verify partition table
E (63) boot: load partition table error!`,
    cause: 'partition-table-damaged',
    notProven: ['flash-defective'],
    ask: 'inspect-unit',
  },
  {
    kind: 'no firmware in any slot, colours halved',
    source: 'https://github.com/windowsair/wireless-esp8266-dap/issues/46',
    log: `[0;32mI (84) boot: Partition Table:[0m
[0;32mI (101) boot: End of partition table[0m
[0;31mE (108) boot: No bootable app partitions in the partition table[0m
user code done`,
    cause: 'no-bootable-firmware',
    notProven: ['flash-defective', 'unit-defective'],
    ask: 'inspect-unit',
  },
  {
    kind: 'boot pin low at reset',
    source: `${arduino}/577`,
    log: `17:29:34.313 -> ets Jul 29 2019 12:21:46
17:29:34.313 ->
17:29:34.313 -> rst:0x1 (POWERON_RESET),boot:0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))
17:29:34.313 -> waiting for download`,
    cause: 'held-in-download-mode',
    notProven: ['flash-defective', 'unit-defective'],
    ask: 'boot-pin',
  },
  {
    kind: 'crash during an update',
    source: `${arduino}/2212`,
    log: `Guru Meditation Error: Core  1 panic'ed (LoadStoreError). Exception was unhandled.
Core 1 register dump:
PC      : 0x400da9e8  PS      : 0x00060230  A0      : 0x800daa8c  A1      : 0x3ffcf320`,
    cause: 'firmware-crash',
    notProven: ['crash-reason', 'unit-defective'],
    ask: 'backtrace',
  },
];
