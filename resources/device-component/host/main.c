// SPDX-License-Identifier: Apache-2.0
// rcv-device: the component as a program, its flash in a file, served on 127.0.0.1.
#include "host.h"
#include "rcv.h"
#include "rcv_internal.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_LIST 8

host_options_t host = {
    .table_offset = 0x8000,
    .chip = {.chip_rev = 301, .boot_reason = 1, .device_id = {0x24, 0x6f, 0x28, 0xaa, 0xbb, 0x01}, .device_id_len = 6},
    .cookies = true,
    .security = 0,
    .patch = 1,
    .username = "wifiprov",
};

static rcv_key_t keys[MAX_LIST];
static rcv_anchor_t anchors[MAX_LIST];
static const char *urls[MAX_LIST];
static const rcv_nvs_anchor_t nvs_anchor = {"trust", "ca"};
static host_build_t builds[MAX_LIST];
static size_t build_count;
static uint32_t own_build;
static bool low_power;

static bool power_ok(void *context) {
    (void)context;
    return !low_power;
}

static rcv_config_t config = {
    .product = "seed-radio",
    .hw_rev = "A",
    .max_message = 4096,
    .keys = keys,
    .anchors = anchors,
    .urls = urls,
    .power_ok = power_ok,
};

static const char usage[] =
    "rcv-device --flash FILE --key PUBLIC.pem [options]\n"
    "  unit       --product NAME --hw-rev REV --build N --build-of VERSION=N --mode N --device-id HEX --chip-id N\n"
    "             --chip-rev N --secure-version N --table-offset N --low-power\n"
    "  trust      --anchors FILE --bundle FILE --nvs-anchor FILE (each but --bundle PEM or DER)\n"
    "  update     --url URL --date-check N --tls-in-len N --tls-max N --verify N --last-error N\n"
    "  boot       --rollback --bootloader --respawn --restart-ms N\n"
    "  link       --port N --max-message N --socket-sessions --sec 0|1|2 --sec-patch 0|1 --pop TEXT --user TEXT\n"
    "  faults     --cut-at N --drop-answer N --erase-ms N --verify-ms N --control\n";

enum option_id {
    FLASH = 256, KEY, PRODUCT, HW_REV, BUILD, BUILD_OF, MODE, DEVICE_ID, CHIP_ID, CHIP_REV, SECURE_VERSION, TABLE_OFFSET,
    LOW_POWER, ANCHORS, BUNDLE, NVS_ANCHOR, URL, DATE_CHECK, TLS_IN_LEN, TLS_MAX, VERIFY, LAST_ERROR, ROLLBACK, BOOTLOADER,
    RESPAWN, RESTART_MS, PORT, MAX_MESSAGE, SOCKET_SESSIONS, SEC, SEC_PATCH, POP, USER, CUT_AT, DROP_ANSWER, ERASE_MS,
    VERIFY_MS, CONTROL,
};

static const struct option options[] = {
    {"flash", 1, NULL, FLASH}, {"key", 1, NULL, KEY}, {"product", 1, NULL, PRODUCT}, {"hw-rev", 1, NULL, HW_REV},
    {"build", 1, NULL, BUILD}, {"build-of", 1, NULL, BUILD_OF}, {"mode", 1, NULL, MODE},
    {"device-id", 1, NULL, DEVICE_ID}, {"chip-id", 1, NULL, CHIP_ID}, {"chip-rev", 1, NULL, CHIP_REV},
    {"secure-version", 1, NULL, SECURE_VERSION}, {"table-offset", 1, NULL, TABLE_OFFSET},
    {"low-power", 0, NULL, LOW_POWER}, {"anchors", 1, NULL, ANCHORS}, {"bundle", 1, NULL, BUNDLE},
    {"nvs-anchor", 1, NULL, NVS_ANCHOR}, {"url", 1, NULL, URL}, {"date-check", 1, NULL, DATE_CHECK},
    {"tls-in-len", 1, NULL, TLS_IN_LEN}, {"tls-max", 1, NULL, TLS_MAX}, {"verify", 1, NULL, VERIFY},
    {"last-error", 1, NULL, LAST_ERROR}, {"rollback", 0, NULL, ROLLBACK}, {"bootloader", 0, NULL, BOOTLOADER},
    {"respawn", 0, NULL, RESPAWN}, {"restart-ms", 1, NULL, RESTART_MS}, {"port", 1, NULL, PORT},
    {"max-message", 1, NULL, MAX_MESSAGE}, {"socket-sessions", 0, NULL, SOCKET_SESSIONS}, {"sec", 1, NULL, SEC},
    {"sec-patch", 1, NULL, SEC_PATCH}, {"pop", 1, NULL, POP}, {"user", 1, NULL, USER}, {"cut-at", 1, NULL, CUT_AT},
    {"drop-answer", 1, NULL, DROP_ANSWER}, {"erase-ms", 1, NULL, ERASE_MS}, {"verify-ms", 1, NULL, VERIFY_MS},
    {"control", 0, NULL, CONTROL}, {NULL, 0, NULL, 0},
};

