// SPDX-License-Identifier: Apache-2.0
#ifndef RCV_FUZZ_H
#define RCV_FUZZ_H

#include <stddef.h>
#include <stdint.h>

// Stands in seeds where the number of the current transfer belongs: on a unit that is random.
#define FUZZ_MARK 0x11223344u

// A unit with a small flash in a temporary file, and its writer running. A second call does nothing.
void fuzz_start(void);
// Makes the bytes the unit's trust store: certificates built in, and a bundle.
void fuzz_set_trust(const uint8_t *bytes, size_t len);
// One well-formed input, its first byte the target: its length.
size_t fuzz_seed(uint32_t choice, uint8_t *out, size_t max);

#endif
