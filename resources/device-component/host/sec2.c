// SPDX-License-Identifier: Apache-2.0
// Security 2: SRP-6a over the 3072-bit group of RFC 5054 with SHA-512, then AES-256-GCM.
#include "security.h"

#include <stdlib.h>
#include <string.h>

#include "host.h"

#include "mbedtls/bignum.h"
#include "mbedtls/gcm.h"
#include "mbedtls/md.h"

#define GROUP 384
#define HASH 64
#define TAG 16

static const char prime[] =
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd"
    "ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed"
    "ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f"
    "83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b"
    "e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510"
    "15728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7"
    "abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200c"
    "bbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff";

typedef struct {
    const void *at;
    size_t len;
} part_t;

static struct {
    enum { IDLE, CHALLENGED, ESTABLISHED } state;
    uint8_t salt[16], a[GROUP], b[GROUP], key[HASH], client_proof[HASH], proof[HASH], nonce[12];
    size_t a_len, b_len;
    uint32_t counter;
    Session__Sec2Resp0 resp0;
    Session__Sec2Resp1 resp1;
} session;

void sec2_reset(void) {
    memset(&session, 0, sizeof session);
}

static void digest(const part_t *parts, size_t count, uint8_t out[HASH]) {
    mbedtls_md_context_t md;
    mbedtls_md_init(&md);
    if (mbedtls_md_setup(&md, mbedtls_md_info_from_type(MBEDTLS_MD_SHA512), 0) != 0) host_fail("SHA-512");
    mbedtls_md_starts(&md);
    for (size_t i = 0; i < count; i++) mbedtls_md_update(&md, parts[i].at, parts[i].len);
    mbedtls_md_finish(&md, out);
    mbedtls_md_free(&md);
}

#define DIGEST(out, ...) \
    digest((part_t[]){__VA_ARGS__}, sizeof((part_t[]){__VA_ARGS__}) / sizeof(part_t), out)

// x = H(salt, H(I ":" P)).
static void private_key(uint8_t x[HASH]) {
    uint8_t inner[HASH];
    DIGEST(inner, {host.username, strlen(host.username)}, {":", 1}, {host.pop, strlen(host.pop)});
    DIGEST(x, {session.salt, sizeof session.salt}, {inner, HASH});
}

typedef struct {
    mbedtls_mpi n, g, k, v, a, b, own, u, s, t;
} numbers_t;

static mbedtls_mpi *const *all(numbers_t *of, mbedtls_mpi *list[10]) {
    mbedtls_mpi *each[10] = {&of->n, &of->g, &of->k, &of->v, &of->a, &of->b, &of->own, &of->u, &of->s, &of->t};
    memcpy(list, each, sizeof each);
    return list;
}

static void padded(const mbedtls_mpi *from, uint8_t out[GROUP]) {
    if (mbedtls_mpi_write_binary(from, out, GROUP) != 0) memset(out, 0, GROUP);
}

// k = H(PAD(N), PAD(g))
static bool load_group(numbers_t *of) {
    uint8_t n[GROUP], g[GROUP], hash[HASH];
    if (mbedtls_mpi_read_string(&of->n, 16, prime) != 0 || mbedtls_mpi_lset(&of->g, 5) != 0) return false;
    padded(&of->n, n);
    padded(&of->g, g);
    DIGEST(hash, {n, GROUP}, {g, GROUP});
    return mbedtls_mpi_read_binary(&of->k, hash, HASH) == 0;
}

// B = k·v + g^b
static bool public_value(numbers_t *of) {
    uint8_t x[HASH], secret[32];
    private_key(x);
    rcv_port_random(secret, sizeof secret);
    bool done = mbedtls_mpi_read_binary(&of->t, x, HASH) == 0 &&
                mbedtls_mpi_exp_mod(&of->v, &of->g, &of->t, &of->n, NULL) == 0 &&
                mbedtls_mpi_read_binary(&of->own, secret, sizeof secret) == 0 &&
                mbedtls_mpi_exp_mod(&of->b, &of->g, &of->own, &of->n, NULL) == 0 &&
                mbedtls_mpi_mul_mpi(&of->t, &of->k, &of->v) == 0 && mbedtls_mpi_add_mpi(&of->t, &of->t, &of->b) == 0 &&
                mbedtls_mpi_mod_mpi(&of->b, &of->t, &of->n) == 0;
    session.b_len = mbedtls_mpi_size(&of->b);
    return done && mbedtls_mpi_write_binary(&of->b, session.b, session.b_len) == 0;
}

// S = (A·v^u)^b, K = H(min(S))
static bool shared_key(numbers_t *of) {
    uint8_t a[GROUP], b[GROUP], hash[HASH], secret[GROUP];
    padded(&of->a, a);
    padded(&of->b, b);
    DIGEST(hash, {a, GROUP}, {b, GROUP});
    bool done = mbedtls_mpi_read_binary(&of->u, hash, HASH) == 0 &&
                mbedtls_mpi_exp_mod(&of->t, &of->v, &of->u, &of->n, NULL) == 0 &&
                mbedtls_mpi_mul_mpi(&of->s, &of->a, &of->t) == 0 && mbedtls_mpi_mod_mpi(&of->t, &of->s, &of->n) == 0 &&
                mbedtls_mpi_exp_mod(&of->s, &of->t, &of->own, &of->n, NULL) == 0;
    size_t len = mbedtls_mpi_size(&of->s);
    if (!done || mbedtls_mpi_write_binary(&of->s, secret, len) != 0) return false;
    DIGEST(session.key, {secret, len});
    return true;
}

