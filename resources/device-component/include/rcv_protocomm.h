// SPDX-License-Identifier: Apache-2.0
// Registration at protocomm. Only for ESP-IDF.
#ifndef RCV_PROTOCOMM_H
#define RCV_PROTOCOMM_H

#include <stdint.h>
#include <sys/types.h>

#include "esp_err.h"
#include "protocomm.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RCV_INFO_ENDPOINT "rcv-info"
#define RCV_FW_ENDPOINT "rcv-fw"

// Handlers in protocomm's shape: for protocomm_add_endpoint, or for the provisioning manager's endpoint_register.
esp_err_t rcv_info_endpoint(uint32_t session_id, const uint8_t *in, ssize_t in_len, uint8_t **out, ssize_t *out_len,
                            void *context);
esp_err_t rcv_fw_endpoint(uint32_t session_id, const uint8_t *in, ssize_t in_len, uint8_t **out, ssize_t *out_len,
                          void *context);

// Both endpoints at an instance of one's own. Names and short ids of a BLE table are the caller's to list: ff54, ff55.
esp_err_t rcv_add_endpoints(protocomm_t *pc);

#ifdef __cplusplus
}
#endif

#endif
