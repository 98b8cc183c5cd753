/// Checksums of memory.
#ifndef LAM_CK_HASH_H
#define LAM_CK_HASH_H

#include <stddef.h>
#include <stdint.h>

/// A checksum of `count` bytes, begun with `seed`: finds damage, does not withstand an attacker.
///
/// Four lanes of 64-bit words, each multiplied and rotated; the result does not depend on the
/// alignment of the bytes.
uint64_t ck_hash(const void *bytes, size_t count, uint64_t seed);

#endif
