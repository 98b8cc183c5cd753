/// A checksum of bytes.
#ifndef LAM_CK_CHECKSUM_H
#define LAM_CK_CHECKSUM_H

#include "ck_pool.h"

/// The checksum of some bytes, on all lanes: finds damage and mix-ups, not forgery.
///
/// Different seeds give independent sums. `pool` may be NULL for at most 1 MiB.
uint64_t ck_checksum(ck_pool *pool, const void *bytes, size_t count, uint64_t seed);

/// Reads bytes as fast as the memory gives them, on all lanes, and returns something that depends on them.
///
/// Meant for benchmarks: what is left of this rate by work that streams the same bytes.
uint64_t ck_read(ck_pool *pool, const void *bytes, size_t count);

#endif
