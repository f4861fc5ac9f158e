// SPDX-License-Identifier: Apache-2.0
// Endpoint rcv-info: what the unit is, what it trusts, how it updates itself. Reads only.
#include "rcv_internal.h"

#include <stdlib.h>
#include <string.h>

#define MAX_SLOTS 17

const rcv_config_t *rcv_config;

static struct {
    int32_t error;
    uint32_t verify_flags;
} last_update;

bool rcv_start(const rcv_config_t *config) {
    rcv_config = config;
    if (config->product == NULL || config->hw_rev == NULL || config->max_message < RCV_MIN_MESSAGE) return false;
    return rcv_keys_load() && rcv_fw_start();
}

void rcv_note_update_error(int32_t error, uint32_t verify_flags) {
    last_update.error = error;
    last_update.verify_flags = verify_flags;
}

size_t rcv_answer_room(void) {
    return rcv_config->max_message < RCV_MAX_REQUEST ? rcv_config->max_message : RCV_MAX_REQUEST;
}

// A multiple of 16, as flash encryption writes.
uint32_t rcv_max_data(void) {
    uint32_t data = ((uint32_t)rcv_answer_room() - RCV_ENVELOPE) & ~15u;
    return data < RCV_MAX_DATA ? data : RCV_MAX_DATA;
}

static int encode(const Rcv__InfoResponse *answer, uint8_t **out, size_t *out_len) {
    size_t len = rcv__info_response__get_packed_size(answer);
    *out = malloc(len > 0 ? len : 1);
    if (*out == NULL) return -1;
    *out_len = rcv__info_response__pack(answer, *out);
    return 0;
}

static int refuse(Rcv__Status status, uint8_t **out, size_t *out_len) {
    Rcv__InfoResponse answer = RCV__INFO_RESPONSE__INIT;
    answer.v = RCV_PROTOCOL_VERSION;
    answer.status = status;
    return encode(&answer, out, out_len);
}

static int device(Rcv__InfoResponse *answer, uint8_t **out, size_t *out_len) {
    Rcv__DeviceInfo info = RCV__DEVICE_INFO__INIT;
    rcv_chip_t chip;
    rcv_partition_t running = {0}, target = {0};
    rcv_head_t head = {0};
    uint8_t store[RCV_SHA256];
    ProtobufCBinaryData key_ids[4];
    rcv_port_chip(&chip);
    if (rcv_port_running(&running)) rcv_read_head(&running, &head);
    if (!rcv_trust_digest(store)) return refuse(RCV__STATUS__BUSY, out, out_len);
    info.min_v = info.max_v = RCV_PROTOCOL_VERSION;
    info.project = head.project;
    info.version = head.version;
    info.idf = head.idf;
    if (head.described) info.elf_sha256 = (ProtobufCBinaryData){RCV_SHA256, head.elf_sha256};
    info.build = rcv_config->build;
    info.product = (char *)rcv_config->product;
    info.hw_rev = (char *)rcv_config->hw_rev;
    info.device_id = (ProtobufCBinaryData){chip.device_id_len, chip.device_id};
    info.chip_id = chip.chip_id;
    info.chip_rev = chip.chip_rev;
    info.secure_version = chip.secure_version;
    info.flags = chip.flags;
    info.running_part = running.label;
    if (rcv_port_target(&target)) info.target_size = target.size;
    info.target_part = target.label;
    info.mode = rcv_config->mode;
    info.max_data = rcv_max_data();
    info.max_msg = (uint32_t)rcv_answer_room();
    info.boot_reason = chip.boot_reason;
    if (rcv_config->battery_mv != NULL) info.battery_mv = rcv_config->battery_mv(rcv_config->context);
    info.store_digest = (ProtobufCBinaryData){RCV_SHA256, store};
    info.n_fw_key_ids = rcv_key_count();
    info.fw_key_ids = key_ids;
    for (size_t i = 0; i < rcv_key_count(); i++) key_ids[i] = (ProtobufCBinaryData){RCV_KEY_ID, (uint8_t *)rcv_key_id(i)};
    answer->device = &info;
    return encode(answer, out, out_len);
}

