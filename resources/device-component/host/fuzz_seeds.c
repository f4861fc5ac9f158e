// SPDX-License-Identifier: Apache-2.0
// What the fuzzer starts from: a unit that boots, and one sound message of each kind.
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "transfer.h"
#include "mbedtls/base64.h"
#include "mbedtls/pk.h"

#define FLASH_SIZE 0x40000
#define APP 0x10000
#define APP_SIZE 0x10000
#define SEGMENT 4000
#define IMAGE_SIZE 4048

host_options_t host = {.table_offset = 0x8000, .chip = {.device_id = {1, 2, 3, 4, 5, 6}, .device_id_len = 6}};

static const uint8_t public_key[] = "-----BEGIN PUBLIC KEY-----\n"
                                    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE3c8kUe1sC4JY2lQNBDFKMmhlFv+P\n"
                                    "TUtclAcI+Bbv52FqylmbkL7m2HFrOr4MpDpHDK/Zk5G/uh3NT1Ap73STHQ==\n"
                                    "-----END PUBLIC KEY-----\n";
static uint8_t image[IMAGE_SIZE];

// Any signature holds, so that what stands behind the check is reached. Its own parsing still runs.
int __wrap_mbedtls_pk_verify(mbedtls_pk_context *pk, mbedtls_md_type_t type, const unsigned char *hash, size_t hash_len,
                             const unsigned char *signature, size_t signature_len);
int __wrap_mbedtls_pk_verify(mbedtls_pk_context *pk, mbedtls_md_type_t type, const unsigned char *hash, size_t hash_len,
                             const unsigned char *signature, size_t signature_len) {
    (void)pk, (void)type, (void)hash, (void)hash_len;
    volatile unsigned char sum = 0;
    for (size_t i = 0; i < signature_len; i++) sum ^= signature[i];
    return 0;
}

// The unit never restarts.
void __wrap_rcv_port_restart_in(uint32_t ms);
void __wrap_rcv_port_restart_in(uint32_t ms) {
    (void)ms;
}

static void build_image(void) {
    uint8_t checksum = 0xef;
    image[0] = 0xe9;
    image[1] = 1;
    image[28] = SEGMENT & 0xff;
    image[29] = SEGMENT >> 8;
    memcpy(image + 0x20, "\x32\x54\xcd\xab", 4);
    strcpy((char *)image + 0x30, "1.0");
    strcpy((char *)image + 0x50, "fuzz");
    for (int i = 32; i < 32 + SEGMENT; i++) checksum ^= image[i];
    image[(32 + SEGMENT) | 15] = checksum;
}

static void entry(uint8_t *at, uint8_t type, uint8_t subtype, uint32_t offset, const char *label) {
    memset(at, 0, 32);
    memcpy(at, "\xaa\x50", 2);
    at[2] = type;
    at[3] = subtype;
    for (int i = 0; i < 4; i++) at[4 + i] = (uint8_t)(offset >> (8 * i));
    at[10] = type == 0 ? 1 : 0;
    at[9] = type == 0 ? 0 : 0x20;
    strcpy((char *)at + 12, label);
}

static const rcv_key_t key = {public_key, sizeof public_key};
static rcv_anchor_t anchor;
static const char *const url = "https://fw.example.com/latest.bin";
static rcv_config_t config = {.product = "fuzz", .hw_rev = "A", .build = 5, .max_message = 512, .keys = &key,
                              .key_count = 1, .anchors = &anchor, .anchor_count = 1, .urls = &url, .url_count = 1};

void fuzz_set_trust(const uint8_t *bytes, size_t len) {
    anchor = (rcv_anchor_t){bytes, len};
    config.bundle = bytes;
    config.bundle_len = len;
}

static char flash_name[] = "/tmp/rcv-fuzz-XXXXXX";

static void clean_up(void) {
    char values[sizeof flash_name + 8];
    snprintf(values, sizeof values, "%s.kv", flash_name);
    unlink(values);
    unlink(flash_name);
}

