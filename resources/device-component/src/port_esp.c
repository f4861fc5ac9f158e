// SPDX-License-Identifier: Apache-2.0
// rcv_port.h for ESP-IDF v4.1 and later.
#include "rcv_port.h"

#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "esp_efuse.h"
#include "esp_flash_encrypt.h"
#include "esp_idf_version.h"
#include "esp_image_format.h"
#include "esp_log.h"
#include "esp_ota_ops.h"
#include "esp_partition.h"
#include "esp_secure_boot.h"
#include "esp_system.h"
#include "esp_timer.h"
#include "freertos/FreeRTOS.h"
#include "freertos/semphr.h"
#include "freertos/task.h"
#include "nvs.h"
#include "sdkconfig.h"

#if ESP_IDF_VERSION >= ESP_IDF_VERSION_VAL(5, 0, 0)
#include "esp_chip_info.h"
#include "esp_mac.h"
#include "esp_random.h"
#include "esp_rom_crc.h"
#define CRC32_LE esp_rom_crc32_le
#elif ESP_IDF_VERSION >= ESP_IDF_VERSION_VAL(4, 3, 0)
#include "esp_rom_crc.h"
#define CRC32_LE esp_rom_crc32_le
#else
#include "esp32/rom/crc.h"
#define CRC32_LE crc32_le
#endif

#ifndef CONFIG_IDF_FIRMWARE_CHIP_ID
#define CONFIG_IDF_FIRMWARE_CHIP_ID 0 // before v4.2: only the ESP32
#endif

static const char tag[] = "rcv";

static void describe(const esp_partition_t *from, rcv_partition_t *out) {
    memset(out, 0, sizeof *out);
    strncpy(out->label, from->label, sizeof out->label - 1);
    out->offset = from->address;
    out->size = from->size;
}

// The table's own entry of a partition that this component was told of.
static const esp_partition_t *entry_of(const rcv_partition_t *part) {
    esp_partition_iterator_t at = esp_partition_find(ESP_PARTITION_TYPE_APP, ESP_PARTITION_SUBTYPE_ANY, NULL);
    const esp_partition_t *found = NULL;
    for (; at != NULL && found == NULL; at = esp_partition_next(at)) {
        const esp_partition_t *entry = esp_partition_get(at);
        if (entry->address == part->offset) found = entry;
    }
    if (at != NULL) esp_partition_iterator_release(at);
    return found;
}

static uint32_t revision(void) {
    esp_chip_info_t info;
    esp_chip_info(&info);
#if ESP_IDF_VERSION >= ESP_IDF_VERSION_VAL(5, 0, 0)
    return info.revision;
#else
    return info.revision * 100u; // only the major number
#endif
}

static bool is_pending(void) {
    esp_ota_img_states_t state;
    return esp_ota_get_state_partition(esp_ota_get_running_partition(), &state) == ESP_OK &&
           state == ESP_OTA_IMG_PENDING_VERIFY;
}

void rcv_port_chip(rcv_chip_t *chip) {
    memset(chip, 0, sizeof *chip);
    chip->chip_id = CONFIG_IDF_FIRMWARE_CHIP_ID;
    chip->chip_rev = revision();
    chip->boot_reason = esp_reset_reason();
    if (esp_efuse_mac_get_default(chip->device_id) == ESP_OK) chip->device_id_len = 6;
    if (esp_secure_boot_enabled()) chip->flags |= RCV_FLAG_SECURE_BOOT;
    if (esp_flash_encryption_enabled()) chip->flags |= RCV_FLAG_FLASH_ENCRYPTION;
#ifdef CONFIG_BOOTLOADER_APP_ROLLBACK_ENABLE
    chip->flags |= RCV_FLAG_ROLLBACK;
#endif
#ifdef CONFIG_BOOTLOADER_APP_ANTI_ROLLBACK
    chip->flags |= RCV_FLAG_ANTI_ROLLBACK;
    chip->secure_version = esp_efuse_read_secure_version();
#endif
    if (is_pending()) chip->flags |= RCV_FLAG_PENDING_VERIFY;
}

bool rcv_port_running(rcv_partition_t *out) {
    const esp_partition_t *running = esp_ota_get_running_partition();
    if (running != NULL) describe(running, out);
    return running != NULL;
}

bool rcv_port_target(rcv_partition_t *out) {
    const esp_partition_t *target = esp_ota_get_next_update_partition(NULL);
    if (target == NULL || target == esp_ota_get_running_partition()) return false;
    describe(target, out);
    return true;
}

size_t rcv_port_apps(rcv_partition_t *out, size_t max) {
    esp_partition_iterator_t at = esp_partition_find(ESP_PARTITION_TYPE_APP, ESP_PARTITION_SUBTYPE_ANY, NULL);
    size_t count = 0;
    for (; at != NULL && count < max; at = esp_partition_next(at)) describe(esp_partition_get(at), &out[count++]);
    if (at != NULL) esp_partition_iterator_release(at);
    return count;
}

uint32_t rcv_port_app_state(const rcv_partition_t *app) {
    const esp_partition_t *entry = entry_of(app);
    esp_ota_img_states_t state;
    bool known = entry != NULL && esp_ota_get_state_partition(entry, &state) == ESP_OK;
    return known ? (uint32_t)state : 0xffffffffu;
}

int rcv_port_read(const rcv_partition_t *part, uint32_t offset, void *out, size_t len) {
    const esp_partition_t *entry = entry_of(part);
    return entry == NULL ? ESP_ERR_NOT_FOUND : esp_partition_read(entry, offset, out, len);
}

