// SPDX-License-Identifier: Apache-2.0
// May this image run on this unit? The signature first; nothing of an unsigned manifest is looked at.
#include "rcv_internal.h"

#include <stdlib.h>
#include <string.h>

#include "mbedtls/md.h"
#include "mbedtls/pk.h"

#define MAX_KEYS 4
#define MAX_MANIFEST 1024u
#define FORMAT 1u
#define ALLOW_OLDER 1u
#define EXCEPTION_KEY "rcv_exc"

static const uint8_t p256_prefix[] = {0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
                                      0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00};
static const char domain[] = "rcv-manifest-v1"; // its final NUL is signed too

static struct {
    mbedtls_pk_context pk;
    uint8_t id[RCV_KEY_ID];
} keys[MAX_KEYS];
static size_t key_count;

static bool load(const rcv_key_t *from, size_t index) {
    uint8_t der[128], digest[RCV_SHA256];
    mbedtls_pk_context *pk = &keys[index].pk;
    mbedtls_pk_init(pk);
    if (mbedtls_pk_parse_public_key(pk, from->data, from->len) != 0) return false;
    int len = mbedtls_pk_write_pubkey_der(pk, der, sizeof der); // written at the end of the buffer
    const uint8_t *spki = der + sizeof der - (len > 0 ? len : 0);
    if (len != 91 || memcmp(spki, p256_prefix, sizeof p256_prefix) != 0) return false;
    if (!rcv_sha256(spki, (size_t)len, digest)) return false;
    memcpy(keys[index].id, digest, RCV_KEY_ID);
    return true;
}

bool rcv_keys_load(void) {
    for (size_t i = 0; i < key_count; i++) mbedtls_pk_free(&keys[i].pk);
    key_count = 0;
    if (rcv_config->key_count == 0 || rcv_config->key_count > MAX_KEYS) return false;
    for (size_t i = 0; i < rcv_config->key_count; i++) {
        bool loaded = load(&rcv_config->keys[i], i);
        key_count++;
        if (!loaded) return false;
    }
    return true;
}

size_t rcv_key_count(void) {
    return key_count;
}

const uint8_t *rcv_key_id(size_t index) {
    return keys[index].id;
}

// An INTEGER of up to 32 octets, minimal; returns its length.
static size_t integer(const uint8_t *value, uint8_t *out) {
    size_t zeros = 0;
    while (zeros < 31 && value[zeros] == 0) zeros++;
    size_t pad = value[zeros] >> 7, len = 32 - zeros + pad;
    out[0] = 0x02;
    out[1] = (uint8_t)len;
    out[2] = 0;
    memcpy(out + 2 + pad, value + zeros, 32 - zeros);
    return 2 + len;
}

static bool signature_holds(const Rcv__Begin *begin) {
    if (begin->signature.len != 64 || begin->key_id.len != RCV_KEY_ID) return false;
    if (begin->manifest.len == 0 || begin->manifest.len > MAX_MANIFEST) return false;
    uint8_t der[72], digest[RCV_SHA256];
    size_t len = 2;
    len += integer(begin->signature.data, der + len);
    len += integer(begin->signature.data + 32, der + len);
    der[0] = 0x30;
    der[1] = (uint8_t)(len - 2);
    uint8_t *signed_bytes = malloc(sizeof domain + begin->manifest.len);
    if (signed_bytes == NULL) return false;
    memcpy(signed_bytes, domain, sizeof domain);
    memcpy(signed_bytes + sizeof domain, begin->manifest.data, begin->manifest.len);
    bool holds = rcv_sha256(signed_bytes, sizeof domain + begin->manifest.len, digest);
    free(signed_bytes);
    for (size_t i = 0; holds && i < key_count; i++) {
        if (memcmp(keys[i].id, begin->key_id.data, RCV_KEY_ID) != 0) continue;
        return mbedtls_pk_verify(&keys[i].pk, MBEDTLS_MD_SHA256, digest, sizeof digest, der, len) == 0;
    }
    return false;
}

static bool names_hardware(const Rcv__Manifest *manifest) {
    for (size_t i = 0; i < manifest->n_hw_rev; i++) {
        if (strcmp(manifest->hw_rev[i], rcv_config->hw_rev) == 0) return true;
    }
    return manifest->n_hw_rev == 0;
}

static bool names_device(const Rcv__Manifest *manifest, const rcv_chip_t *chip) {
    for (size_t i = 0; i < manifest->n_only_devices; i++) {
        const ProtobufCBinaryData *id = &manifest->only_devices[i];
        if (id->len == chip->device_id_len && memcmp(id->data, chip->device_id, id->len) == 0) return true;
    }
    return manifest->n_only_devices == 0;
}

