// SPDX-License-Identifier: Apache-2.0
// The task that erases, writes, reads back and selects. Nothing else in this component changes flash.
#include "transfer.h"

#include <stdlib.h>
#include <string.h>

#include "mbedtls/md.h"

#define RECORD_KEY "rcv_xfer"
#define RECORD_SIZE 52
#define RECORD_AGE_S 86400u
#define RESTART_MS 1500u
#define TICK_MS 1000u

// Of the block that the table speaks of; only the writer uses it.
static struct {
    mbedtls_md_context_t md;
    bool open;
    uint32_t from;
} hash;

static void put32(uint8_t *at, uint32_t value) {
    for (int i = 0; i < 4; i++) at[i] = (uint8_t)(value >> (8 * i));
}

static uint32_t get32(const uint8_t *at) {
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

// Record: "RCV1", digest of the manifest, offset of the partition, durable offset, time of saving (u64).
static int save(const rcv_transfer_t *of, uint32_t durable) {
    uint8_t record[RECORD_SIZE] = {'R', 'C', 'V', '1'};
    uint64_t now = rcv_port_clock();
    memcpy(record + 4, of->manifest.digest, RCV_SHA256);
    put32(record + 36, of->target.offset);
    put32(record + 40, durable);
    put32(record + 44, (uint32_t)now);
    put32(record + 48, (uint32_t)(now >> 32));
    return rcv_port_kv_set(RECORD_KEY, record, sizeof record);
}

uint32_t rcv_saved_offset(const rcv_manifest_t *manifest, const rcv_partition_t *target) {
    uint8_t record[RECORD_SIZE];
    if (!rcv_port_kv_get(RECORD_KEY, record, sizeof record) || memcmp(record, "RCV1", 4) != 0) return 0;
    if (memcmp(record + 4, manifest->digest, RCV_SHA256) != 0 || get32(record + 36) != target->offset) return 0;
    uint64_t saved = get32(record + 44) | (uint64_t)get32(record + 48) << 32, now = rcv_port_clock();
    if (saved != 0 && now != 0 && (now < saved || now - saved > RECORD_AGE_S)) return 0;
    uint32_t durable = get32(record + 40);
    if (durable == manifest->image_size) return durable;
    uint32_t unit = manifest->block_size > 0 ? manifest->block_size : RCV_SECTOR;
    return durable < manifest->image_size ? durable - durable % unit : 0;
}

void rcv_fail(Rcv__Status failure, uint32_t detail) {
    rcv_transfer.state = RCV_FAILED;
    rcv_transfer.failure = failure;
    rcv_transfer.detail = detail;
}

void rcv_free_buffers(void) {
    for (size_t i = 0; i < RCV_BLOCKS; i++) {
        free(rcv_transfer.blocks[i].bytes);
        memset(&rcv_transfer.blocks[i], 0, sizeof rcv_transfer.blocks[i]);
    }
    free(rcv_transfer.table);
    rcv_transfer.table = NULL;
    rcv_transfer.table_whole = false;
    rcv_transfer.filling = rcv_transfer.writing = 0;
}

void rcv_queue_block(void) {
    rcv_block_t *block = &rcv_transfer.blocks[rcv_transfer.filling];
    if (block->used == 0 || block->queued) return;
    block->queued = true;
    rcv_transfer.filling = (rcv_transfer.filling + 1) % RCV_BLOCKS;
    rcv_port_signal(rcv_transfer.work);
}

static void close_hash(void) {
    if (hash.open) mbedtls_md_free(&hash.md);
    hash.open = false;
}

// True where the table says nothing against these bytes. Bytes come in order from a block's begin, or are not judged.
static bool table_agrees(const rcv_transfer_t *of, uint32_t at, const uint8_t *bytes, uint32_t len) {
    uint32_t size = of->manifest.block_size, from = at - at % size, end = at + len;
    uint8_t digest[RCV_SHA256];
    if (at == from) {
        close_hash();
        mbedtls_md_init(&hash.md);
        hash.open = true;
        hash.from = from;
        if (mbedtls_md_setup(&hash.md, mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), 0) != 0) close_hash();
        else if (mbedtls_md_starts(&hash.md) != 0) close_hash();
    }
    if (!hash.open || hash.from != from) return true;
    if (mbedtls_md_update(&hash.md, bytes, len) != 0) close_hash();
    if (!hash.open || (end % size != 0 && end != of->manifest.image_size)) return true;
    bool agrees = mbedtls_md_finish(&hash.md, digest) == 0;
    close_hash();
    return agrees && memcmp(digest, of->table + (size_t)(from / size) * RCV_SHA256, RCV_SHA256) == 0;
}

