// SPDX-License-Identifier: Apache-2.0
// The trust store as the firmware sees it: certificates built in, esp_crt_bundle, certificates in NVS, in this order.
#include "rcv_internal.h"

#include <stdlib.h>
#include <string.h>

#include "mbedtls/base64.h"

#define SOURCE_EMBEDDED 1u
#define SOURCE_BUNDLE 2u
#define SOURCE_NVS 3u
#define FORM_CERTIFICATE 1u
#define FORM_BUNDLE_ENTRY 2u
#define KIND_TLS_ROOT 1u
#define MAX_ANCHOR 8192u
#define SUBJECT_SIZE 96
// The least that an entry takes: its SPKI digest and tags.
#define SMALLEST_ENTRY 36u

typedef bool (*visit_t)(const rcv_trust_t *anchor, uint32_t index, void *arg);

typedef struct {
    visit_t visit;
    void *arg;
    uint32_t index;
    bool more;
    bool failed;
} walk_t;

static void hand_on(walk_t *walk, const rcv_trust_t *anchor) {
    walk->more = walk->visit(anchor, walk->index++, walk->arg);
}

static void certificate(walk_t *walk, uint32_t source, rcv_span_t der) {
    rcv_certificate_t parsed;
    rcv_span_t content, whole;
    if (!rcv_der(der, 0x30, &content, &whole) || !rcv_parse_certificate(whole, &parsed)) return;
    rcv_trust_t anchor = {.source = source, .form = FORM_CERTIFICATE, .der = whole, .subject = parsed.subject,
                          .spki = parsed.spki, .not_after = parsed.not_after};
    hand_on(walk, &anchor);
}

static const uint8_t *find(rcv_span_t in, const char *text) {
    size_t len = strlen(text);
    for (size_t at = 0; at + len <= in.len; at++) {
        if (memcmp(in.at + at, text, len) == 0) return in.at + at;
    }
    return NULL;
}

static void pem(walk_t *walk, uint32_t source, rcv_span_t text) {
    static const char begin[] = "-----BEGIN CERTIFICATE-----", end[] = "-----END CERTIFICATE-----";
    while (walk->more) {
        const uint8_t *from = find(text, begin);
        if (from == NULL) return;
        from += sizeof begin - 1;
        text = (rcv_span_t){from, text.len - (size_t)(from - text.at)};
        const uint8_t *to = find(text, end);
        if (to == NULL) return;
        size_t len = (size_t)(to - from), used = 0;
        if (len > 0 && len <= 2 * MAX_ANCHOR) {
            uint8_t *der = malloc(len);
            if (der == NULL) {
                walk->failed = true;
                return;
            }
            if (mbedtls_base64_decode(der, len, &used, from, len) == 0) certificate(walk, source, (rcv_span_t){der, used});
            free(der);
        }
        text = (rcv_span_t){to, text.len - (size_t)(to - from)};
    }
}

static void anchors(walk_t *walk, uint32_t source, rcv_span_t bytes) {
    if (bytes.at == NULL || bytes.len == 0) return;
    if (bytes.at[0] == 0x30) certificate(walk, source, bytes);
    else pem(walk, source, bytes);
}

static void bundle(walk_t *walk, rcv_span_t bytes) {
    rcv_bundle_t opened;
    rcv_bundle_entry_t entry;
    if (!rcv_bundle_open(bytes, &opened)) return;
    for (uint32_t i = 0; walk->more && i < opened.count && rcv_bundle_read(&opened, i, &entry); i++) {
        rcv_trust_t anchor = {.source = SOURCE_BUNDLE, .form = FORM_BUNDLE_ENTRY, .name = entry.name,
                              .subject = entry.name, .spki = entry.spki};
        hand_on(walk, &anchor);
    }
}

bool rcv_trust_walk(visit_t visit, void *arg) {
    walk_t walk = {.visit = visit, .arg = arg, .more = true};
    for (size_t i = 0; walk.more && !walk.failed && i < rcv_config->anchor_count; i++) {
        const rcv_anchor_t *built_in = &rcv_config->anchors[i];
        anchors(&walk, SOURCE_EMBEDDED, (rcv_span_t){built_in->data, built_in->len});
    }
    if (walk.more) bundle(&walk, (rcv_span_t){rcv_config->bundle, rcv_config->bundle_len});
    for (size_t i = 0; walk.more && !walk.failed && i < rcv_config->nvs_anchor_count; i++) {
        const rcv_nvs_anchor_t *stored = &rcv_config->nvs_anchors[i];
        uint8_t *bytes;
        size_t len;
        if (!rcv_port_nvs_anchor(stored->space, stored->key, 2 * MAX_ANCHOR, &bytes, &len)) continue;
        anchors(&walk, SOURCE_NVS, (rcv_span_t){bytes, len});
        free(bytes);
    }
    return !walk.failed;
}

