/*
 * A TLS 1.2 client made of the installed Mbed TLS with its defaults:
 *   client PORT HOST TRUSTED [--no-dates] [--get PATH]
 * connects to 127.0.0.1:PORT, asks for HOST, trusts the certificates of the PEM file TRUSTED, and prints one line of JSON:
 * ok, code (positive) and flags of the handshake or of what failed after it, bytes and sha256 of the body that PATH gave,
 * and the version of the library.
 */
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/md.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>
#include <mbedtls/version.h>
#include <stdio.h>
#include <string.h>

struct body {
    size_t bytes;
    mbedtls_md_context_t digest;
};

/*
 * The outcome of a build without MBEDTLS_HAVE_TIME_DATE. Only where two trusted certificates have one name and one is
 * expired may the path differ: this build tries the other one first.
 */
static int ignore_dates(void *unused, mbedtls_x509_crt *certificate, int depth, uint32_t *flags)
{
    (void) unused, (void) certificate, (void) depth;
    *flags &= ~(uint32_t) (MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE);
    return 0;
}

static int configure(mbedtls_ssl_config *config, mbedtls_x509_crt *trusted, mbedtls_ctr_drbg_context *random,
                     int checks_dates)
{
    int code = mbedtls_ssl_config_defaults(config, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                           MBEDTLS_SSL_PRESET_DEFAULT);
    if (code != 0) return code;
    mbedtls_ssl_conf_min_version(config, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
    mbedtls_ssl_conf_max_version(config, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
    mbedtls_ssl_conf_authmode(config, MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_ca_chain(config, trusted, NULL);
    mbedtls_ssl_conf_rng(config, mbedtls_ctr_drbg_random, random);
    mbedtls_ssl_conf_read_timeout(config, 20000);
    if (!checks_dates) mbedtls_ssl_conf_verify(config, ignore_dates, NULL);
    return 0;
}

static int send_request(mbedtls_ssl_context *ssl, const char *host, const char *path)
{
    char request[1024];
    int length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", path, host);
    if (length < 0 || (size_t) length >= sizeof request) return MBEDTLS_ERR_SSL_BAD_INPUT_DATA;
    for (int sent = 0; sent < length;) {
        int code = mbedtls_ssl_write(ssl, (unsigned char *) request + sent, (size_t) (length - sent));
        if (code < 0) return code;
        sent += code;
    }
    return 0;
}

/* Passes over the head, up to its empty line. */
static int skip_head(mbedtls_ssl_context *ssl)
{
    const char *end = "\r\n\r\n";
    for (size_t matched = 0; matched < 4;) {
        unsigned char octet;
        int code = mbedtls_ssl_read(ssl, &octet, 1);
        if (code <= 0) return code < 0 ? code : MBEDTLS_ERR_SSL_CONN_EOF;
        matched = octet == end[matched] ? matched + 1 : octet == '\r';
    }
    return 0;
}

static int get(mbedtls_ssl_context *ssl, const char *host, const char *path, struct body *body)
{
    int code = send_request(ssl, host, path);
    if (code == 0) code = skip_head(ssl);
    if (code != 0) return code;
    unsigned char chunk[4096];
    while ((code = mbedtls_ssl_read(ssl, chunk, sizeof chunk)) > 0) {
        body->bytes += (size_t) code;
        mbedtls_md_update(&body->digest, chunk, (size_t) code);
    }
    return code == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY ? 0 : code;
}

static void report(int code, uint32_t flags, struct body *body)
{
    unsigned char digest[32] = { 0 };
    mbedtls_md_finish(&body->digest, digest);
    printf("{\"ok\":%s,\"code\":%d,\"flags\":%u,\"bytes\":%zu,\"sha256\":\"", code == 0 ? "true" : "false", -code,
           (unsigned) flags, body->bytes);
    for (size_t i = 0; i < sizeof digest; i++) printf("%02x", digest[i]);
    printf("\",\"version\":\"%s\"}\n", MBEDTLS_VERSION_STRING);
}

int main(int count, char **words)
{
    const char *path = NULL;
    int checks_dates = 1;
    for (int i = 4; i < count; i++) {
        if (strcmp(words[i], "--no-dates") == 0) checks_dates = 0;
        else if (strcmp(words[i], "--get") == 0 && i + 1 < count) path = words[++i];
        else count = 0;
    }
    if (count < 4) {
        fprintf(stderr, "client PORT HOST TRUSTED [--no-dates] [--get PATH]\n");
        return 2;
    }
    const char *port = words[1], *host = words[2], *trusted_file = words[3];
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context random;
    mbedtls_x509_crt trusted;
    mbedtls_ssl_config config;
    mbedtls_ssl_context ssl;
    mbedtls_net_context line;
    struct body body = { 0 };
    mbedtls_entropy_init(&entropy);
    mbedtls_ctr_drbg_init(&random);
    mbedtls_x509_crt_init(&trusted);
    mbedtls_ssl_config_init(&config);
    mbedtls_ssl_init(&ssl);
    mbedtls_net_init(&line);
    mbedtls_md_init(&body.digest);

    int code = mbedtls_md_setup(&body.digest, mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), 0);
    if (code == 0) code = mbedtls_md_starts(&body.digest);
    if (code == 0) code = mbedtls_ctr_drbg_seed(&random, mbedtls_entropy_func, &entropy, NULL, 0);
    if (code == 0) code = mbedtls_x509_crt_parse_file(&trusted, trusted_file);
    if (code == 0) code = configure(&config, &trusted, &random, checks_dates);
    if (code == 0) code = mbedtls_ssl_setup(&ssl, &config);
    if (code == 0) code = mbedtls_ssl_set_hostname(&ssl, host);
    if (code == 0) code = mbedtls_net_connect(&line, "127.0.0.1", port, MBEDTLS_NET_PROTO_TCP);
    mbedtls_ssl_set_bio(&ssl, &line, mbedtls_net_send, NULL, mbedtls_net_recv_timeout);

    uint32_t flags = 0;
    if (code == 0) {
        code = mbedtls_ssl_handshake(&ssl);
        if (code == 0 || code == MBEDTLS_ERR_X509_CERT_VERIFY_FAILED) flags = mbedtls_ssl_get_verify_result(&ssl);
    }
    if (code == 0 && path != NULL) code = get(&ssl, host, path, &body);
    if (code == 0) mbedtls_ssl_close_notify(&ssl);
    report(code, flags, &body);

    mbedtls_net_free(&line);
    mbedtls_ssl_free(&ssl);
    mbedtls_ssl_config_free(&config);
    mbedtls_x509_crt_free(&trusted);
    mbedtls_ctr_drbg_free(&random);
    mbedtls_entropy_free(&entropy);
    mbedtls_md_free(&body.digest);
    return 0;
}
