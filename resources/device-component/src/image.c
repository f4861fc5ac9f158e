// SPDX-License-Identifier: Apache-2.0
// Header and descriptor of an app image: 24 bytes, the first segment's header, then esp_app_desc_t at 0x20.
#include "rcv_internal.h"

#include <string.h>

#define DESCRIPTOR 0x20
#define DESCRIPTOR_MAGIC 0xabcd5432u

static uint32_t u32(const uint8_t *at) {
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

// A field of 32 bytes; what is not printable ASCII is no text of a build, and must not reach an answer's string.
static void text(const uint8_t *from, char out[33]) {
    size_t len = 0;
    for (; len < 32 && from[len] != 0; len++) out[len] = from[len] >= 0x20 && from[len] < 0x7f ? (char)from[len] : '?';
    out[len] = 0;
}

bool rcv_parse_head(const uint8_t *bytes, rcv_head_t *head) {
    memset(head, 0, sizeof *head);
    if (bytes[0] != 0xe9 || bytes[1] == 0 || bytes[1] > 16) return false;
    head->chip_id = bytes[12] | (uint32_t)bytes[13] << 8;
    const uint8_t *desc = bytes + DESCRIPTOR;
    head->described = u32(desc) == DESCRIPTOR_MAGIC;
    if (!head->described) return true;
    head->secure_version = u32(desc + 4);
    text(desc + 16, head->version);
    text(desc + 48, head->project);
    text(desc + 112, head->idf);
    memcpy(head->elf_sha256, desc + 144, RCV_SHA256);
    return true;
}

bool rcv_read_head(const rcv_partition_t *part, rcv_head_t *head) {
    uint8_t bytes[RCV_HEAD];
    memset(head, 0, sizeof *head);
    return part->size >= RCV_HEAD && rcv_port_read(part, 0, bytes, sizeof bytes) == 0 && rcv_parse_head(bytes, head);
}