typedef struct {
    uint8_t (*digests)[RCV_SHA256];
    uint32_t room, count;
} digests_t;

static bool collect(const rcv_trust_t *anchor, uint32_t index, void *arg) {
    digests_t *all = arg;
    if (index >= all->room) {
        uint32_t room = all->room == 0 ? 16 : all->room * 2;
        void *grown = realloc(all->digests, (size_t)room * RCV_SHA256);
        if (grown == NULL) return false;
        all->digests = grown;
        all->room = room;
    }
    return rcv_sha256(anchor->spki.at, anchor->spki.len, all->digests[all->count++]);
}

static int by_bytes(const void *a, const void *b) {
    return memcmp(a, b, RCV_SHA256);
}

// SHA-256 over the sorted SPKI digests: a key is what all kinds of entries have in common.
bool rcv_trust_digest(uint8_t out[RCV_SHA256]) {
    digests_t all = {0};
    bool done = rcv_trust_walk(collect, &all);
    if (all.count > 0) qsort(all.digests, all.count, RCV_SHA256, by_bytes);
    done = done && rcv_sha256(all.count > 0 ? (const void *)all.digests : "", (size_t)all.count * RCV_SHA256, out);
    free(all.digests);
    return done;
}

typedef struct {
    Rcv__TrustPage *page;
    uint32_t start;
    size_t most, room;
    bool names, full, failed;
    char slot[RCV_LABEL_SIZE];
} paging_t;

static bool set_bytes(ProtobufCBinaryData *field, const void *data, size_t len) {
    field->data = malloc(len);
    field->len = field->data == NULL ? 0 : len;
    if (field->data != NULL) memcpy(field->data, data, len);
    return field->data != NULL;
}

static bool set_digest(ProtobufCBinaryData *field, rcv_span_t of) {
    uint8_t digest[RCV_SHA256];
    return rcv_sha256(of.at, of.len, digest) && set_bytes(field, digest, sizeof digest);
}

static char *copy(const char *text) {
    char *copied = malloc(strlen(text) + 1);
    return copied == NULL ? NULL : strcpy(copied, text);
}

static void entry_free(Rcv__TrustEntry *entry) {
    if (entry == NULL) return;
    free(entry->spki_sha256.data);
    free(entry->cert_sha256.data);
    if (entry->subject != protobuf_c_empty_string) free(entry->subject);
    if (entry->slot != protobuf_c_empty_string) free(entry->slot);
    free(entry);
}

static Rcv__TrustEntry *entry_new(const rcv_trust_t *anchor, const paging_t *paging) {
    Rcv__TrustEntry *entry = malloc(sizeof *entry);
    if (entry == NULL) return NULL;
    rcv__trust_entry__init(entry);
    entry->kind = KIND_TLS_ROOT;
    entry->source = anchor->source;
    entry->not_after = anchor->not_after;
    bool done = set_digest(&entry->spki_sha256, anchor->spki);
    if (done && anchor->form == FORM_CERTIFICATE) done = set_digest(&entry->cert_sha256, anchor->der);
    if (done && paging->names) {
        char subject[SUBJECT_SIZE];
        rcv_name_text(anchor->subject, subject, sizeof subject);
        char *copied = copy(subject);
        if (copied != NULL) entry->subject = copied;
        done = copied != NULL;
    }
    if (done && anchor->source != SOURCE_NVS) {
        char *copied = copy(paging->slot);
        if (copied != NULL) entry->slot = copied;
        done = copied != NULL;
    }
    if (done) return entry;
    entry_free(entry);
    return NULL;
}

static bool put_on_page(const rcv_trust_t *anchor, uint32_t index, void *arg) {
    paging_t *paging = arg;
    Rcv__TrustPage *page = paging->page;
    page->total++;
    if (index < paging->start || paging->full || page->n_entry >= paging->most) return true;
    Rcv__TrustEntry *entry = entry_new(anchor, paging);
    paging->failed = entry == NULL;
    if (entry == NULL) return false;
    size_t takes = rcv__trust_entry__get_packed_size(entry) + 3; // and its tag and length
    paging->full = page->n_entry > 0 && takes > paging->room;
    if (paging->full) {
        entry_free(entry);
        return true;
    }
    paging->room -= takes < paging->room ? takes : paging->room;
    page->entry[page->n_entry++] = entry;
    return true;
}