static int trust(Rcv__InfoResponse *answer, const Rcv__TrustQuery *query, uint8_t **out, size_t *out_len) {
    Rcv__Status status = rcv_trust_page(query, rcv_answer_room() - RCV_ENVELOPE, &answer->trust);
    if (status != RCV__STATUS__OK) return refuse(status, out, out_len);
    int failed = encode(answer, out, out_len);
    rcv_trust_page_free(answer->trust);
    return failed;
}

static int read_anchor(Rcv__InfoResponse *answer, const Rcv__TrustRead *query, uint8_t **out, size_t *out_len) {
    Rcv__Status status = rcv_trust_read(query, rcv_answer_room() - RCV_ENVELOPE, &answer->read);
    if (status != RCV__STATUS__OK) return refuse(status, out, out_len);
    int failed = encode(answer, out, out_len);
    rcv_trust_bytes_free(answer->read);
    return failed;
}

typedef struct {
    Rcv__Slot slot;
    rcv_partition_t part;
    rcv_head_t head;
} slot_t;

static void describe(slot_t *of) {
    rcv__slot__init(&of->slot);
    of->slot.label = of->part.label;
    of->slot.offset = of->part.offset;
    of->slot.size = of->part.size;
    of->slot.state = rcv_port_app_state(&of->part);
    if (!rcv_read_head(&of->part, &of->head) || !of->head.described) return;
    of->slot.elf_sha256 = (ProtobufCBinaryData){RCV_SHA256, of->head.elf_sha256};
    of->slot.version = of->head.version;
}

static int ota(Rcv__InfoResponse *answer, uint8_t **out, size_t *out_len) {
    Rcv__OtaInfo info = RCV__OTA_INFO__INIT;
    rcv_partition_t parts[MAX_SLOTS];
    size_t count = rcv_port_apps(parts, MAX_SLOTS);
    slot_t *slots = calloc(count + 1, sizeof *slots);
    Rcv__Slot *list[MAX_SLOTS];
    if (slots == NULL) return -1;
    for (size_t i = 0; i < count; i++) {
        slots[i].part = parts[i];
        describe(&slots[i]);
        list[i] = &slots[i].slot;
    }
    info.n_url = rcv_config->url_count;
    info.url = (char **)rcv_config->urls;
    info.date_check = rcv_config->date_check;
    info.tls_in_len = rcv_config->tls_in_len;
    info.tls_max_version = rcv_config->tls_max_version;
    info.verify = rcv_config->verify;
    info.n_slot = count;
    info.slot = list;
    info.clock = rcv_port_clock();
    info.last_error = last_update.error;
    info.last_flags = last_update.verify_flags;
    answer->ota = &info;
    // What one answer does not carry is left out, from the end: slots first, then servers.
    while (info.n_slot > 1 && rcv__info_response__get_packed_size(answer) > rcv_answer_room() - 16) info.n_slot--;
    while (info.n_url > 1 && rcv__info_response__get_packed_size(answer) > rcv_answer_room() - 16) info.n_url--;
    int failed = encode(answer, out, out_len);
    free(slots);
    return failed;
}

int rcv_info_handle(const uint8_t *in, size_t in_len, uint8_t **out, size_t *out_len) {
    Rcv__InfoResponse answer = RCV__INFO_RESPONSE__INIT;
    answer.v = RCV_PROTOCOL_VERSION;
    Rcv__InfoRequest *request = in_len > RCV_MAX_REQUEST ? NULL : rcv__info_request__unpack(NULL, in_len, in);
    if (request == NULL) return refuse(RCV__STATUS__BAD_REQUEST, out, out_len);
    int failed;
    if (request->v != RCV_PROTOCOL_VERSION) failed = refuse(RCV__STATUS__UNSUPPORTED, out, out_len);
    else if (request->op_case == RCV__INFO_REQUEST__OP_DEVICE) failed = device(&answer, out, out_len);
    else if (request->op_case == RCV__INFO_REQUEST__OP_TRUST) failed = trust(&answer, request->trust, out, out_len);
    else if (request->op_case == RCV__INFO_REQUEST__OP_READ) failed = read_anchor(&answer, request->read, out, out_len);
    else if (request->op_case == RCV__INFO_REQUEST__OP_OTA) failed = ota(&answer, out, out_len);
    else failed = refuse(RCV__STATUS__UNSUPPORTED, out, out_len);
    rcv__info_request__free_unpacked(request, NULL);
    return failed;
}