void fuzz_start(void) {
    static uint8_t flash[FLASH_SIZE];
    static bool started;
    if (started) return;
    started = true;
    build_image();
    memset(flash, 0xff, sizeof flash);
    entry(flash + 0x8000, 1, 0, 0xd000, "otadata");
    entry(flash + 0x8020, 0, 0x10, APP, "ota_0");
    entry(flash + 0x8040, 0, 0x11, APP + APP_SIZE, "ota_1");
    memcpy(flash + APP, image, sizeof image);
    int file = mkstemp(flash_name);
    if (file < 0 || write(file, flash, sizeof flash) != (ssize_t)sizeof flash) host_fail(flash_name);
    close(file);
    host.flash = flash_name;
    flash_open();
    atexit(clean_up);
    boot_open();
    if (!rcv_start(&config)) host_fail("start");
}

static size_t manifest(uint8_t *out, uint32_t choice) {
    Rcv__Manifest of = RCV__MANIFEST__INIT;
    char *hardware[] = {"A", "B"};
    ProtobufCBinaryData device = {6, host.chip.device_id};
    uint8_t digest[32] = {0};
    if (choice % 8 != 0) rcv_sha256(image, sizeof image, digest);
    of.format = 1;
    of.product = "fuzz";
    of.project = "fuzz";
    of.version = "1.0";
    of.build = choice % 2 ? 6 : 4;
    of.n_hw_rev = 2;
    of.hw_rev = hardware;
    of.image_size = IMAGE_SIZE;
    of.image_sha256 = (ProtobufCBinaryData){32, digest};
    if (choice % 2 == 0) {
        of.n_only_devices = 1;
        of.only_devices = &device;
        of.flags = 1;
        of.issued_at = 7;
    }
    if (choice % 4 == 1) {
        of.block_size = 4096;
        of.block_table_sha256 = (ProtobufCBinaryData){32, digest};
    }
    return rcv__manifest__pack(&of, out);
}

static size_t fw(uint8_t *out, uint32_t choice) {
    Rcv__FwRequest of = RCV__FW_REQUEST__INIT;
    Rcv__Begin begin = RCV__BEGIN__INIT;
    Rcv__Data data = RCV__DATA__INIT;
    Rcv__Empty empty = RCV__EMPTY__INIT;
    uint8_t bytes[512], signature[64] = {1};
    of.v = 1;
    static const int operations[] = {10, 11, 11, 11, 12, 13, 14, 15, 16, 17};
    of.op_case = (Rcv__FwRequest__OpCase)operations[choice % 10];
    of.status = &empty;
    if (of.op_case == RCV__FW_REQUEST__OP_BEGIN) {
        begin.manifest = (ProtobufCBinaryData){manifest(bytes, choice / 10), bytes};
        begin.signature = (ProtobufCBinaryData){64, signature};
        begin.key_id = (ProtobufCBinaryData){8, (uint8_t *)rcv_key_id(0)};
        begin.restart = choice % 3 == 0;
        of.begin = &begin;
    } else if (of.op_case == RCV__FW_REQUEST__OP_DATA || of.op_case == RCV__FW_REQUEST__OP_TABLE) {
        data.transfer = FUZZ_MARK;
        data.offset = rcv_transfer.state == RCV_TABLE ? 0 : rcv_transfer.next_offset;
        size_t left = data.offset < IMAGE_SIZE ? IMAGE_SIZE - data.offset : 1;
        data.data = (ProtobufCBinaryData){left < 1800 ? left : 1800, image + (data.offset < IMAGE_SIZE ? data.offset : 0)};
        if (of.op_case == RCV__FW_REQUEST__OP_TABLE) data.data.len = 32;
        data.crc32 = rcv_port_crc32(data.data.data, data.data.len);
        of.data = &data;
    }
    return rcv__fw_request__pack(&of, out);
}