// As many entries as were asked for and fit in room bytes; at least one.
Rcv__Status rcv_trust_page(const Rcv__TrustQuery *query, size_t room, Rcv__TrustPage **out) {
    paging_t paging = {.start = query->start, .names = query->names, .room = room, .most = room / SMALLEST_ENTRY + 1};
    if (query->count < paging.most) paging.most = query->count;
    rcv_partition_t running;
    if (rcv_port_running(&running)) memcpy(paging.slot, running.label, sizeof paging.slot);
    Rcv__TrustPage *page = malloc(sizeof *page);
    if (page == NULL) return RCV__STATUS__BUSY;
    rcv__trust_page__init(page);
    page->start = query->start;
    page->entry = calloc(paging.most + 1, sizeof *page->entry);
    paging.page = page;
    if (page->entry == NULL || !rcv_trust_walk(put_on_page, &paging) || paging.failed) {
        rcv_trust_page_free(page);
        return RCV__STATUS__BUSY;
    }
    *out = page;
    return RCV__STATUS__OK;
}

void rcv_trust_page_free(Rcv__TrustPage *page) {
    if (page == NULL) return;
    for (size_t i = 0; i < page->n_entry; i++) entry_free(page->entry[i]);
    free(page->entry);
    free(page);
}

typedef struct {
    const Rcv__TrustRead *query;
    size_t room;
    Rcv__TrustBytes *bytes;
    Rcv__Status status;
} reading_t;

// A bundle entry goes out as name and key, each behind a big-endian length, whatever the layout in flash.
static uint8_t *entry_bytes(const rcv_trust_t *anchor, size_t *len) {
    *len = 4 + anchor->name.len + anchor->spki.len;
    uint8_t *bytes = malloc(*len), *at = bytes;
    if (bytes == NULL) return NULL;
    rcv_span_t parts[2] = {anchor->name, anchor->spki};
    for (int i = 0; i < 2; i++) {
        *at++ = (uint8_t)(parts[i].len >> 8);
        *at++ = (uint8_t)parts[i].len;
        memcpy(at, parts[i].at, parts[i].len);
        at += parts[i].len;
    }
    return bytes;
}

static Rcv__Status cut(reading_t *reading, uint32_t form, rcv_span_t whole) {
    const Rcv__TrustRead *query = reading->query;
    if (query->offset > whole.len) return RCV__STATUS__BAD_REQUEST;
    size_t len = whole.len - query->offset;
    if (query->max > 0 && len > query->max) len = query->max;
    if (len > reading->room) len = reading->room;
    Rcv__TrustBytes *bytes = malloc(sizeof *bytes);
    if (bytes == NULL) return RCV__STATUS__BUSY;
    rcv__trust_bytes__init(bytes);
    bytes->form = form;
    bytes->total = (uint32_t)whole.len;
    bytes->offset = query->offset;
    if (len > 0 && !set_bytes(&bytes->data, whole.at + query->offset, len)) {
        free(bytes);
        return RCV__STATUS__BUSY;
    }
    reading->bytes = bytes;
    return RCV__STATUS__OK;
}

static bool read_one(const rcv_trust_t *anchor, uint32_t index, void *arg) {
    reading_t *reading = arg;
    if (index != reading->query->index) return true;
    if (anchor->form == FORM_CERTIFICATE) {
        reading->status = cut(reading, FORM_CERTIFICATE, anchor->der);
        return false;
    }
    size_t len;
    uint8_t *bytes = entry_bytes(anchor, &len);
    reading->status = bytes == NULL ? RCV__STATUS__BUSY : cut(reading, FORM_BUNDLE_ENTRY, (rcv_span_t){bytes, len});
    free(bytes);
    return false;
}

Rcv__Status rcv_trust_read(const Rcv__TrustRead *query, size_t room, Rcv__TrustBytes **out) {
    reading_t reading = {.query = query, .room = room, .status = RCV__STATUS__BAD_REQUEST};
    if (!rcv_trust_walk(read_one, &reading)) return RCV__STATUS__BUSY;
    *out = reading.bytes;
    return reading.status;
}

void rcv_trust_bytes_free(Rcv__TrustBytes *bytes) {
    if (bytes == NULL) return;
    free(bytes->data.data);
    free(bytes);
}