// M = H(H(N) xor H(g), H(I), salt, A, B, K), then the device's own: H(A, M, K)
static void proofs(const numbers_t *of) {
    uint8_t n[GROUP], g[GROUP], hash_n[HASH], hash_g[HASH], user[HASH];
    padded(&of->n, n);
    padded(&of->g, g);
    DIGEST(hash_n, {n, GROUP});
    DIGEST(hash_g, {g, GROUP});
    for (int i = 0; i < HASH; i++) hash_n[i] ^= hash_g[i];
    DIGEST(user, {host.username, strlen(host.username)});
    DIGEST(session.client_proof, {hash_n, HASH}, {user, HASH}, {session.salt, sizeof session.salt},
           {session.a, session.a_len}, {session.b, session.b_len}, {session.key, HASH});
    DIGEST(session.proof, {session.a, session.a_len}, {session.client_proof, HASH}, {session.key, HASH});
}

// False for a public key that is a multiple of N, with which anybody would know S.
static bool agree(void) {
    numbers_t numbers;
    mbedtls_mpi *list[10];
    all(&numbers, list);
    for (int i = 0; i < 10; i++) mbedtls_mpi_init(list[i]);
    bool done = load_group(&numbers) && mbedtls_mpi_read_binary(&numbers.a, session.a, session.a_len) == 0 &&
                mbedtls_mpi_mod_mpi(&numbers.t, &numbers.a, &numbers.n) == 0 &&
                mbedtls_mpi_cmp_int(&numbers.t, 0) != 0 && public_value(&numbers) && shared_key(&numbers);
    if (done) proofs(&numbers);
    for (int i = 0; i < 10; i++) mbedtls_mpi_free(list[i]);
    return done;
}

static bool challenge(const Session__Sec2Cmd0 *in, Session__Sec2 *out) {
    sec2_reset();
    size_t user_len = strlen(host.username);
    if (in->username.len != user_len || memcmp(in->username.data, host.username, user_len) != 0) return false;
    if (in->client_pubkey.len != GROUP) return false;
    memcpy(session.a, in->client_pubkey.data, GROUP);
    session.a_len = GROUP;
    rcv_port_random(session.salt, sizeof session.salt);
    if (!agree()) return false;
    session.state = CHALLENGED;
    session__sec2_resp0__init(&session.resp0);
    session.resp0.device_pubkey = (ProtobufCBinaryData){session.b_len, session.b};
    session.resp0.salt = (ProtobufCBinaryData){sizeof session.salt, session.salt};
    out->msg = 1;
    out->payload_case = SESSION__SEC2__PAYLOAD_RESP0;
    out->resp0 = &session.resp0;
    return true;
}

static void set_counter(void) {
    for (int i = 0; i < 4; i++) session.nonce[8 + i] = (uint8_t)(session.counter >> (24 - 8 * i));
}

static bool prove(const Session__Sec2Cmd1 *in, Session__Sec2 *out) {
    if (session.state != CHALLENGED || in->client_proof.len != HASH) return false;
    if (memcmp(in->client_proof.data, session.client_proof, HASH) != 0) return false;
    session.state = ESTABLISHED;
    rcv_port_random(session.nonce, 8);
    session.counter = 1;
    set_counter();
    session__sec2_resp1__init(&session.resp1);
    session.resp1.device_proof = (ProtobufCBinaryData){HASH, session.proof};
    session.resp1.nonce = (ProtobufCBinaryData){sizeof session.nonce, session.nonce};
    out->msg = 3;
    out->payload_case = SESSION__SEC2__PAYLOAD_RESP1;
    out->resp1 = &session.resp1;
    return true;
}

bool sec2_handle(const Session__Sec2 *in, Session__Sec2 *out) {
    if (in->payload_case == SESSION__SEC2__PAYLOAD_CMD0 && in->msg == 0) return challenge(in->cmd0, out);
    if (in->payload_case == SESSION__SEC2__PAYLOAD_CMD1 && in->msg == 2) return prove(in->cmd1, out);
    return false;
}

// Since patch 1 every message has its own counter; before that all have the first.
static bool next_message(void) {
    if (host.patch == 0) return true;
    session.counter++;
    set_counter();
    return session.counter != 0;
}

static bool crypt(bool encrypts, const uint8_t *in, size_t len, uint8_t *out, uint8_t *tag) {
    mbedtls_gcm_context gcm;
    mbedtls_gcm_init(&gcm);
    bool done = mbedtls_gcm_setkey(&gcm, MBEDTLS_CIPHER_ID_AES, session.key, 256) == 0;
    const uint8_t *iv = session.nonce;
    if (done && encrypts) done = mbedtls_gcm_crypt_and_tag(&gcm, MBEDTLS_GCM_ENCRYPT, len, iv, 12, NULL, 0, in, out, TAG, tag) == 0;
    else if (done) done = mbedtls_gcm_auth_decrypt(&gcm, len, iv, 12, NULL, 0, tag, TAG, in, out) == 0;
    mbedtls_gcm_free(&gcm);
    return done && next_message();
}

bool sec2_decrypt(const uint8_t *in, size_t len, uint8_t **out, size_t *out_len) {
    uint8_t tag[TAG];
    if (session.state != ESTABLISHED || len < TAG) return false;
    memcpy(tag, in + len - TAG, TAG);
    *out_len = len - TAG;
    *out = malloc(*out_len + 1);
    return *out != NULL && crypt(false, in, *out_len, *out, tag);
}

bool sec2_encrypt(const uint8_t *in, size_t len, uint8_t **out, size_t *out_len) {
    if (session.state != ESTABLISHED) return false;
    *out_len = len + TAG;
    *out = malloc(*out_len);
    return *out != NULL && crypt(true, in, len, *out, *out + len);
}
