// SPDX-License-Identifier: Apache-2.0
// Recovery endpoints rcv-info and rcv-fw for protocomm.
#ifndef RCV_H
#define RCV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RCV_PROTOCOL_VERSION 1u

// A P-256 public key that may sign manifests: SubjectPublicKeyInfo, PEM with its final NUL counted, or DER.
typedef struct {
    const uint8_t *data;
    size_t len;
} rcv_key_t;

// Certificates built into the firmware: one or more in PEM, or one in DER.
typedef struct {
    const uint8_t *data;
    size_t len;
} rcv_anchor_t;

// Certificates kept in NVS, PEM or DER.
typedef struct {
    const char *space;
    const char *key;
} rcv_nvs_anchor_t;

// What a product says of itself. Everything pointed to must stay in place while the endpoints are served.
typedef struct {
    const char *product;
    const char *hw_rev;
    // Counts up with every release; a manifest with a smaller one is refused.
    uint32_t build;
    // Why the unit is in recovery: 0 unprovisioned, 1 button, 2 offline time-out, 3 boot-loop fallback.
    uint32_t mode;
    // Largest message in either direction that the transport carries, the security scheme's tag included.
    uint32_t max_message;
    const rcv_key_t *keys;
    size_t key_count;

    const rcv_anchor_t *anchors;
    size_t anchor_count;
    // File of esp_crt_bundle, either layout; NULL where there is none.
    const uint8_t *bundle;
    size_t bundle_len;
    const rcv_nvs_anchor_t *nvs_anchors;
    size_t nvs_anchor_count;

    // How the firmware updates itself over the air.
    const char *const *urls;
    size_t url_count;
    uint32_t date_check;      // 0 unknown, 1 off, 2 on
    uint32_t tls_in_len;      // bytes, MBEDTLS_SSL_IN_CONTENT_LEN
    uint32_t tls_max_version; // 0x0303 = TLS 1.2
    uint32_t verify;          // 1 PEM, 2 bundle, 3 none

    // Both may be NULL: then power is always sufficient, and unknown.
    bool (*power_ok)(void *context);
    uint32_t (*battery_mv)(void *context);
    void *context;
} rcv_config_t;

// Starts the writer task. Once per boot. False: a key is no P-256 key, or memory is short.
bool rcv_start(const rcv_config_t *config);

// One request in, one answer out. 0, and *out is a heap block that the caller frees; or not 0 where memory is short.
// Bytes that are no request are answered with BAD_REQUEST.
int rcv_info_handle(const uint8_t *in, size_t in_len, uint8_t **out, size_t *out_len);
int rcv_fw_handle(const uint8_t *in, size_t in_len, uint8_t **out, size_t *out_len);

// To be called when the transport lost its peer: what is on flash is noted, so that a power loss costs no more than that.
void rcv_link_lost(void);

// Remembers why the last update over the air failed (OtaInfo.last_error, last_flags of mbedtls_ssl_get_verify_result).
void rcv_note_update_error(int32_t error, uint32_t verify_flags);

// The largest data per request that this configuration takes, bytes.
uint32_t rcv_max_data(void);

#ifdef __cplusplus
}
#endif

#endif