int rcv_port_erase_sector(const rcv_partition_t *part, uint32_t offset) {
    const esp_partition_t *entry = entry_of(part);
    return entry == NULL ? ESP_ERR_NOT_FOUND : esp_partition_erase_range(entry, offset, RCV_SECTOR);
}

int rcv_port_write(const rcv_partition_t *part, uint32_t offset, const void *data, size_t len) {
    const esp_partition_t *entry = entry_of(part);
    return entry == NULL ? ESP_ERR_NOT_FOUND : esp_partition_write(entry, offset, data, len);
}

int rcv_port_check_image(const rcv_partition_t *part, uint32_t size) {
    const esp_partition_pos_t position = {.offset = part->offset, .size = part->size};
    esp_image_metadata_t metadata;
    (void)size;
    return esp_image_verify(ESP_IMAGE_VERIFY, &position, &metadata);
}

int rcv_port_set_boot(const rcv_partition_t *part) {
    const esp_partition_t *entry = entry_of(part);
    return entry == NULL ? ESP_ERR_NOT_FOUND : esp_ota_set_boot_partition(entry);
}

int rcv_port_confirm(void) {
    return esp_ota_mark_app_valid_cancel_rollback();
}

static void restart(void *arg) {
    (void)arg;
    esp_restart();
}

void rcv_port_restart_in(uint32_t ms) {
    const esp_timer_create_args_t args = {.callback = restart, .name = "rcv_restart"};
    esp_timer_handle_t timer;
    if (esp_timer_create(&args, &timer) != ESP_OK || esp_timer_start_once(timer, (uint64_t)ms * 1000) != ESP_OK) {
        ESP_LOGE(tag, "no timer for the restart: restart by hand");
    }
}

bool rcv_port_kv_get(const char *key, void *out, size_t len) {
    nvs_handle_t nvs;
    size_t stored = len;
    if (nvs_open(CONFIG_RCV_NVS_NAMESPACE, NVS_READONLY, &nvs) != ESP_OK) return false;
    esp_err_t error = nvs_get_blob(nvs, key, out, &stored);
    nvs_close(nvs);
    return error == ESP_OK && stored == len;
}

int rcv_port_kv_set(const char *key, const void *value, size_t len) {
    nvs_handle_t nvs;
    esp_err_t error = nvs_open(CONFIG_RCV_NVS_NAMESPACE, NVS_READWRITE, &nvs);
    if (error != ESP_OK) return error;
    error = nvs_set_blob(nvs, key, value, len);
    if (error == ESP_OK) error = nvs_commit(nvs);
    nvs_close(nvs);
    return error;
}

int rcv_port_kv_erase(const char *key) {
    nvs_handle_t nvs;
    esp_err_t error = nvs_open(CONFIG_RCV_NVS_NAMESPACE, NVS_READWRITE, &nvs);
    if (error != ESP_OK) return error;
    error = nvs_erase_key(nvs, key);
    if (error == ESP_OK) error = nvs_commit(nvs);
    nvs_close(nvs);
    return error == ESP_ERR_NVS_NOT_FOUND ? ESP_OK : error;
}

// Products keep certificates as blobs or as strings.
static uint8_t *read_anchor(nvs_handle_t nvs, const char *key, size_t max, size_t *len) {
    bool is_blob = nvs_get_blob(nvs, key, NULL, len) == ESP_OK;
    if (!is_blob && nvs_get_str(nvs, key, NULL, len) != ESP_OK) return NULL;
    uint8_t *bytes = *len == 0 || *len > max ? NULL : malloc(*len);
    if (bytes == NULL) return NULL;
    esp_err_t error = is_blob ? nvs_get_blob(nvs, key, bytes, len) : nvs_get_str(nvs, key, (char *)bytes, len);
    if (error == ESP_OK) return bytes;
    free(bytes);
    return NULL;
}

bool rcv_port_nvs_anchor(const char *space, const char *key, size_t max, uint8_t **out, size_t *len) {
    nvs_handle_t nvs;
    if (nvs_open(space, NVS_READONLY, &nvs) != ESP_OK) return false;
    *out = read_anchor(nvs, key, max, len);
    nvs_close(nvs);
    return *out != NULL;
}

void rcv_port_random(void *out, size_t len) {
    esp_fill_random(out, len);
}

uint32_t rcv_port_uptime_ms(void) {
    return (uint32_t)(esp_timer_get_time() / 1000);
}

uint64_t rcv_port_clock(void) {
    struct timeval now;
    gettimeofday(&now, NULL);
    // A clock that was never set begins in 1970 at every start.
    return now.tv_sec > 1577836800 ? (uint64_t)now.tv_sec : 0;
}

uint32_t rcv_port_crc32(const void *data, size_t len) {
    return CRC32_LE(0, data, len);
}

bool rcv_port_task(const char *name, void (*run)(void *), void *arg) {
    return xTaskCreate(run, name, CONFIG_RCV_WRITER_STACK, arg, CONFIG_RCV_WRITER_PRIORITY, NULL) == pdPASS;
}

rcv_mutex_t rcv_port_mutex_new(void) {
    return xSemaphoreCreateMutex();
}

void rcv_port_lock(rcv_mutex_t mutex) {
    xSemaphoreTake(mutex, portMAX_DELAY);
}

void rcv_port_unlock(rcv_mutex_t mutex) {
    xSemaphoreGive(mutex);
}

rcv_signal_t rcv_port_signal_new(void) {
    return xSemaphoreCreateBinary();
}

void rcv_port_signal(rcv_signal_t signal) {
    xSemaphoreGive(signal);
}

bool rcv_port_wait(rcv_signal_t signal, uint32_t timeout_ms) {
    return xSemaphoreTake(signal, pdMS_TO_TICKS(timeout_ms)) == pdTRUE;
}
