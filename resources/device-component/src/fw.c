// SPDX-License-Identifier: Apache-2.0
// Endpoint rcv-fw. Runs in the transport's task: it checks, copies and answers, and never touches flash.
#include "transfer.h"

#include <stdlib.h>
#include <string.h>

#define MAX_TABLE 16384u
#define RETRY_WRITE_MS 60u
#define RETRY_VERIFY_MS 500u

rcv_transfer_t rcv_transfer;

bool rcv_fw_start(void) {
    rcv_transfer_t *of = &rcv_transfer;
    of->mutex = rcv_port_mutex_new();
    of->work = rcv_port_signal_new();
    of->done = rcv_port_signal_new();
    return of->mutex != NULL && of->work != NULL && of->done != NULL && rcv_port_task("rcv_writer", rcv_writer_run, NULL);
}

// Waits until the writer has done what is_done asks for. False when it has not after so long. The caller holds the mutex.
static bool writer_rests(bool (*is_done)(void), uint32_t wait_ms) {
    uint32_t since = rcv_port_uptime_ms();
    while (!is_done()) {
        uint32_t waited = rcv_port_uptime_ms() - since;
        if (waited >= wait_ms) return false;
        rcv_port_unlock(rcv_transfer.mutex);
        rcv_port_wait(rcv_transfer.done, wait_ms - waited);
        rcv_port_lock(rcv_transfer.mutex);
    }
    return true;
}

static bool is_idle(void) {
    return !rcv_transfer.working;
}

static Rcv__Status own_failure(void) {
    return rcv_transfer.state == RCV_FAILED ? rcv_transfer.failure : RCV__STATUS__OK;
}

static bool allocate(void) {
    for (size_t i = 0; i < RCV_BLOCKS; i++) {
        if (rcv_transfer.blocks[i].bytes == NULL) rcv_transfer.blocks[i].bytes = malloc(RCV_SECTOR);
        if (rcv_transfer.blocks[i].bytes == NULL) return false;
    }
    uint32_t size = rcv_transfer.manifest.block_size;
    uint32_t count = size == 0 ? 0 : (rcv_transfer.manifest.image_size + size - 1) / size;
    rcv_transfer.table_len = count * RCV_SHA256;
    rcv_transfer.table_next = 0;
    // A table that is too large is not taken; the read-back at the end decides anyway.
    if (count == 0 || rcv_transfer.table_len > MAX_TABLE) return true;
    rcv_transfer.table = malloc(rcv_transfer.table_len);
    return rcv_transfer.table != NULL;
}

static Rcv__Status start(const rcv_manifest_t *manifest, const rcv_partition_t *target, bool anew) {
    rcv_transfer_t *of = &rcv_transfer;
    rcv_free_buffers();
    of->state = RCV_IDLE;
    of->want_save = of->want_verify = of->want_activate = false;
    of->manifest = *manifest;
    of->target = *target;
    uint32_t saved = anew || of->want_forget ? 0 : rcv_saved_offset(manifest, target);
    // The record of another transfer must be gone before the first sector of this one is erased.
    of->want_forget = saved == 0;
    of->next_offset = of->durable_offset = of->saved_offset = saved;
    of->failure = RCV__STATUS__OK;
    of->detail = 0;
    if (!allocate()) {
        rcv_free_buffers();
        return RCV__STATUS__BUSY;
    }
    of->state = of->table != NULL ? RCV_TABLE : RCV_RECEIVING;
    if (of->want_forget) rcv_port_signal(of->work);
    return RCV__STATUS__OK;
}

static bool goes_on(const rcv_manifest_t *manifest, const rcv_partition_t *target) {
    const rcv_transfer_t *of = &rcv_transfer;
    if (of->state < RCV_TABLE || of->state > RCV_READY) return false;
    return memcmp(of->manifest.digest, manifest->digest, RCV_SHA256) == 0 && of->target.offset == target->offset;
}

