// SPDX-License-Identifier: Apache-2.0
// Handshakes and record layers of protocomm for the host program; on a unit these are ESP-IDF's.
#ifndef RCV_SECURITY_H
#define RCV_SECURITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/session.pb-c.h"

// Each handles one message of its handshake and fills the answer, whose bytes stay valid until the next call.
// False: a unit drops the link.
bool sec1_handle(const Session__Sec1 *in, Session__Sec1 *out);
bool sec2_handle(const Session__Sec2 *in, Session__Sec2 *out);
void sec1_reset(void);
void sec2_reset(void);

// Decrypts a request, encrypts an answer. *out is a heap block. False where no session stands or the bytes are forged.
bool sec1_apply(const uint8_t *in, size_t len, uint8_t **out, size_t *out_len);
bool sec2_decrypt(const uint8_t *in, size_t len, uint8_t **out, size_t *out_len);
bool sec2_encrypt(const uint8_t *in, size_t len, uint8_t **out, size_t *out_len);

#endif
