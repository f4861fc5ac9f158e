// SPDX-License-Identifier: Apache-2.0
// NOR flash in a file: erasing sets a sector to FF, programming only clears bits. An operation that the power cuts is
// half done.
#include "host.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int file = -1;
static off_t size;
static uint32_t operations;

void host_fail(const char *what) {
    fprintf(stderr, "rcv-device: ");
    perror(what);
    exit(1);
}

void flash_open(void) {
    struct stat status;
    file = open(host.flash, O_RDWR | O_CLOEXEC);
    if (file < 0 || fstat(file, &status) != 0) host_fail(host.flash);
    size = status.st_size;
}

void flash_read(uint32_t offset, void *out, size_t len) {
    if ((off_t)offset + (off_t)len > size) memset(out, 0xff, len);
    else if (pread(file, out, len, offset) != (ssize_t)len) host_fail("reading the flash");
}

static void put(uint32_t offset, const void *data, size_t len) {
    if ((off_t)offset + (off_t)len > size || pwrite(file, data, len, offset) != (ssize_t)len) host_fail("writing the flash");
}

bool flash_counts_and_cuts(void) {
    return __atomic_add_fetch(&operations, 1, __ATOMIC_SEQ_CST) == __atomic_load_n(&host.cut_at, __ATOMIC_SEQ_CST);
}

// At once, as a unit does: nothing is told to anybody.
void flash_power_off(void) {
    _exit(EXIT_POWER_CUT);
}

uint32_t flash_operations(void) {
    return __atomic_load_n(&operations, __ATOMIC_SEQ_CST);
}

void flash_erase(uint32_t offset) {
    uint8_t blank[RCV_SECTOR];
    bool cut = flash_counts_and_cuts();
    memset(blank, 0xff, sizeof blank);
    if (host.erase_ms > 0) usleep(host.erase_ms * 1000);
    put(offset, blank, cut ? sizeof blank / 2 : sizeof blank);
    if (cut) flash_power_off();
}

void flash_program(uint32_t offset, const void *data, size_t len) {
    uint8_t *bytes = malloc(len);
    bool cut = flash_counts_and_cuts();
    if (bytes == NULL) host_fail("memory");
    flash_read(offset, bytes, len);
    for (size_t i = 0; i < len; i++) bytes[i] &= ((const uint8_t *)data)[i];
    put(offset, bytes, cut ? len / 2 : len);
    free(bytes);
    if (cut) flash_power_off();
}