static Rcv__Status begin(const Rcv__Begin *request) {
    rcv_transfer_t *of = &rcv_transfer;
    rcv_manifest_t manifest;
    rcv_partition_t target = {0};
    bool has_target = rcv_port_target(&target);
    Rcv__Status status = rcv_manifest_check(request, has_target ? &target : NULL, &manifest);
    if (status != RCV__STATUS__OK) return status;
    if (of->state == RCV_ACTIVATED || of->failed_finishes >= RCV_FAILED_FINISHES) return RCV__STATUS__NOT_ALLOWED;
    if (rcv_config->power_ok != NULL && !rcv_config->power_ok(rcv_config->context)) return RCV__STATUS__LOW_POWER;
    if (!goes_on(&manifest, &target) || request->restart) {
        if (of->state == RCV_VERIFYING) return RCV__STATUS__IN_PROGRESS;
        if (!writer_rests(is_idle, RCV_WAIT_MS)) return RCV__STATUS__BUSY;
        status = start(&manifest, &target, request->restart);
    }
    if (status == RCV__STATUS__OK) rcv_port_random(&of->id, sizeof of->id);
    return status;
}

static bool is_sound(const Rcv__Data *data) {
    return rcv_port_crc32(data->data.data, data->data.len) == data->crc32;
}

static Rcv__Status table(const Rcv__Data *data) {
    rcv_transfer_t *of = &rcv_transfer;
    uint8_t digest[RCV_SHA256];
    if (of->state == RCV_RECEIVING && of->table_whole) return RCV__STATUS__OK;
    if (of->state != RCV_TABLE) return own_failure() != RCV__STATUS__OK ? own_failure() : RCV__STATUS__NOT_ALLOWED;
    if (data->offset < of->table_next) return RCV__STATUS__OK;
    if (data->offset > of->table_next) return RCV__STATUS__GAP;
    if (data->data.len > of->table_len - of->table_next) return RCV__STATUS__BAD_REQUEST;
    memcpy(of->table + of->table_next, data->data.data, data->data.len);
    of->table_next += (uint32_t)data->data.len;
    if (of->table_next < of->table_len) return RCV__STATUS__OK;
    bool hashed = rcv_sha256(of->table, of->table_len, digest);
    of->table_whole = hashed && memcmp(digest, of->manifest.table_sha256, RCV_SHA256) == 0;
    if (!of->table_whole) {
        of->table_next = 0;
        return RCV__STATUS__HASH_MISMATCH;
    }
    of->state = RCV_RECEIVING;
    return RCV__STATUS__OK;
}

// The first bytes are judged before anything is erased: a wrong image costs no flash.
static Rcv__Status check_head(void) {
    const rcv_manifest_t *manifest = &rcv_transfer.manifest;
    rcv_head_t head;
    rcv_chip_t chip;
    rcv_port_chip(&chip);
    if (!rcv_parse_head(rcv_transfer.head, &head) || !head.described) return RCV__STATUS__IMAGE_INVALID;
    if (head.chip_id != chip.chip_id || strcmp(head.project, manifest->project) != 0) return RCV__STATUS__WRONG_TARGET;
    if (strncmp(head.version, manifest->version, 31) != 0) return RCV__STATUS__IMAGE_INVALID;
    if (head.secure_version != manifest->secure_version) return RCV__STATUS__IMAGE_INVALID;
    if (manifest->has_elf && memcmp(head.elf_sha256, manifest->elf_sha256, RCV_SHA256) != 0) return RCV__STATUS__IMAGE_INVALID;
    return RCV__STATUS__OK;
}

static size_t room_for_data(void) {
    size_t room = 0;
    for (size_t i = 0; i < RCV_BLOCKS; i++) {
        const rcv_block_t *block = &rcv_transfer.blocks[i];
        if (!block->queued) room += RCV_SECTOR - block->used;
    }
    return room;
}

static size_t wanted;

static bool has_room(void) {
    return rcv_transfer.state != RCV_RECEIVING || room_for_data() >= wanted;
}

static void take(const uint8_t *bytes, size_t len) {
    rcv_transfer_t *of = &rcv_transfer;
    while (len > 0) {
        rcv_block_t *block = &of->blocks[of->filling];
        size_t part = RCV_SECTOR - block->used;
        if (part > len) part = len;
        if (block->used == 0) block->at = of->next_offset;
        memcpy(block->bytes + block->used, bytes, part);
        block->used += (uint32_t)part;
        of->next_offset += (uint32_t)part;
        bytes += part;
        len -= part;
        if (block->used == RCV_SECTOR) rcv_queue_block();
    }
}

