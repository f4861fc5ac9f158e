// SPDX-License-Identifier: Apache-2.0
// Shared by the sources of this component, not for products.
#ifndef RCV_INTERNAL_H
#define RCV_INTERNAL_H

#include "rcv.h"
#include "rcv_port.h"
#include "proto/rcv.pb-c.h"

#define RCV_SHA256 32
#define RCV_KEY_ID 8
#define RCV_HEAD 288
// Requests longer than this are refused unread: data of 4032 bytes and its envelope (protocomm over HTTP takes 4096).
#define RCV_MAX_REQUEST 4096u
#define RCV_MAX_DATA 4032u
// Tag of security 2, and the most that the envelope of data adds.
#define RCV_ENVELOPE 39u
#define RCV_MIN_MESSAGE 128u

extern const rcv_config_t *rcv_config;

typedef struct {
    const uint8_t *at;
    size_t len;
} rcv_span_t;

// sha256.c
bool rcv_sha256(const void *data, size_t len, uint8_t out[RCV_SHA256]);

// image.c: what the first bytes of an app image say.
typedef struct {
    uint32_t chip_id;
    bool described;
    uint32_t secure_version;
    char version[33];
    char project[33];
    char idf[33];
    uint8_t elf_sha256[RCV_SHA256];
} rcv_head_t;

// False where the bytes (at least RCV_HEAD) do not begin an image.
bool rcv_parse_head(const uint8_t *bytes, rcv_head_t *head);
bool rcv_read_head(const rcv_partition_t *part, rcv_head_t *head);

// manifest.c
typedef struct {
    uint8_t digest[RCV_SHA256]; // of the manifest itself: names the transfer across power losses
    char project[33];
    char version[33];
    uint32_t secure_version;
    uint32_t image_size;
    uint8_t image_sha256[RCV_SHA256];
    bool has_elf;
    uint8_t elf_sha256[RCV_SHA256];
    uint32_t block_size; // 0: no table
    uint8_t table_sha256[RCV_SHA256];
    uint64_t exception_issued_at; // 0: an ordinary manifest
} rcv_manifest_t;

// Parses the configured keys. False: one of them is no P-256 key.
bool rcv_keys_load(void);
size_t rcv_key_count(void);
const uint8_t *rcv_key_id(size_t index);
// Signature, then content, against this unit and the slot that would be written. target NULL: there is no slot.
Rcv__Status rcv_manifest_check(const Rcv__Begin *begin, const rcv_partition_t *target, rcv_manifest_t *out);
// An exception is good for one activation.
int rcv_exception_used(uint64_t issued_at);

// der.c
// The element at the begin of in: its content, and all of it. False where it does not fit.
bool rcv_der(rcv_span_t in, uint8_t tag, rcv_span_t *content, rcv_span_t *whole);
bool rcv_is_name(rcv_span_t name);
bool rcv_is_spki(rcv_span_t spki);
// "O=…, CN=…" of a Name; cut where out ends.
void rcv_name_text(rcv_span_t name, char *out, size_t size);
typedef struct {
    rcv_span_t subject;
    rcv_span_t spki;
    int64_t not_after;
} rcv_certificate_t;
bool rcv_parse_certificate(rcv_span_t der, rcv_certificate_t *out);

// bundle.c: esp_crt_bundle.
typedef struct {
    rcv_span_t name;
    rcv_span_t spki;
} rcv_bundle_entry_t;
typedef struct {
    rcv_span_t bytes;
    uint32_t count;
    bool offset_table; // ESP-IDF v5.4 and later
    uint32_t next;     // of the layout without offsets
} rcv_bundle_t;
// False where the bytes are no bundle. Only the header is looked at; each entry is checked when it is read.
bool rcv_bundle_open(rcv_span_t bytes, rcv_bundle_t *bundle);
// Entry by entry, index counting up from 0.
bool rcv_bundle_read(rcv_bundle_t *bundle, uint32_t index, rcv_bundle_entry_t *entry);

// trust.c
typedef struct {
    uint32_t source; // TrustEntry.source
    uint32_t form;   // TrustBytes.form
    rcv_span_t der;  // form 1: the certificate
    rcv_span_t name; // form 2
    rcv_span_t subject;
    rcv_span_t spki;
    int64_t not_after;
} rcv_trust_t;
// Calls visit for every anchor in a fixed order until it returns false. False: memory is short.
bool rcv_trust_walk(bool (*visit)(const rcv_trust_t *anchor, uint32_t index, void *arg), void *arg);
bool rcv_trust_digest(uint8_t out[RCV_SHA256]);
Rcv__Status rcv_trust_page(const Rcv__TrustQuery *query, size_t room, Rcv__TrustPage **out);
void rcv_trust_page_free(Rcv__TrustPage *page);
Rcv__Status rcv_trust_read(const Rcv__TrustRead *query, size_t room, Rcv__TrustBytes **out);
void rcv_trust_bytes_free(Rcv__TrustBytes *bytes);

// fw.c, writer.c
bool rcv_fw_start(void);

// Bytes that an answer may have.
size_t rcv_answer_room(void);

#endif
