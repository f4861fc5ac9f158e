// SPDX-License-Identifier: Apache-2.0
// What a bootloader and esp_ota_* do with partition table and otadata, on the same bytes as in a unit's flash.
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mbedtls/md.h"

#define MAX_APPS 17
#define STATE_NEW 0u
#define STATE_PENDING 1u
#define STATE_VALID 2u
#define STATE_INVALID 3u
#define STATE_ABORTED 4u
#define STATE_UNDEFINED 0xffffffffu

static struct {
    rcv_partition_t part;
    uint8_t subtype;
} apps[MAX_APPS];
static size_t app_count, slot_count;
static rcv_partition_t otadata;
static int running = -1;

typedef struct {
    uint32_t sequence;
    uint32_t state;
    bool valid;
} record_t;

static uint32_t u32(const uint8_t *at) {
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static void put32(uint8_t *at, uint32_t value) {
    for (int i = 0; i < 4; i++) at[i] = (uint8_t)(value >> (8 * i));
}

// The ROM's CRC-32 begun with 0xffffffff: the register starts at 0.
static uint32_t record_crc(const uint8_t *sequence) {
    uint32_t crc = 0;
    for (int i = 0; i < 4; i++) {
        crc ^= sequence[i];
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (0xedb88320u & -(crc & 1));
    }
    return ~crc;
}

static void read_table(void) {
    uint8_t entry[32];
    for (uint32_t at = host.table_offset; at < host.table_offset + 0xc00; at += sizeof entry) {
        flash_read(at, entry, sizeof entry);
        if (entry[0] != 0xaa || entry[1] != 0x50) return;
        rcv_partition_t part = {.offset = u32(entry + 4), .size = u32(entry + 8)};
        memcpy(part.label, entry + 12, 16);
        if (entry[2] == 1 && entry[3] == 0) otadata = part;
        if (entry[2] != 0 || app_count == MAX_APPS) continue;
        apps[app_count].part = part;
        apps[app_count++].subtype = entry[3];
        slot_count += entry[3] >= 0x10 && entry[3] < 0x20;
    }
}

static record_t read_record(int sector) {
    uint8_t bytes[32];
    record_t record = {0};
    if (otadata.size == 0) return record;
    flash_read(otadata.offset + (uint32_t)sector * RCV_SECTOR, bytes, sizeof bytes);
    record.sequence = u32(bytes);
    record.state = u32(bytes + 24);
    record.valid = record.sequence != 0xffffffff && u32(bytes + 28) == record_crc(bytes) &&
                   record.state != STATE_INVALID && record.state != STATE_ABORTED;
    return record;
}

static int active_sector(void) {
    record_t first = read_record(0), second = read_record(1);
    if (first.valid && second.valid) return first.sequence >= second.sequence ? 0 : 1;
    return first.valid ? 0 : second.valid ? 1 : -1;
}

static void write_record(int sector, uint32_t sequence, uint32_t state) {
    uint8_t bytes[32];
    memset(bytes, 0xff, sizeof bytes);
    put32(bytes, sequence);
    put32(bytes + 24, state);
    put32(bytes + 28, record_crc(bytes));
    flash_erase(otadata.offset + (uint32_t)sector * RCV_SECTOR);
    flash_program(otadata.offset + (uint32_t)sector * RCV_SECTOR, bytes, sizeof bytes);
}

// With rollback, what is still on trial at the next start is given up, and what is new gets its one try.
static void advance_states(void) {
    for (int sector = 0; sector < 2; sector++) {
        record_t record = read_record(sector);
        if (record.valid && record.state == STATE_PENDING) write_record(sector, record.sequence, STATE_ABORTED);
    }
    int active = active_sector();
    record_t record = active < 0 ? (record_t){0} : read_record(active);
    if (active >= 0 && record.state == STATE_NEW) write_record(active, record.sequence, STATE_PENDING);
}

static int app_of_subtype(int subtype) {
    for (size_t i = 0; i < app_count; i++) {
        if (apps[i].subtype == subtype) return (int)i;
    }
    return -1;
}

static bool boots(int index) {
    int app = app_of_subtype(index < 0 ? 0 : 0x10 + index);
    if (app < 0 || host_check_image(&apps[app].part, apps[app].part.size) != 0) return false;
    running = app;
    return true;
}

void boot_open(void) {
    read_table();
    if (host.bootloader && host.rollback) advance_states();
    int active = active_sector(), start = -1;
    if (active >= 0 && slot_count > 0) start = (int)((read_record(active).sequence - 1) % slot_count);
    for (int index = start; index >= -1; index--) {
        if (boots(index)) return;
    }
    for (int index = start + 1; index < (int)slot_count; index++) {
        if (boots(index)) return;
    }
    fprintf(stderr, "rcv-device: no bootable app in %s\n", host.flash);
    exit(1);
}

bool rcv_port_running(rcv_partition_t *out) {
    *out = apps[running].part;
    return true;
}

static int slot_of(int app) {
    return apps[app].subtype >= 0x10 && apps[app].subtype < 0x20 ? apps[app].subtype - 0x10 : -1;
}

bool rcv_port_target(rcv_partition_t *out) {
    int own = slot_of(running);
    if (otadata.size == 0 || slot_count == 0 || (own >= 0 && slot_count == 1)) return false;
    int app = app_of_subtype(0x10 + (own + 1) % (int)slot_count);
    if (app < 0) return false;
    *out = apps[app].part;
    return true;
}

size_t rcv_port_apps(rcv_partition_t *out, size_t max) {
    size_t count = app_count < max ? app_count : max;
    for (size_t i = 0; i < count; i++) out[i] = apps[i].part;
    return count;
}

uint32_t rcv_port_app_state(const rcv_partition_t *app) {
    for (int sector = 0; sector < 2; sector++) {
        record_t record = read_record(sector);
        if (record.sequence == 0 || record.sequence == 0xffffffff || slot_count == 0) continue;
        int index = app_of_subtype(0x10 + (int)((record.sequence - 1) % slot_count));
        if (index >= 0 && apps[index].part.offset == app->offset) return record.state;
    }
    return STATE_UNDEFINED;
}

void rcv_port_chip(rcv_chip_t *chip) {
    *chip = host.chip;
    int active = active_sector();
    if (host.rollback) chip->flags |= RCV_FLAG_ROLLBACK;
    if (active >= 0 && read_record(active).state == STATE_PENDING) chip->flags |= RCV_FLAG_PENDING_VERIFY;
}

int rcv_port_set_boot(const rcv_partition_t *part) {
    if (host_check_image(part, part->size) != 0) return 1;
    int active = active_sector(), slot = -1;
    for (size_t i = 0; i < app_count; i++) {
        if (apps[i].part.offset == part->offset) slot = slot_of((int)i);
    }
    if (slot < 0) return 2;
    uint32_t sequence = (active < 0 ? 0 : read_record(active).sequence) + 1;
    while ((sequence - 1) % slot_count != (uint32_t)slot) sequence++;
    write_record(active == 0 ? 1 : 0, sequence, host.rollback ? STATE_NEW : STATE_UNDEFINED);
    return 0;
}

int rcv_port_confirm(void) {
    int active = active_sector();
    if (active < 0) return 0;
    record_t record = read_record(active);
    if (record.state == STATE_PENDING) write_record(active, record.sequence, STATE_VALID);
    return 0;
}

int rcv_port_read(const rcv_partition_t *part, uint32_t offset, void *out, size_t len) {
    if (offset > part->size || len > part->size - offset) return 1;
    flash_read(part->offset + offset, out, len);
    return 0;
}

int rcv_port_erase_sector(const rcv_partition_t *part, uint32_t offset) {
    if (offset % RCV_SECTOR != 0 || offset >= part->size) return 1;
    flash_erase(part->offset + offset);
    return 0;
}

int rcv_port_write(const rcv_partition_t *part, uint32_t offset, const void *data, size_t len) {
    if (offset > part->size || len > part->size - offset) return 1;
    flash_program(part->offset + offset, data, len);
    return 0;
}

int rcv_port_check_image(const rcv_partition_t *part, uint32_t size) {
    if (host.verify_ms > 0) usleep(host.verify_ms * 1000);
    return host_check_image(part, size);
}

static int check_digest(const uint8_t *image, uint32_t end) {
    uint8_t digest[32];
    if (mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), image, end, digest) != 0) return 1;
    return memcmp(digest, image + end, sizeof digest) == 0 ? 0 : 6;
}

// Segments, checksum and appended digest of the image within size bytes, as the bootloader goes through them.
static int check_bytes(const uint8_t *image, uint32_t size) {
    uint32_t at = 24;
    uint8_t checksum = 0xef;
    if (size < 24 || image[0] != 0xe9 || image[1] == 0 || image[1] > 16) return 2;
    for (int segment = 0; segment < image[1]; segment++) {
        if (size - at < 8) return 3;
        uint32_t len = u32(image + at + 4);
        at += 8;
        if (len % 4 != 0 || len > size - at) return 3;
        for (uint32_t i = 0; i < len; i++) checksum ^= image[at + i];
        at += len;
    }
    at |= 15;
    if (at >= size || image[at] != checksum) return 4;
    at++;
    if (image[23] == 0) return 0;
    return size - at < 32 ? 5 : check_digest(image, at);
}

int host_check_image(const rcv_partition_t *part, uint32_t size) {
    if (size > part->size) return 1;
    uint8_t *image = malloc(size > 0 ? size : 1);
    if (image == NULL) return 1;
    flash_read(part->offset, image, size);
    int error = check_bytes(image, size);
    free(image);
    return error;
}
