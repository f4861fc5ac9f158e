// SPDX-License-Identifier: Apache-2.0
// Everything that the recovery endpoints need from outside. src/port_esp.c implements it for ESP-IDF, host/ for Linux.
#ifndef RCV_PORT_H
#define RCV_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RCV_SECTOR 4096u
#define RCV_LABEL_SIZE 17
#define RCV_DEVICE_ID_MAX 16

// A partition of the unit's table. Offset and size in bytes of flash.
typedef struct {
    char label[RCV_LABEL_SIZE];
    uint32_t offset;
    uint32_t size;
} rcv_partition_t;

// DeviceInfo.flags
#define RCV_FLAG_SECURE_BOOT 1u
#define RCV_FLAG_FLASH_ENCRYPTION 2u
#define RCV_FLAG_ROLLBACK 4u
#define RCV_FLAG_PENDING_VERIFY 8u
#define RCV_FLAG_ANTI_ROLLBACK 16u

// What the chip says of itself. chip_id as in image headers, chip_rev major * 100 + minor, secure_version from eFuse.
typedef struct {
    uint32_t chip_id;
    uint32_t chip_rev;
    uint32_t secure_version;
    uint32_t flags;
    uint32_t boot_reason;
    uint8_t device_id[RCV_DEVICE_ID_MAX];
    size_t device_id_len;
} rcv_chip_t;

void rcv_port_chip(rcv_chip_t *chip);

// Partitions. running: the app that runs. target: the OTA slot that an update would go to; false where there is none.
bool rcv_port_running(rcv_partition_t *out);
bool rcv_port_target(rcv_partition_t *out);
// App partitions in table order, at most max; returns how many.
size_t rcv_port_apps(rcv_partition_t *out, size_t max);
// ota_state of the slot's otadata record, 0xffffffff where there is none.
uint32_t rcv_port_app_state(const rcv_partition_t *app);

// Flash. Offsets count from the partition's begin. Each returns 0, or the port's error number.
int rcv_port_read(const rcv_partition_t *part, uint32_t offset, void *out, size_t len);
int rcv_port_erase_sector(const rcv_partition_t *part, uint32_t offset);
int rcv_port_write(const rcv_partition_t *part, uint32_t offset, const void *data, size_t len);
// The check that the bootloader makes: structure, checksum, appended digest, secure boot signature. 0 = it would boot.
int rcv_port_check_image(const rcv_partition_t *part, uint32_t size);
// Selects the slot for the next start. 0, or an error: then the old selection still stands.
int rcv_port_set_boot(const rcv_partition_t *part);
// Confirms the running app, so that the bootloader does not roll back.
int rcv_port_confirm(void);
void rcv_port_restart_in(uint32_t ms);

// Small values that survive power loss; a set is atomic. get returns false where there is no value of exactly len bytes.
bool rcv_port_kv_get(const char *key, void *out, size_t len);
int rcv_port_kv_set(const char *key, const void *value, size_t len);
int rcv_port_kv_erase(const char *key);
// A trust anchor kept in NVS. Sets *out to a heap block of *len bytes; false where there is none, or it is longer than max.
bool rcv_port_nvs_anchor(const char *space, const char *key, size_t max, uint8_t **out, size_t *len);

void rcv_port_random(void *out, size_t len);
uint32_t rcv_port_uptime_ms(void);
// Seconds since 1970, 0 while the clock was never set.
uint64_t rcv_port_clock(void);
// zlib's CRC-32.
uint32_t rcv_port_crc32(const void *data, size_t len);

// One task, mutexes, binary signals.
typedef void *rcv_mutex_t;
typedef void *rcv_signal_t;
bool rcv_port_task(const char *name, void (*run)(void *), void *arg);
rcv_mutex_t rcv_port_mutex_new(void);
void rcv_port_lock(rcv_mutex_t mutex);
void rcv_port_unlock(rcv_mutex_t mutex);
rcv_signal_t rcv_port_signal_new(void);
void rcv_port_signal(rcv_signal_t signal);
// False when timeout_ms passed without a signal.
bool rcv_port_wait(rcv_signal_t signal, uint32_t timeout_ms);

#endif
