// SPDX-License-Identifier: Apache-2.0
#include "rcv_internal.h"

#include "mbedtls/md.h"

// The generic digest interface is the one that Mbed TLS 2, 3 and 4 have in common.
bool rcv_sha256(const void *data, size_t len, uint8_t out[RCV_SHA256]) {
    return mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), data, len, out) == 0;
}