static Rcv__Status fits_unit(const Rcv__Manifest *manifest, const rcv_chip_t *chip) {
    if (strcmp(manifest->product, rcv_config->product) != 0 || !names_hardware(manifest)) return RCV__STATUS__WRONG_TARGET;
    if (manifest->chip_id != chip->chip_id || chip->chip_rev < manifest->min_chip_rev) return RCV__STATUS__WRONG_TARGET;
    if (manifest->max_chip_rev != 0 && chip->chip_rev > manifest->max_chip_rev) return RCV__STATUS__WRONG_TARGET;
    return names_device(manifest, chip) ? RCV__STATUS__OK : RCV__STATUS__WRONG_TARGET;
}

static uint64_t last_exception(void) {
    uint64_t issued_at;
    return rcv_port_kv_get(EXCEPTION_KEY, &issued_at, sizeof issued_at) ? issued_at : 0;
}

int rcv_exception_used(uint64_t issued_at) {
    return issued_at > last_exception() ? rcv_port_kv_set(EXCEPTION_KEY, &issued_at, sizeof issued_at) : 0;
}

// The secure version has no exception: what the eFuse forbids would not boot.
static Rcv__Status fits_version(const Rcv__Manifest *manifest, const rcv_chip_t *chip, rcv_manifest_t *out) {
    if (manifest->secure_version < chip->secure_version) return RCV__STATUS__DOWNGRADE;
    if (rcv_config->build < manifest->min_from_build) return RCV__STATUS__NOT_ALLOWED;
    bool allows_older = (manifest->flags & ALLOW_OLDER) != 0;
    if (allows_older && (manifest->n_only_devices == 0 || manifest->issued_at <= 0)) return RCV__STATUS__NOT_ALLOWED;
    if (manifest->build >= rcv_config->build) return RCV__STATUS__OK;
    if (!allows_older) return RCV__STATUS__DOWNGRADE;
    if ((uint64_t)manifest->issued_at <= last_exception()) return RCV__STATUS__NOT_ALLOWED;
    out->exception_issued_at = (uint64_t)manifest->issued_at;
    return RCV__STATUS__OK;
}

static bool is_digest(const ProtobufCBinaryData *bytes, bool optional) {
    return bytes->len == RCV_SHA256 || (optional && bytes->len == 0);
}

static bool is_well_formed(const Rcv__Manifest *manifest) {
    if (!is_digest(&manifest->image_sha256, false) || !is_digest(&manifest->elf_sha256, true)) return false;
    if (!is_digest(&manifest->block_table_sha256, true) || manifest->image_size < RCV_HEAD) return false;
    if ((manifest->block_size == 0) != (manifest->block_table_sha256.len == 0)) return false;
    if (manifest->block_size % RCV_SECTOR != 0 || manifest->block_size > 0x100000) return false;
    return strlen(manifest->project) <= 32 && strlen(manifest->version) <= 32;
}

static Rcv__Status check(const Rcv__Manifest *manifest, const rcv_partition_t *target, rcv_manifest_t *out) {
    rcv_chip_t chip;
    rcv_port_chip(&chip);
    if (manifest->format != FORMAT || (manifest->flags & ~ALLOW_OLDER) != 0) return RCV__STATUS__UNSUPPORTED;
    if (!is_well_formed(manifest)) return RCV__STATUS__BAD_REQUEST;
    Rcv__Status status = fits_unit(manifest, &chip);
    if (status == RCV__STATUS__OK) status = fits_version(manifest, &chip, out);
    if (status != RCV__STATUS__OK) return status;
    if (target == NULL) return RCV__STATUS__NOT_ALLOWED;
    return manifest->image_size > target->size ? RCV__STATUS__TOO_LARGE : RCV__STATUS__OK;
}

static void keep(const Rcv__Manifest *from, rcv_manifest_t *out) {
    strcpy(out->project, from->project);
    strcpy(out->version, from->version);
    out->secure_version = from->secure_version;
    out->image_size = from->image_size;
    out->block_size = from->block_size;
    out->has_elf = from->elf_sha256.len > 0;
    memcpy(out->image_sha256, from->image_sha256.data, RCV_SHA256);
    if (out->has_elf) memcpy(out->elf_sha256, from->elf_sha256.data, RCV_SHA256);
    if (from->block_size > 0) memcpy(out->table_sha256, from->block_table_sha256.data, RCV_SHA256);
}

Rcv__Status rcv_manifest_check(const Rcv__Begin *begin, const rcv_partition_t *target, rcv_manifest_t *out) {
    memset(out, 0, sizeof *out);
    if (!signature_holds(begin)) return RCV__STATUS__BAD_SIGNATURE;
    if (!rcv_sha256(begin->manifest.data, begin->manifest.len, out->digest)) return RCV__STATUS__BUSY;
    Rcv__Manifest *manifest = rcv__manifest__unpack(NULL, begin->manifest.len, begin->manifest.data);
    if (manifest == NULL) return RCV__STATUS__BAD_REQUEST;
    Rcv__Status status = check(manifest, target, out);
    if (status == RCV__STATUS__OK) keep(manifest, out);
    rcv__manifest__free_unpacked(manifest, NULL);
    return status;
}