// Copies into head what of it these bytes hold; judges it once it is whole.
static Rcv__Status look_ahead(const Rcv__Data *data) {
    if (data->offset >= RCV_HEAD) return RCV__STATUS__OK;
    size_t len = RCV_HEAD - data->offset;
    if (len > data->data.len) len = data->data.len;
    memcpy(rcv_transfer.head + data->offset, data->data.data, len);
    return data->offset + len == RCV_HEAD ? check_head() : RCV__STATUS__OK;
}

static Rcv__Status data(const Rcv__Data *request) {
    rcv_transfer_t *of = &rcv_transfer;
    size_t len = request->data.len;
    // The table is an offer: whoever sends data does without.
    if (of->state == RCV_TABLE) of->state = RCV_RECEIVING;
    if (of->state != RCV_RECEIVING) return own_failure() != RCV__STATUS__OK ? own_failure() : RCV__STATUS__NOT_ALLOWED;
    if (request->offset < of->next_offset) return RCV__STATUS__OK;
    if (request->offset > of->next_offset) return RCV__STATUS__GAP;
    if (len > of->manifest.image_size - of->next_offset) return RCV__STATUS__BAD_REQUEST;
    wanted = len;
    if (!writer_rests(has_room, RCV_WAIT_MS)) return RCV__STATUS__BUSY;
    if (of->state != RCV_RECEIVING) return own_failure() != RCV__STATUS__OK ? own_failure() : RCV__STATUS__NO_TRANSFER;
    Rcv__Status status = look_ahead(request);
    if (status != RCV__STATUS__OK) {
        rcv_fail(status, 0);
        of->failed_finishes++;
        return status;
    }
    take(request->data.data, len);
    return RCV__STATUS__OK;
}

static Rcv__Status piece(const Rcv__Data *request, bool of_table) {
    if (request->data.len == 0 || request->data.len > RCV_MAX_DATA) return RCV__STATUS__BAD_REQUEST;
    if (!is_sound(request)) return RCV__STATUS__BAD_CRC;
    if (rcv_transfer.state == RCV_IDLE || request->transfer != rcv_transfer.id) return RCV__STATUS__NO_TRANSFER;
    return of_table ? table(request) : data(request);
}

static Rcv__Status finish(void) {
    rcv_transfer_t *of = &rcv_transfer;
    if (of->state == RCV_READY || of->state == RCV_ACTIVATED) return RCV__STATUS__OK;
    if (of->state == RCV_VERIFYING) return RCV__STATUS__IN_PROGRESS;
    if (of->state == RCV_FAILED) return of->failure;
    if (of->state == RCV_IDLE) return RCV__STATUS__NO_TRANSFER;
    if (of->next_offset != of->manifest.image_size) return RCV__STATUS__GAP;
    rcv_queue_block();
    of->state = RCV_VERIFYING;
    of->want_verify = true;
    rcv_port_signal(of->work);
    return RCV__STATUS__IN_PROGRESS;
}

static bool is_activated(void) {
    return !rcv_transfer.want_activate;
}

static Rcv__Status activate(void) {
    rcv_transfer_t *of = &rcv_transfer;
    if (of->state == RCV_ACTIVATED) return RCV__STATUS__OK;
    if (of->state == RCV_VERIFYING) return RCV__STATUS__IN_PROGRESS;
    if (of->state == RCV_FAILED) return of->failure;
    if (of->state == RCV_IDLE) return RCV__STATUS__NO_TRANSFER;
    if (of->state != RCV_READY) return RCV__STATUS__NOT_ALLOWED;
    of->want_activate = true;
    rcv_port_signal(of->work);
    if (!writer_rests(is_activated, RCV_SELECT_WAIT_MS)) return RCV__STATUS__IN_PROGRESS;
    return own_failure();
}

static Rcv__Status abort_transfer(void) {
    rcv_transfer_t *of = &rcv_transfer;
    if (of->state == RCV_ACTIVATED) return RCV__STATUS__NOT_ALLOWED;
    if (of->state == RCV_VERIFYING) return RCV__STATUS__IN_PROGRESS;
    if (of->want_activate || !writer_rests(is_idle, RCV_WAIT_MS)) return RCV__STATUS__BUSY;
    rcv_free_buffers();
    of->state = RCV_IDLE;
    of->id = of->next_offset = of->durable_offset = 0;
    of->want_save = of->want_verify = false;
    of->want_forget = true;
    rcv_port_signal(of->work);
    return RCV__STATUS__OK;
}

