// SPDX-License-Identifier: Apache-2.0
#include "rcv_protocomm.h"

#include "rcv.h"

typedef int (*handler_t)(const uint8_t *in, size_t in_len, uint8_t **out, size_t *out_len);

// protocomm frees the answer with free().
static esp_err_t hand_on(handler_t handler, const uint8_t *in, ssize_t in_len, uint8_t **out, ssize_t *out_len) {
    size_t len = 0;
    if (in_len < 0 || handler(in, (size_t)in_len, out, &len) != 0) return ESP_FAIL;
    *out_len = (ssize_t)len;
    return ESP_OK;
}

esp_err_t rcv_info_endpoint(uint32_t session_id, const uint8_t *in, ssize_t in_len, uint8_t **out, ssize_t *out_len,
                            void *context) {
    (void)session_id;
    (void)context;
    return hand_on(rcv_info_handle, in, in_len, out, out_len);
}

esp_err_t rcv_fw_endpoint(uint32_t session_id, const uint8_t *in, ssize_t in_len, uint8_t **out, ssize_t *out_len,
                          void *context) {
    (void)session_id;
    (void)context;
    return hand_on(rcv_fw_handle, in, in_len, out, out_len);
}

esp_err_t rcv_add_endpoints(protocomm_t *pc) {
    esp_err_t error = protocomm_add_endpoint(pc, RCV_INFO_ENDPOINT, rcv_info_endpoint, NULL);
    return error != ESP_OK ? error : protocomm_add_endpoint(pc, RCV_FW_ENDPOINT, rcv_fw_endpoint, NULL);
}
