/*
 * What the installed Mbed TLS decides, one answer per line of standard input:
 *   version                                -> e.g. 2.28.3
 *   parse CERTIFICATE                      -> code
 *   verify CLOCK HOST CHAIN TRUSTED        -> code flags
 * CLOCK is in seconds since 1970; HOST is `-` where no name is checked; CERTIFICATE is hexadecimal DER; CHAIN and
 * TRUSTED are certificates with commas between, TRUSTED may be `-`. Codes and flags are hexadecimal, codes positive; where
 * a certificate of a list is refused, its code and `-`.
 */
#include <mbedtls/version.h>
#include <mbedtls/x509_crt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static time_t now;

/* Stands before the C library's own for the whole process, the shared library included. */
time_t time(time_t *also)
{
    if (also != NULL) *also = now;
    return now;
}

static int nibble(char digit)
{
    return digit <= '9' ? digit - '0' : digit - 'a' + 10;
}

/* Turns hexadecimal digits into bytes where they stand. */
static size_t decode(char *hex)
{
    size_t length = strlen(hex) / 2;
    for (size_t i = 0; i < length; i++) {
        hex[i] = (char) (nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
    }
    return length;
}

static int parse_list(mbedtls_x509_crt *list, char *words)
{
    if (strcmp(words, "-") == 0) return 0;
    char *rest = NULL;
    for (char *word = strtok_r(words, ",", &rest); word != NULL; word = strtok_r(NULL, ",", &rest)) {
        size_t length = decode(word);
        int code = mbedtls_x509_crt_parse_der(list, (unsigned char *) word, length);
        if (code != 0) return code;
    }
    return 0;
}

static void parse(char *word)
{
    mbedtls_x509_crt certificate;
    mbedtls_x509_crt_init(&certificate);
    printf("%x\n", (unsigned) -parse_list(&certificate, word));
    mbedtls_x509_crt_free(&certificate);
}

static void verify(const char *host, char *chain_words, char *trusted_words)
{
    mbedtls_x509_crt chain, trusted;
    mbedtls_x509_crt_init(&chain);
    mbedtls_x509_crt_init(&trusted);
    int code = parse_list(&chain, chain_words);
    if (code == 0) code = parse_list(&trusted, trusted_words);
    if (code != 0) {
        printf("%x -\n", (unsigned) -code);
    } else {
        uint32_t flags = 0;
        const char *name = strcmp(host, "-") == 0 ? NULL : host;
        code = mbedtls_x509_crt_verify_with_profile(&chain, &trusted, NULL, &mbedtls_x509_crt_profile_default, name,
                                                    &flags, NULL, NULL);
        printf("%x %x\n", (unsigned) -code, (unsigned) flags);
    }
    mbedtls_x509_crt_free(&chain);
    mbedtls_x509_crt_free(&trusted);
}

int main(void)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    while ((length = getline(&line, &size, stdin)) > 0) {
        line[length - 1] = '\0';
        char *rest = NULL;
        char *command = strtok_r(line, " ", &rest);
        char *words[4] = { NULL };
        for (int i = 0; i < 4; i++) words[i] = strtok_r(NULL, " ", &rest);
        if (command != NULL && strcmp(command, "version") == 0) {
            printf("%s\n", MBEDTLS_VERSION_STRING);
        } else if (command != NULL && strcmp(command, "parse") == 0 && words[0] != NULL) {
            parse(words[0]);
        } else if (command != NULL && strcmp(command, "verify") == 0 && words[3] != NULL) {
            now = (time_t) atoll(words[0]);
            verify(words[1], words[2], words[3]);
        } else {
            printf("not understood\n");
        }
    }
    free(line);
    return 0;
}
