// SPDX-License-Identifier: Apache-2.0
// Security 1: X25519, the proof of possession mixed into the key, one AES-256-CTR stream for both directions.
#include "security.h"

#include <stdlib.h>
#include <string.h>

#include "host.h"

#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include "mbedtls/aes.h"
#include "mbedtls/ecp.h"
#include "mbedtls/md.h"

static struct {
    enum { IDLE, CHALLENGED, ESTABLISHED } state;
    uint8_t client[32], device[32], random[16], proof[32];
    mbedtls_aes_context aes;
    uint8_t counter[16], stream[16];
    size_t stream_at;
    Session__Sec1Resp0 resp0;
    Session__Sec1Resp1 resp1;
} session;

static int random_bytes(void *context, unsigned char *out, size_t len) {
    (void)context;
    rcv_port_random(out, len);
    return 0;
}

void sec1_reset(void) {
    mbedtls_aes_free(&session.aes);
    memset(&session, 0, sizeof session);
    mbedtls_aes_init(&session.aes);
}

// Makes the device's key pair and the shared secret.
static bool agree(const uint8_t client[32], uint8_t shared[32]) {
    mbedtls_ecp_group group;
    mbedtls_ecp_point own, theirs, secret;
    mbedtls_mpi key;
    size_t len;
    mbedtls_ecp_group_init(&group);
    mbedtls_ecp_point_init(&own);
    mbedtls_ecp_point_init(&theirs);
    mbedtls_ecp_point_init(&secret);
    mbedtls_mpi_init(&key);
    bool done = mbedtls_ecp_group_load(&group, MBEDTLS_ECP_DP_CURVE25519) == 0 &&
                mbedtls_ecp_gen_keypair(&group, &key, &own, random_bytes, NULL) == 0 &&
                mbedtls_ecp_point_write_binary(&group, &own, MBEDTLS_ECP_PF_UNCOMPRESSED, &len, session.device, 32) == 0 &&
                mbedtls_ecp_point_read_binary(&group, &theirs, client, 32) == 0 &&
                mbedtls_ecp_mul(&group, &secret, &key, &theirs, random_bytes, NULL) == 0 &&
                mbedtls_ecp_point_write_binary(&group, &secret, MBEDTLS_ECP_PF_UNCOMPRESSED, &len, shared, 32) == 0;
    mbedtls_mpi_free(&key);
    mbedtls_ecp_point_free(&secret);
    mbedtls_ecp_point_free(&theirs);
    mbedtls_ecp_point_free(&own);
    mbedtls_ecp_group_free(&group);
    return done;
}

static bool mix_in_pop(uint8_t key[32]) {
    uint8_t digest[32];
    if (host.pop == NULL || host.pop[0] == 0) return true;
    const mbedtls_md_info_t *sha256 = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);
    if (mbedtls_md(sha256, (const uint8_t *)host.pop, strlen(host.pop), digest) != 0) return false;
    for (int i = 0; i < 32; i++) key[i] ^= digest[i];
    return true;
}

static bool crypt(const uint8_t *in, size_t len, uint8_t *out) {
    return mbedtls_aes_crypt_ctr(&session.aes, len, &session.stream_at, session.counter, session.stream, in, out) == 0;
}

static bool challenge(const Session__Sec1Cmd0 *in, Session__Sec1 *out) {
    uint8_t key[32];
    sec1_reset();
    if (in->client_pubkey.len != 32 || !agree(in->client_pubkey.data, key) || !mix_in_pop(key)) return false;
    memcpy(session.client, in->client_pubkey.data, 32);
    rcv_port_random(session.random, sizeof session.random);
    memcpy(session.counter, session.random, sizeof session.counter);
    if (mbedtls_aes_setkey_enc(&session.aes, key, 256) != 0) return false;
    session.state = CHALLENGED;
    session__sec1_resp0__init(&session.resp0);
    session.resp0.device_pubkey = (ProtobufCBinaryData){32, session.device};
    session.resp0.device_random = (ProtobufCBinaryData){16, session.random};
    out->msg = 1;
    out->payload_case = SESSION__SEC1__PAYLOAD_RESP0;
    out->resp0 = &session.resp0;
    return true;
}

static bool prove(const Session__Sec1Cmd1 *in, Session__Sec1 *out) {
    uint8_t claimed[32];
    if (session.state != CHALLENGED || in->client_verify.len != 32) return false;
    if (!crypt(in->client_verify.data, 32, claimed) || memcmp(claimed, session.device, 32) != 0) return false;
    if (!crypt(session.client, 32, session.proof)) return false;
    session.state = ESTABLISHED;
    session__sec1_resp1__init(&session.resp1);
    session.resp1.device_verify = (ProtobufCBinaryData){32, session.proof};
    out->msg = 3;
    out->payload_case = SESSION__SEC1__PAYLOAD_RESP1;
    out->resp1 = &session.resp1;
    return true;
}

bool sec1_handle(const Session__Sec1 *in, Session__Sec1 *out) {
    if (in->payload_case == SESSION__SEC1__PAYLOAD_CMD0 && in->msg == 0) return challenge(in->cmd0, out);
    if (in->payload_case == SESSION__SEC1__PAYLOAD_CMD1 && in->msg == 2) return prove(in->cmd1, out);
    return false;
}

bool sec1_apply(const uint8_t *in, size_t len, uint8_t **out, size_t *out_len) {
    if (session.state != ESTABLISHED) return false;
    *out = malloc(len > 0 ? len : 1);
    *out_len = len;
    return *out != NULL && crypt(in, len, *out);
}
