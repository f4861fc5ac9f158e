// SPDX-License-Identifier: Apache-2.0
// File of esp_crt_bundle: big-endian count and entries (ESP-IDF v4.2 to v5.3), or a table of little-endian offsets and
// entries (v5.4 and later). An entry: length of the name, length of the key, name, key.
#include "rcv_internal.h"

#define MAX_ENTRIES 1024u

static uint32_t u16(const uint8_t *at, bool little) {
    return little ? at[0] | (uint32_t)at[1] << 8 : at[1] | (uint32_t)at[0] << 8;
}

static uint32_t u32(const uint8_t *at) {
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

bool rcv_bundle_open(rcv_span_t bytes, rcv_bundle_t *bundle) {
    if (bytes.at == NULL || bytes.len < 6) return false;
    // The first offset is below 64 KiB: two zero octets where the other layout has a length of a name, which is never 0.
    bool offsets = bytes.at[2] == 0 && bytes.at[3] == 0;
    uint32_t first = u32(bytes.at);
    uint32_t count = offsets ? first / 4 : u16(bytes.at, false);
    if (count == 0 || count > MAX_ENTRIES || (offsets && (first % 4 != 0 || first > bytes.len))) return false;
    *bundle = (rcv_bundle_t){.bytes = bytes, .count = count, .offset_table = offsets, .next = 2};
    return true;
}

bool rcv_bundle_read(rcv_bundle_t *bundle, uint32_t index, rcv_bundle_entry_t *entry) {
    rcv_span_t bytes = bundle->bytes;
    if (index >= bundle->count) return false;
    uint32_t at = bundle->offset_table ? u32(bytes.at + 4 * index) : bundle->next;
    if (at > bytes.len || bytes.len - at < 4) return false;
    uint32_t name_len = u16(bytes.at + at, bundle->offset_table);
    uint32_t key_len = u16(bytes.at + at + 2, bundle->offset_table);
    if (bytes.len - at - 4 < (size_t)name_len + key_len) return false;
    entry->name = (rcv_span_t){bytes.at + at + 4, name_len};
    entry->spki = (rcv_span_t){bytes.at + at + 4 + name_len, key_len};
    bundle->next = at + 4 + name_len + key_len;
    return rcv_is_name(entry->name) && rcv_is_spki(entry->spki);
}
