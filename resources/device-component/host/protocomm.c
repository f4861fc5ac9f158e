// SPDX-License-Identifier: Apache-2.0
// Endpoints of a protocomm instance: proto-ver, prov-session, and the two of this component.
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rcv.h"
#include "rcv_internal.h"
#include "security.h"

void session_reset(void) {
    sec1_reset();
    sec2_reset();
}

static int version(uint8_t **out, size_t *out_len) {
    char text[1024];
    rcv_partition_t running;
    rcv_head_t head;
    rcv_port_running(&running);
    rcv_read_head(&running, &head);
    const char *cap = host.security == 0 ? "\"no_sec\"" : host.pop == NULL && host.security == 1 ? "\"no_pop\"" : "";
    int len = snprintf(text, sizeof text,
                       "{\n\t\"prov\":\t{\n\t\t\"ver\":\t\"v1.1\",\n\t\t\"sec_ver\":\t%u,\n\t\t\"sec_patch_ver\":\t%u,\n"
                       "\t\t\"cap\":\t[%s]\n\t},\n\t\"rcv\":\t{\n\t\t\"ver\":\t\"1.0\",\n\t\t\"cap\":\t[\"rcv-info\", \"rcv-fw\", "
                       "\"ep:rcv-info=ff54\", \"ep:rcv-fw=ff55\", \"fw:%s/%s\"]\n\t}\n}",
                       host.security, host.security == 2 ? host.patch : 0, cap, head.project, head.version);
    *out = (uint8_t *)strdup(text);
    *out_len = (size_t)len;
    return *out == NULL;
}

static bool handshake(const Session__SessionData *in, Session__SessionData *out) {
    static Session__Sec0 sec0;
    static Session__Sec0Response response;
    static Session__Sec1 sec1;
    static Session__Sec2 sec2;
    out->sec_ver = in->sec_ver;
    if (in->payload_case == SESSION__SESSION_DATA__PAYLOAD_SEC0 && host.security == 0) {
        session__sec0__init(&sec0);
        session__sec0_response__init(&response);
        sec0.msg = 1;
        sec0.payload_case = SESSION__SEC0__PAYLOAD_RESPONSE;
        sec0.response = &response;
        out->payload_case = SESSION__SESSION_DATA__PAYLOAD_SEC0;
        out->sec0 = &sec0;
        return true;
    }
    if (in->payload_case == SESSION__SESSION_DATA__PAYLOAD_SEC1 && host.security == 1) {
        session__sec1__init(&sec1);
        out->payload_case = SESSION__SESSION_DATA__PAYLOAD_SEC1;
        out->sec1 = &sec1;
        return sec1_handle(in->sec1, &sec1);
    }
    if (in->payload_case == SESSION__SESSION_DATA__PAYLOAD_SEC2 && host.security == 2) {
        session__sec2__init(&sec2);
        out->payload_case = SESSION__SESSION_DATA__PAYLOAD_SEC2;
        out->sec2 = &sec2;
        return sec2_handle(in->sec2, &sec2);
    }
    return false;
}

static int session(const uint8_t *in, size_t len, uint8_t **out, size_t *out_len) {
    Session__SessionData *request = session__session_data__unpack(NULL, len, in);
    Session__SessionData answer = SESSION__SESSION_DATA__INIT;
    if (request == NULL) return 1;
    bool done = handshake(request, &answer);
    session__session_data__free_unpacked(request, NULL);
    if (!done) return 1;
    *out_len = session__session_data__get_packed_size(&answer);
    *out = malloc(*out_len + 1);
    if (*out == NULL) return 1;
    session__session_data__pack(&answer, *out);
    return 0;
}

static bool decrypt(const uint8_t *in, size_t len, uint8_t **out, size_t *out_len) {
    if (host.security == 1) return sec1_apply(in, len, out, out_len);
    if (host.security == 2) return sec2_decrypt(in, len, out, out_len);
    *out = malloc(len + 1);
    if (*out != NULL) memcpy(*out, in, len);
    *out_len = len;
    return *out != NULL;
}

static bool encrypt(const uint8_t *in, size_t len, uint8_t **out, size_t *out_len) {
    return host.security == 2 ? sec2_encrypt(in, len, out, out_len) : decrypt(in, len, out, out_len);
}

typedef int (*handler_t)(const uint8_t *in, size_t in_len, uint8_t **out, size_t *out_len);

static int request(handler_t handler, const uint8_t *in, size_t len, uint8_t **out, size_t *out_len) {
    uint8_t *plain = NULL, *answer = NULL;
    size_t plain_len, answer_len;
    bool done = decrypt(in, len, &plain, &plain_len) && handler(plain, plain_len, &answer, &answer_len) == 0 &&
                encrypt(answer, answer_len, out, out_len);
    free(plain);
    free(answer);
    return done ? 0 : 1;
}

int protocomm_handle(const char *endpoint, const uint8_t *in, size_t len, uint8_t **out, size_t *out_len) {
    if (strcmp(endpoint, "proto-ver") == 0) return version(out, out_len);
    if (strcmp(endpoint, "prov-session") == 0) return session(in, len, out, out_len);
    if (strcmp(endpoint, "rcv-info") == 0) return request(rcv_info_handle, in, len, out, out_len);
    if (strcmp(endpoint, "rcv-fw") == 0) return request(rcv_fw_handle, in, len, out, out_len);
    return 1;
}