static bool is_confirmed(void) {
    return !rcv_transfer.want_confirm;
}

static Rcv__Status confirm(void) {
    rcv_chip_t chip;
    rcv_port_chip(&chip);
    if (rcv_transfer.confirmed || (chip.flags & RCV_FLAG_PENDING_VERIFY) == 0) return RCV__STATUS__OK;
    rcv_transfer.want_confirm = true;
    rcv_port_signal(rcv_transfer.work);
    if (!writer_rests(is_confirmed, RCV_SELECT_WAIT_MS)) return RCV__STATUS__IN_PROGRESS;
    return rcv_transfer.confirmed ? RCV__STATUS__OK : RCV__STATUS__FLASH_ERROR;
}

static Rcv__Status status(void) {
    if (rcv_transfer.state == RCV_VERIFYING || rcv_transfer.want_activate) return RCV__STATUS__IN_PROGRESS;
    return own_failure();
}

static Rcv__Status dispatch(const Rcv__FwRequest *request) {
    if (request->v != RCV_PROTOCOL_VERSION) return RCV__STATUS__UNSUPPORTED;
    switch (request->op_case) {
    case RCV__FW_REQUEST__OP_BEGIN: return begin(request->begin);
    case RCV__FW_REQUEST__OP_DATA: return piece(request->data, false);
    case RCV__FW_REQUEST__OP_TABLE: return piece(request->table, true);
    case RCV__FW_REQUEST__OP_STATUS: return status();
    case RCV__FW_REQUEST__OP_FINISH: return finish();
    case RCV__FW_REQUEST__OP_ACTIVATE: return activate();
    case RCV__FW_REQUEST__OP_ABORT: return abort_transfer();
    case RCV__FW_REQUEST__OP_CONFIRM: return confirm();
    default: return RCV__STATUS__UNSUPPORTED;
    }
}

static void describe(Rcv__FwResponse *answer) {
    const rcv_transfer_t *of = &rcv_transfer;
    answer->state = of->state;
    answer->max_data = rcv_max_data();
    if (answer->status == RCV__STATUS__BUSY) answer->retry_ms = RETRY_WRITE_MS;
    if (answer->status == RCV__STATUS__IN_PROGRESS) answer->retry_ms = RETRY_VERIFY_MS;
    if (of->state == RCV_IDLE) return;
    answer->transfer = of->id;
    answer->next_offset = of->state == RCV_TABLE ? of->table_next : of->next_offset;
    answer->durable_offset = of->durable_offset;
    answer->image_size = of->manifest.image_size;
    answer->detail = of->detail;
}

int rcv_fw_handle(const uint8_t *in, size_t in_len, uint8_t **out, size_t *out_len) {
    Rcv__FwResponse answer = RCV__FW_RESPONSE__INIT;
    answer.v = RCV_PROTOCOL_VERSION;
    answer.status = RCV__STATUS__BAD_REQUEST;
    Rcv__FwRequest *request = in_len > RCV_MAX_REQUEST ? NULL : rcv__fw_request__unpack(NULL, in_len, in);
    rcv_port_lock(rcv_transfer.mutex);
    rcv_transfer.last_used_ms = rcv_port_uptime_ms();
    if (request != NULL) answer.status = dispatch(request);
    describe(&answer);
    rcv_port_unlock(rcv_transfer.mutex);
    if (request != NULL) rcv__fw_request__free_unpacked(request, NULL);
    *out = malloc(rcv__fw_response__get_packed_size(&answer) + 1);
    if (*out == NULL) return -1;
    *out_len = rcv__fw_response__pack(&answer, *out);
    return 0;
}

void rcv_link_lost(void) {
    rcv_port_lock(rcv_transfer.mutex);
    bool counts = rcv_transfer.state == RCV_RECEIVING && rcv_transfer.durable_offset > 0;
    rcv_transfer.want_save = rcv_transfer.want_save || counts;
    if (counts) rcv_port_signal(rcv_transfer.work);
    rcv_port_unlock(rcv_transfer.mutex);
}
