// SPDX-License-Identifier: Apache-2.0
// The few parts of a certificate that trust pages need. Mbed TLS offers no view of the SPKI that all its versions share.
#include "rcv_internal.h"

#include <string.h>

static bool header(rcv_span_t in, uint8_t *tag, rcv_span_t *content, rcv_span_t *whole) {
    if (in.len < 2 || (in.at[0] & 0x1f) == 0x1f) return false;
    size_t len = in.at[1], head = 2;
    if (len & 0x80) {
        size_t octets = len & 0x7f;
        if (octets == 0 || octets > 3 || in.len < 2 + octets) return false;
        len = 0;
        for (size_t i = 0; i < octets; i++) len = len << 8 | in.at[2 + i];
        head += octets;
    }
    if (len > in.len - head) return false;
    *tag = in.at[0];
    *content = (rcv_span_t){in.at + head, len};
    *whole = (rcv_span_t){in.at, head + len};
    return true;
}

bool rcv_der(rcv_span_t in, uint8_t tag, rcv_span_t *content, rcv_span_t *whole) {
    uint8_t found;
    return header(in, &found, content, whole) && found == tag;
}

static rcv_span_t after(rcv_span_t in, rcv_span_t whole) {
    return (rcv_span_t){in.at + whole.len, in.len - whole.len};
}

// Steps over one element with the tag.
static bool skip(rcv_span_t *in, uint8_t tag, rcv_span_t *whole) {
    rcv_span_t content;
    if (!rcv_der(*in, tag, &content, whole)) return false;
    *in = after(*in, *whole);
    return true;
}

bool rcv_is_name(rcv_span_t name) {
    rcv_span_t content, whole;
    if (!rcv_der(name, 0x30, &content, &whole) || whole.len != name.len) return false;
    while (content.len > 0) {
        if (!skip(&content, 0x31, &whole)) return false;
    }
    return true;
}

bool rcv_is_spki(rcv_span_t spki) {
    rcv_span_t content, whole;
    if (!rcv_der(spki, 0x30, &content, &whole) || whole.len != spki.len) return false;
    return skip(&content, 0x30, &whole) && skip(&content, 0x03, &whole) && content.len == 0;
}

static const char *attribute(rcv_span_t oid) {
    if (oid.len != 3 || oid.at[0] != 0x55 || oid.at[1] != 0x04) return NULL;
    switch (oid.at[2]) {
    case 3: return "CN";
    case 6: return "C";
    case 10: return "O";
    case 11: return "OU";
    default: return NULL;
    }
}

static void append(char *out, size_t size, size_t *used, const char *text, size_t len) {
    for (size_t i = 0; i < len && *used + 1 < size; i++) {
        uint8_t c = (uint8_t)text[i];
        out[(*used)++] = c >= 0x20 && c < 0x7f ? (char)c : '?';
    }
    out[*used] = 0;
}

void rcv_name_text(rcv_span_t name, char *out, size_t size) {
    rcv_span_t sets, set, pair, oid, value, whole;
    size_t used = 0;
    uint8_t tag;
    out[0] = 0;
    if (!rcv_der(name, 0x30, &sets, &whole)) return;
    while (rcv_der(sets, 0x31, &set, &whole)) {
        sets = after(sets, whole);
        if (!rcv_der(set, 0x30, &pair, &whole) || !rcv_der(pair, 0x06, &oid, &whole)) continue;
        if (!header(after(pair, whole), &tag, &value, &whole) || attribute(oid) == NULL) continue;
        if (used > 0) append(out, size, &used, ", ", 2);
        append(out, size, &used, attribute(oid), strlen(attribute(oid)));
        append(out, size, &used, "=", 1);
        append(out, size, &used, (const char *)value.at, value.len);
    }
}

static int64_t days(int64_t year, int64_t month, int64_t day) {
    // Days since 1970-01-01 of the Gregorian calendar; the year begins in March, so that the leap day is its last.
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int number(const uint8_t *at, size_t len) {
    int value = 0;
    for (size_t i = 0; i < len; i++) {
        if (at[i] < '0' || at[i] > '9') return -1;
        value = value * 10 + at[i] - '0';
    }
    return value;
}

// UTCTime or GeneralizedTime in Zulu; 0 for anything else.
static int64_t seconds(rcv_span_t in) {
    rcv_span_t text, whole;
    bool is_short = rcv_der(in, 0x17, &text, &whole);
    if (!is_short && !rcv_der(in, 0x18, &text, &whole)) return 0;
    size_t digits = is_short ? 2 : 4;
    if (text.len != digits + 11 || text.at[text.len - 1] != 'Z') return 0;
    int year = number(text.at, digits), part[5];
    if (is_short && year >= 0) year += year < 50 ? 2000 : 1900;
    for (int i = 0; i < 5; i++) {
        part[i] = number(text.at + digits + 2 * i, 2);
        if (part[i] < 0 || year < 0) return 0;
    }
    if (part[0] < 1 || part[0] > 12) return 0;
    return ((days(year, part[0], part[1]) * 24 + part[2]) * 60 + part[3]) * 60 + part[4];
}

bool rcv_parse_certificate(rcv_span_t der, rcv_certificate_t *out) {
    rcv_span_t certificate, tbs, content, whole, validity;
    if (!rcv_der(der, 0x30, &certificate, &whole) || !rcv_der(certificate, 0x30, &tbs, &whole)) return false;
    skip(&tbs, 0xa0, &whole); // version: absent in v1
    if (!skip(&tbs, 0x02, &whole) || !skip(&tbs, 0x30, &whole) || !skip(&tbs, 0x30, &whole)) return false;
    if (!rcv_der(tbs, 0x30, &validity, &whole)) return false;
    tbs = after(tbs, whole);
    if (!rcv_der(tbs, 0x30, &content, &out->subject)) return false;
    tbs = after(tbs, out->subject);
    if (!rcv_der(tbs, 0x30, &content, &out->spki)) return false;
    if (!rcv_is_name(out->subject) || !rcv_is_spki(out->spki)) return false;
    uint8_t tag;
    out->not_after = header(validity, &tag, &content, &whole) ? seconds(after(validity, whole)) : 0;
    return true;
}
