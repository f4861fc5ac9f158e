// SPDX-License-Identifier: Apache-2.0
// Feeds the parsers with mutated bytes under sanitizers. With libFuzzer where clang has it (-DRCV_LIBFUZZER), else with
// the generator below, which is the same for the same seed.
#include "rcv.h"
#include "rcv_internal.h"
#include "transfer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static void run_info(const uint8_t *bytes, size_t len) {
    uint8_t *out = NULL;
    size_t out_len;
    if (rcv_info_handle(bytes, len, &out, &out_len) == 0) free(out);
}

// Every other request for the seeds' transfer gets the current number and a right checksum: without both, nothing that
// stands behind those checks would ever be reached.
static uint8_t *repair(const uint8_t *bytes, size_t len, size_t *out_len) {
    Rcv__FwRequest *request = rcv__fw_request__unpack(NULL, len, bytes);
    uint8_t *out = NULL;
    bool has_data = request != NULL && (request->op_case == RCV__FW_REQUEST__OP_DATA || request->op_case == RCV__FW_REQUEST__OP_TABLE);
    if (has_data && request->data->transfer == FUZZ_MARK) {
        request->data->transfer = rcv_transfer.id;
        request->data->crc32 = rcv_port_crc32(request->data->data.data, request->data->data.len);
        *out_len = rcv__fw_request__get_packed_size(request);
        out = malloc(*out_len);
        if (out != NULL) rcv__fw_request__pack(request, out);
    }
    if (request != NULL) rcv__fw_request__free_unpacked(request, NULL);
    return out;
}

static void run_fw(const uint8_t *bytes, size_t len) {
    uint8_t *out = NULL;
    size_t out_len, repaired_len = 0;
    uint8_t *repaired = repair(bytes, len, &repaired_len);
    rcv_transfer.failed_finishes = 0; // else the fifth would be the last
    if (rcv_transfer.state == RCV_ACTIVATED) rcv_transfer.state = RCV_IDLE; // a unit would restart
    int failed = repaired == NULL ? rcv_fw_handle(bytes, len, &out, &out_len) : rcv_fw_handle(repaired, repaired_len, &out, &out_len);
    if (failed == 0) free(out);
    free(repaired);
}

static void run_manifest(const uint8_t *bytes, size_t len) {
    rcv_partition_t target = {"ota_1", 0x20000, 0x10000};
    uint8_t signature[64] = {0x80};
    rcv_manifest_t manifest;
    Rcv__Begin begin = RCV__BEGIN__INIT;
    begin.manifest = (ProtobufCBinaryData){len, (uint8_t *)bytes};
    begin.signature = (ProtobufCBinaryData){sizeof signature, signature};
    begin.key_id = (ProtobufCBinaryData){RCV_KEY_ID, (uint8_t *)rcv_key_id(0)};
    rcv_manifest_check(&begin, &target, &manifest);
}

static void run_bundle(const uint8_t *bytes, size_t len) {
    rcv_bundle_t bundle;
    rcv_bundle_entry_t entry;
    rcv_certificate_t certificate;
    char text[96];
    rcv_parse_certificate((rcv_span_t){bytes, len}, &certificate);
    if (!rcv_bundle_open((rcv_span_t){bytes, len}, &bundle)) return;
    for (uint32_t i = 0; i < bundle.count && rcv_bundle_read(&bundle, i, &entry); i++) {
        rcv_name_text(entry.name, text, sizeof text);
    }
}

static void run_head(const uint8_t *bytes, size_t len) {
    rcv_head_t head;
    if (len >= RCV_HEAD) rcv_parse_head(bytes, &head);
}

// Every question about a trust store of these bytes.
static void run_trust(const uint8_t *bytes, size_t len) {
    Rcv__TrustQuery query = RCV__TRUST_QUERY__INIT;
    Rcv__TrustRead read = RCV__TRUST_READ__INIT;
    Rcv__TrustPage *page = NULL;
    Rcv__TrustBytes *piece = NULL;
    uint8_t digest[RCV_SHA256];
    query.count = 100;
    query.names = 1;
    read.index = len % 3;
    read.max = 100;
    fuzz_set_trust(bytes, len);
    if (rcv_trust_page(&query, 300, &page) == RCV__STATUS__OK) rcv_trust_page_free(page);
    if (rcv_trust_read(&read, 200, &piece) == RCV__STATUS__OK) rcv_trust_bytes_free(piece);
    rcv_trust_digest(digest);
    fuzz_set_trust(NULL, 0);
}

static void (*const targets[])(const uint8_t *, size_t) = {run_info, run_fw, run_manifest, run_bundle, run_head, run_trust};
#define TARGETS (sizeof targets / sizeof targets[0])

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    fuzz_start();
    if (len > 0) targets[bytes[0] % TARGETS](bytes + 1, len - 1);
    return 0;
}

#ifndef RCV_LIBFUZZER

#define INPUT_ROOM 2048

static uint64_t state;

static uint32_t next(void) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33);
}

static size_t mutate(uint8_t *bytes, size_t len) {
    uint32_t changes = next() % 2 * (next() % 6); // half of them stay sound, so that transfers get to their end
    for (uint32_t i = 0; i < changes && len > 1; i++) {
        size_t at = 1 + next() % (len - 1);
        switch (next() % 6) {
        case 0: bytes[at] ^= (uint8_t)(1u << next() % 8); break;
        case 1: bytes[at] = (uint8_t)next(); break;
        case 2: bytes[at] = next() % 2 ? 0xff : 0; break;
        case 3: len = at + 1; break;
        case 4:
            if (len < INPUT_ROOM) {
                memmove(bytes + at + 1, bytes + at, len - at);
                bytes[at] = (uint8_t)next();
                len++;
            }
            break;
        default:
            memmove(bytes + at, bytes + at + 1, len - at - 1);
            len--;
            break;
        }
    }
    return len;
}

// fuzz COUNT [SEED]
int main(int argc, char **argv) {
    uint32_t count = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 0) : 100000;
    state = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
    static uint8_t bytes[INPUT_ROOM + 1];
    fuzz_start();
    for (uint32_t i = 0; i < count; i++) {
        size_t len = fuzz_seed(next(), bytes, INPUT_ROOM);
        if (next() % 16 == 0) {
            len = 1 + next() % 300;
            for (size_t at = 1; at < len; at++) bytes[at] = (uint8_t)next();
        }
        len = mutate(bytes, len);
        // A block of exactly this length: a read past it is seen.
        uint8_t *input = malloc(len);
        if (input == NULL) return 1;
        memcpy(input, bytes, len);
        LLVMFuzzerTestOneInput(input, len);
        free(input);
    }
    printf("%u inputs\n", (unsigned)count);
    return 0;
}

#endif