static size_t info(uint8_t *out, uint32_t choice) {
    Rcv__InfoRequest of = RCV__INFO_REQUEST__INIT;
    Rcv__Empty empty = RCV__EMPTY__INIT;
    Rcv__TrustQuery query = RCV__TRUST_QUERY__INIT;
    Rcv__TrustRead read = RCV__TRUST_READ__INIT;
    of.v = 1;
    of.op_case = (Rcv__InfoRequest__OpCase)(10 + choice % 5);
    of.device = &empty;
    query.count = 10;
    query.names = 1;
    read.max = 300;
    if (of.op_case == RCV__INFO_REQUEST__OP_TRUST) of.trust = &query;
    if (of.op_case == RCV__INFO_REQUEST__OP_READ) of.read = &read;
    if (of.op_case == RCV__INFO_REQUEST__OP_ATTEST) of.op_case = RCV__INFO_REQUEST__OP_DEVICE;
    return rcv__info_request__pack(&of, out);
}

static const uint8_t name[] = {0x30, 0x0e, 0x31, 0x0c, 0x30, 0x0a, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0c, 0x03, 'R', 'o', 'o'};
static const uint8_t spki[] = {0x30, 0x0c, 0x30, 0x05, 0x06, 0x03, 0x2a, 0x03, 0x04, 0x03, 0x03, 0x00, 0x01, 0x02};

static size_t bundle(uint8_t *out, bool offsets) {
    uint8_t *at = out;
    memset(out, 0, 8);
    if (offsets) {
        out[0] = 8;
        out[4] = (uint8_t)(12 + sizeof name + sizeof spki);
        at += 8;
    } else {
        out[1] = 2;
        at += 2;
    }
    for (int i = 0; i < 2; i++) {
        *at++ = offsets ? sizeof name : 0;
        *at++ = offsets ? 0 : sizeof name;
        *at++ = offsets ? sizeof spki : 0;
        *at++ = offsets ? 0 : sizeof spki;
        memcpy(at, name, sizeof name);
        memcpy(at + sizeof name, spki, sizeof spki);
        at += sizeof name + sizeof spki;
    }
    return (size_t)(at - out);
}

// Version 3, serial number, algorithm, issuer, validity, subject, key.
static size_t certificate(uint8_t *out) {
    static const uint8_t validity[] = {0x30, 0x1e, 0x17, 0x0d, '2', '0', '0', '1', '0', '1', '0', '0', '0', '0', '0', '0', 'Z',
                                       0x17, 0x0d, '4', '0', '0', '1', '0', '1', '0', '0', '0', '0', '0', '0', 'Z'};
    static const uint8_t first[] = {0xa0, 0x03, 0x02, 0x01, 0x02, 0x02, 0x01, 0x07, 0x30, 0x00};
    uint8_t *at = out + 4;
    const struct { const uint8_t *bytes; size_t len; } parts[] = {
        {first, sizeof first}, {name, sizeof name}, {validity, sizeof validity}, {name, sizeof name}, {spki, sizeof spki}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        memcpy(at, parts[i].bytes, parts[i].len);
        at += parts[i].len;
    }
    out[0] = out[2] = 0x30;
    out[3] = (uint8_t)(at - out - 4);
    out[1] = (uint8_t)(out[3] + 2);
    return (size_t)(at - out);
}

static size_t pem(uint8_t *out) {
    static const char begin[] = "-----BEGIN CERTIFICATE-----\n", end[] = "\n-----END CERTIFICATE-----\n";
    uint8_t der[256];
    size_t len, used = sizeof begin - 1;
    memcpy(out, begin, used);
    mbedtls_base64_encode(out + used, 512, &len, der, certificate(der));
    memcpy(out + used + len, end, sizeof end);
    return used + len + sizeof end;
}

size_t fuzz_seed(uint32_t choice, uint8_t *out, size_t max) {
    (void)max; // every seed is shorter
    out[0] = (uint8_t)(choice % 6);
    choice /= 6;
    switch (out[0]) {
    case 0: return 1 + info(out + 1, choice);
    case 1: return 1 + fw(out + 1, choice);
    case 2: return 1 + manifest(out + 1, choice);
    case 3: return 1 + (choice % 3 == 0 ? certificate(out + 1) : bundle(out + 1, choice % 3 == 1));
    case 4: memcpy(out + 1, image, RCV_HEAD); return 1 + RCV_HEAD;
    default: return 1 + (choice % 4 == 0 ? certificate(out + 1) : choice % 4 == 1 ? pem(out + 1) : bundle(out + 1, choice % 4 == 2));
    }
}
