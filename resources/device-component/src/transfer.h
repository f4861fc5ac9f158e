// SPDX-License-Identifier: Apache-2.0
// The one transfer of this unit: shared by fw.c, which speaks, and writer.c, which is alone in touching flash.
#ifndef RCV_TRANSFER_H
#define RCV_TRANSFER_H

#include "rcv_internal.h"

// FwResponse.state
enum {
    RCV_IDLE = 0,
    RCV_TABLE = 1,
    RCV_RECEIVING = 2,
    RCV_VERIFYING = 3,
    RCV_READY = 4,
    RCV_ACTIVATED = 5,
    RCV_FAILED = 6,
};

#define RCV_BLOCKS 2
#define RCV_SAVE_EVERY 0x10000u
#define RCV_IDLE_MS 60000u
#define RCV_FAILED_FINISHES 5u
// How long a handler waits for the writer: for data, and for what the bootloader's check of an image goes before.
#define RCV_WAIT_MS 150u
#define RCV_SELECT_WAIT_MS 5000u

typedef struct {
    uint8_t *bytes; // RCV_SECTOR of them
    uint32_t at;    // offset in the image
    uint32_t used;
    bool queued;    // the writer's, until it takes the mark away
} rcv_block_t;

typedef struct {
    rcv_mutex_t mutex;
    rcv_signal_t work; // for the writer
    rcv_signal_t done; // from the writer
    uint32_t last_used_ms;

    uint32_t state;
    Rcv__Status failure;
    uint32_t detail;
    uint32_t id;
    rcv_manifest_t manifest;
    rcv_partition_t target;
    uint32_t next_offset;
    uint32_t durable_offset;
    rcv_block_t blocks[RCV_BLOCKS];
    size_t filling;
    size_t writing;
    uint8_t head[RCV_HEAD];

    uint8_t *table;
    uint32_t table_len;
    uint32_t table_next;
    bool table_whole;

    // What the writer is asked for; done in this order.
    bool want_forget;
    bool want_save;
    bool want_verify;
    bool want_activate;
    bool want_confirm;
    bool working;
    bool confirmed;
    uint32_t saved_offset;
    uint32_t failed_finishes;
} rcv_transfer_t;

extern rcv_transfer_t rcv_transfer;

void rcv_writer_run(void *arg);
// Hands the block that is being filled to the writer. The caller holds the mutex.
void rcv_queue_block(void);
// Gives the buffers back. The caller holds the mutex, and the writer is not working.
void rcv_free_buffers(void);
void rcv_fail(Rcv__Status failure, uint32_t detail);
// Where the transfer of this manifest to this partition stood before the last start. 0: nowhere.
uint32_t rcv_saved_offset(const rcv_manifest_t *manifest, const rcv_partition_t *target);

#endif