// With flash encryption, writes are of 16 bytes.
static int flash(const rcv_transfer_t *of, rcv_block_t *block) {
    uint32_t len = (block->used + 15) & ~15u;
    memset(block->bytes + block->used, 0xff, len - block->used);
    int error = rcv_port_erase_sector(&of->target, block->at);
    return error != 0 ? error : rcv_port_write(&of->target, block->at, block->bytes, len);
}

// Called without the mutex. The queued block is the writer's own; target, manifest and table stay while it works.
static void write_block(void) {
    rcv_transfer_t *of = &rcv_transfer;
    rcv_block_t *block = &of->blocks[of->writing];
    uint32_t end = block->at + block->used, bad_from = block->at;
    bool agrees = true;
    if (of->table_whole) {
        agrees = table_agrees(of, block->at, block->bytes, block->used);
        bad_from -= bad_from % of->manifest.block_size;
    }
    int error = agrees ? flash(of, block) : 0;
    bool saves = agrees && error == 0 && end / RCV_SAVE_EVERY != of->saved_offset / RCV_SAVE_EVERY;
    if (saves) save(of, end);
    if (!agrees) save(of, bad_from);
    rcv_port_lock(of->mutex);
    block->queued = false;
    block->used = 0;
    of->writing = (of->writing + 1) % RCV_BLOCKS;
    if (saves) of->saved_offset = end;
    if (error != 0) rcv_fail(RCV__STATUS__FLASH_ERROR, (uint32_t)error);
    else if (!agrees) rcv_fail(RCV__STATUS__HASH_MISMATCH, bad_from);
    else of->durable_offset = end;
    if (!agrees) of->failed_finishes++;
    rcv_port_unlock(of->mutex);
}

static Rcv__Status read_back(const rcv_transfer_t *of) {
    mbedtls_md_context_t md;
    uint8_t digest[RCV_SHA256], *bytes = malloc(RCV_SECTOR);
    Rcv__Status status = RCV__STATUS__OK;
    mbedtls_md_init(&md);
    if (bytes == NULL || mbedtls_md_setup(&md, mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), 0) != 0 ||
        mbedtls_md_starts(&md) != 0) {
        status = RCV__STATUS__BUSY;
    }
    for (uint32_t at = 0; status == RCV__STATUS__OK && at < of->manifest.image_size; at += RCV_SECTOR) {
        uint32_t left = of->manifest.image_size - at, len = left < RCV_SECTOR ? left : RCV_SECTOR;
        if (rcv_port_read(&of->target, at, bytes, len) != 0) status = RCV__STATUS__FLASH_ERROR;
        else if (mbedtls_md_update(&md, bytes, len) != 0) status = RCV__STATUS__BUSY;
    }
    if (status == RCV__STATUS__OK && mbedtls_md_finish(&md, digest) != 0) status = RCV__STATUS__BUSY;
    if (status == RCV__STATUS__OK && memcmp(digest, of->manifest.image_sha256, RCV_SHA256) != 0) {
        status = RCV__STATUS__HASH_MISMATCH;
    }
    mbedtls_md_free(&md);
    free(bytes);
    return status;
}