// The whole file; a PEM text keeps a final NUL, which Mbed TLS wants counted.
static uint8_t *read_file(const char *name, size_t *len) {
    FILE *file = fopen(name, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) host_fail(name);
    *len = (size_t)ftell(file);
    rewind(file);
    uint8_t *bytes = calloc(1, *len + 1);
    if (bytes == NULL || fread(bytes, 1, *len, file) != *len) host_fail(name);
    fclose(file);
    if (*len > 0 && bytes[0] == '-') ++*len;
    return bytes;
}

static void set_device_id(const char *hex) {
    unsigned byte;
    host.chip.device_id_len = 0;
    for (; sscanf(hex, "%2x", &byte) == 1 && host.chip.device_id_len < RCV_DEVICE_ID_MAX; hex += 2) {
        host.chip.device_id[host.chip.device_id_len++] = (uint8_t)byte;
        if (hex[1] == 0) return;
    }
}

static void add_build(char *pair) {
    char *equals = strrchr(pair, '=');
    if (equals == NULL || build_count == MAX_LIST) return;
    *equals = 0;
    builds[build_count++] = (host_build_t){pair, (uint32_t)strtoul(equals + 1, NULL, 0)};
}

static void add(enum option_id id, const char *name) {
    if (id == URL && config.url_count < MAX_LIST) urls[config.url_count++] = name;
    if (id == KEY && config.key_count < MAX_LIST) {
        rcv_key_t *key = &keys[config.key_count++];
        key->data = read_file(name, &key->len);
    }
    if (id == ANCHORS && config.anchor_count < MAX_LIST) {
        rcv_anchor_t *anchor = &anchors[config.anchor_count++];
        anchor->data = read_file(name, &anchor->len);
    }
}

static void apply(enum option_id id, char *value) {
    uint32_t number = value == NULL ? 0 : (uint32_t)strtoul(value, NULL, 0);
    switch (id) {
    case FLASH: host.flash = value; break;
    case PRODUCT: config.product = value; break;
    case HW_REV: config.hw_rev = value; break;
    case BUILD: own_build = number; break;
    case BUILD_OF: add_build(value); break;
    case MODE: config.mode = number; break;
    case DEVICE_ID: set_device_id(value); break;
    case CHIP_ID: host.chip.chip_id = number; break;
    case CHIP_REV: host.chip.chip_rev = number; break;
    case SECURE_VERSION: host.chip.secure_version = number; break;
    case TABLE_OFFSET: host.table_offset = number; break;
    case LOW_POWER: low_power = true; break;
    case BUNDLE: config.bundle = read_file(value, &config.bundle_len); break;
    case NVS_ANCHOR: host.nvs_anchor = value; break;
    case DATE_CHECK: config.date_check = number; break;
    case TLS_IN_LEN: config.tls_in_len = number; break;
    case TLS_MAX: config.tls_max_version = number; break;
    case VERIFY: config.verify = number; break;
    case LAST_ERROR: rcv_note_update_error((int32_t)strtol(value, NULL, 0), 0); break;
    case ROLLBACK: host.rollback = true; break;
    case BOOTLOADER: host.bootloader = true; break;
    case RESPAWN: host.respawn = true; break;
    case RESTART_MS: host.restart_ms = number; break;
    case PORT: host.port = number; break;
    case MAX_MESSAGE: config.max_message = number; break;
    case SOCKET_SESSIONS: host.cookies = false; break;
    case SEC: host.security = number; break;
    case SEC_PATCH: host.patch = number; break;
    case POP: host.pop = value; break;
    case USER: host.username = value; break;
    case CUT_AT: host.cut_at = number; break;
    case DROP_ANSWER: host.drop_answer = number; break;
    case ERASE_MS: host.erase_ms = number; break;
    case VERIFY_MS: host.verify_ms = number; break;
    case CONTROL: host.control = true; break;
    default: add(id, value); break;
    }
}

static void parse(int argc, char **argv) {
    int id;
    while ((id = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (id == '?') break;
        apply((enum option_id)id, optarg);
    }
    if (id == -1 && host.flash != NULL && config.key_count > 0 && (host.security != 2 || host.pop != NULL)) return;
    fputs(usage, stderr);
    exit(2);
}

// The build number is a constant of each firmware; here it goes by the version of the app that runs.
static uint32_t build_of_running(void) {
    rcv_partition_t running;
    rcv_head_t head;
    if (!rcv_port_running(&running) || !rcv_read_head(&running, &head)) return own_build;
    for (size_t i = 0; i < build_count; i++) {
        if (strcmp(builds[i].version, head.version) == 0) return builds[i].build;
    }
    return own_build;
}

int main(int argc, char **argv) {
    host.argv = argv;
    char *command_line[256] = {NULL};
    for (int i = 0; i < argc && i < 255; i++) command_line[i] = strdup(argv[i]);
    parse(argc, argv);
    host.argv = command_line; // getopt and add_build change argv
    const char *port = getenv("RCV_DEVICE_PORT");
    if (host.port == 0 && port != NULL) host.port = (unsigned)strtoul(port, NULL, 10);
    flash_open();
    boot_open();
    config.build = build_of_running();
    if (host.nvs_anchor != NULL) {
        config.nvs_anchors = &nvs_anchor;
        config.nvs_anchor_count = 1;
    }
    if (!rcv_start(&config)) {
        fputs("rcv-device: a key is no P-256 public key, or the message size is too small\n", stderr);
        return 2;
    }
    http_serve();
}
