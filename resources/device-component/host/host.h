// SPDX-License-Identifier: Apache-2.0
// The Linux program: options, flash in a file, faults. Nothing of this folder runs on a unit.
#ifndef RCV_HOST_H
#define RCV_HOST_H

#include "rcv_port.h"

#define EXIT_RESTART 75
#define EXIT_POWER_CUT 99

typedef struct {
    const char *version;
    uint32_t build;
} host_build_t;

typedef struct {
    const char *flash;
    uint32_t table_offset;
    rcv_chip_t chip;
    bool rollback;
    bool bootloader; // do to otadata what the bootloader does before an app starts
    bool respawn;    // start again instead of ending at a restart
    const char *nvs_anchor;
    uint32_t erase_ms;
    uint32_t verify_ms;
    uint32_t restart_ms; // restart so long after the last answer, where not 0, instead of when the component asks for it
    uint32_t advance_ms; // what the clock since the start runs ahead
    uint32_t cut_at;     // flash operation at which the power goes; 0: never

    unsigned port;
    bool cookies;
    uint32_t drop_answer; // answer that gets lost, counted from 1; 0: none

    unsigned security;
    unsigned patch;
    const char *pop;
    const char *username;
    bool control;
    char **argv;
} host_options_t;

extern host_options_t host;

void host_fail(const char *what) __attribute__((noreturn));

// An answer has gone out.
void host_note_answer(void);

// flash_file.c. Offsets count from the begin of the flash. Counted operations, at one of which the power can go.
void flash_open(void);
void flash_read(uint32_t offset, void *out, size_t len);
void flash_erase(uint32_t offset);
void flash_program(uint32_t offset, const void *data, size_t len);
bool flash_counts_and_cuts(void);
void flash_power_off(void) __attribute__((noreturn));
uint32_t flash_operations(void);

// boot.c: partition table, otadata, and which slot runs.
void boot_open(void);
int host_check_image(const rcv_partition_t *part, uint32_t size);

// protocomm.c. Each returns 0 and a heap block, or not 0: then a unit drops the link.
void session_reset(void);
int protocomm_handle(const char *endpoint, const uint8_t *in, size_t len, uint8_t **out, size_t *out_len);

// http.c: serves until the process ends.
void http_serve(void) __attribute__((noreturn));

#endif
