// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>

#include "esp_err.h"
#include "esp_event.h"
#include "esp_netif.h"
#include "esp_wifi.h"
#include "mbedtls/ssl.h"
#include "nvs_flash.h"
#include "rcv.h"
#include "rcv_protocomm.h"
#include "wifi_provisioning/manager.h"
#include "wifi_provisioning/scheme_ble.h"

#define BUILD 1
#define PROOF_OF_POSSESSION "abcd1234" // of a product: one for each unit, on its label

extern const uint8_t key_start[] asm("_binary_key_pem_start");
extern const uint8_t key_end[] asm("_binary_key_pem_end");
extern const uint8_t root_start[] asm("_binary_root_pem_start");
extern const uint8_t root_end[] asm("_binary_root_pem_end");

static const char *const urls[] = {"https://fw.example.com/latest.bin"};
static rcv_key_t key;
static rcv_anchor_t root;
static rcv_config_t config = {
    .product = "example",
    .hw_rev = "A",
    .build = BUILD,
    .mode = 1,
    .max_message = 512,
    .keys = &key,
    .key_count = 1,
    .anchors = &root,
    .anchor_count = 1,
    .urls = urls,
    .url_count = 1,
    .date_check = 1,
    .tls_in_len = MBEDTLS_SSL_IN_CONTENT_LEN,
    .tls_max_version = 0x0303,
    .verify = 1,
};

static void tell_of_endpoints(void) {
    static const char *capabilities[] = {"rcv-info", "rcv-fw", "ep:rcv-info=ff54", "ep:rcv-fw=ff55"};
    ESP_ERROR_CHECK(wifi_prov_mgr_set_app_info("rcv", "1.0", capabilities, sizeof capabilities / sizeof capabilities[0]));
    ESP_ERROR_CHECK(wifi_prov_mgr_endpoint_create(RCV_INFO_ENDPOINT));
    ESP_ERROR_CHECK(wifi_prov_mgr_endpoint_create(RCV_FW_ENDPOINT));
}

void app_main(void) {
    key = (rcv_key_t){key_start, (size_t)(key_end - key_start)};
    root = (rcv_anchor_t){root_start, (size_t)(root_end - root_start)};
    ESP_ERROR_CHECK(nvs_flash_init());
    ESP_ERROR_CHECK(esp_netif_init());
    ESP_ERROR_CHECK(esp_event_loop_create_default());
    esp_netif_create_default_wifi_sta();
    wifi_init_config_t wifi = WIFI_INIT_CONFIG_DEFAULT();
    ESP_ERROR_CHECK(esp_wifi_init(&wifi));
    if (!rcv_start(&config)) abort();

    wifi_prov_mgr_config_t manager = {
        .scheme = wifi_prov_scheme_ble,
        .scheme_event_handler = WIFI_PROV_SCHEME_BLE_EVENT_HANDLER_FREE_BTDM,
    };
    ESP_ERROR_CHECK(wifi_prov_mgr_init(manager));
    tell_of_endpoints();
    ESP_ERROR_CHECK(wifi_prov_mgr_disable_auto_stop(1000));
    ESP_ERROR_CHECK(wifi_prov_mgr_start_provisioning(WIFI_PROV_SECURITY_1, PROOF_OF_POSSESSION, "PROV_EXAMPLE", NULL));
    ESP_ERROR_CHECK(wifi_prov_mgr_endpoint_register(RCV_INFO_ENDPOINT, rcv_info_endpoint, NULL));
    ESP_ERROR_CHECK(wifi_prov_mgr_endpoint_register(RCV_FW_ENDPOINT, rcv_fw_endpoint, NULL));
}