static void verify(void) {
    rcv_transfer_t *of = &rcv_transfer;
    Rcv__Status status = read_back(of);
    int error = status == RCV__STATUS__OK ? rcv_port_check_image(&of->target, of->manifest.image_size) : 0;
    if (error != 0) status = RCV__STATUS__IMAGE_INVALID;
    if (status == RCV__STATUS__OK) save(of, of->manifest.image_size);
    // What is on flash is wrong somewhere: the next try begins at 0.
    else if (status != RCV__STATUS__BUSY) rcv_port_kv_erase(RECORD_KEY);
    rcv_port_lock(of->mutex);
    rcv_free_buffers();
    of->want_verify = false;
    of->state = RCV_READY;
    if (status != RCV__STATUS__OK) {
        rcv_fail(status, (uint32_t)error);
        of->failed_finishes++;
    }
    rcv_port_unlock(of->mutex);
}

static void activate(void) {
    rcv_transfer_t *of = &rcv_transfer;
    int error = rcv_port_set_boot(&of->target);
    if (error == 0) {
        // The image runs or is rolled back: nothing of this transfer is of use afterwards.
        rcv_exception_used(of->manifest.exception_issued_at);
        rcv_port_kv_erase(RECORD_KEY);
    }
    rcv_port_lock(of->mutex);
    of->want_activate = false;
    if (error != 0) rcv_fail(RCV__STATUS__FLASH_ERROR, (uint32_t)error);
    else of->state = RCV_ACTIVATED;
    // Late enough for the answer to be read: over BLE that is one exchange after the write.
    if (error == 0) rcv_port_restart_in(RESTART_MS);
    rcv_port_unlock(of->mutex);
}

static void confirm(void) {
    int error = rcv_port_confirm();
    rcv_port_lock(rcv_transfer.mutex);
    rcv_transfer.want_confirm = false;
    rcv_transfer.confirmed = error == 0;
    rcv_port_unlock(rcv_transfer.mutex);
}

static void forget(void) {
    rcv_port_kv_erase(RECORD_KEY);
    rcv_port_lock(rcv_transfer.mutex);
    rcv_transfer.want_forget = false;
    rcv_port_unlock(rcv_transfer.mutex);
}

static void note(void) {
    uint32_t durable = rcv_transfer.durable_offset; // only this task changes it while a transfer runs
    save(&rcv_transfer, durable);
    rcv_port_lock(rcv_transfer.mutex);
    rcv_transfer.want_save = false;
    rcv_transfer.saved_offset = durable;
    rcv_port_unlock(rcv_transfer.mutex);
}

typedef void (*job_t)(void);

// What is to be done first. Each job takes back its own mark.
static job_t next_job(void) {
    const rcv_transfer_t *of = &rcv_transfer;
    if (of->want_forget) return forget;
    bool takes = of->state == RCV_RECEIVING || of->state == RCV_VERIFYING;
    if (takes && of->blocks[of->writing].queued) return write_block;
    if (of->want_save && of->state == RCV_RECEIVING) return note;
    if (of->want_verify && of->state == RCV_VERIFYING) return verify;
    if (of->want_activate && of->state == RCV_READY) return activate;
    return of->want_confirm ? confirm : NULL;
}

// One piece of work; begins and ends with the mutex held. False: there was none.
static bool work(void) {
    job_t job = next_job();
    if (job == NULL) return false;
    rcv_transfer.working = true;
    rcv_port_unlock(rcv_transfer.mutex);
    job();
    rcv_port_lock(rcv_transfer.mutex);
    rcv_transfer.working = false;
    rcv_port_signal(rcv_transfer.done);
    return true;
}

// Nobody has spoken for a minute: what is durable is noted, for a day; one tick later the memory goes back.
static void rest(void) {
    rcv_transfer_t *of = &rcv_transfer;
    if (of->state != RCV_TABLE && of->state != RCV_RECEIVING) return;
    if (rcv_port_uptime_ms() - of->last_used_ms < RCV_IDLE_MS) return;
    if (of->state == RCV_RECEIVING && of->saved_offset != of->durable_offset) {
        of->want_save = true;
        work();
        return;
    }
    rcv_free_buffers();
    of->state = RCV_IDLE;
}

void rcv_writer_run(void *arg) {
    (void)arg;
    for (;;) {
        rcv_port_wait(rcv_transfer.work, TICK_MS);
        rcv_port_lock(rcv_transfer.mutex);
        while (work()) continue;
        rest();
        rcv_port_unlock(rcv_transfer.mutex);
    }
}
