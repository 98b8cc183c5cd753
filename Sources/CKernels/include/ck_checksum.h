/// A checksum of bytes.
#ifndef LAM_CK_CHECKSUM_H
#define LAM_CK_CHECKSUM_H

#include "ck_pool.h"

/// The checksum of some bytes, on all lanes: finds damage and mix-ups, not forgery.
///
/// Different seeds give independent sums. `pool` may be NULL for at most 1 MiB.
uint64_t ck_checksum(ck_pool *pool, const void *bytes, size_t count, uint64_t seed);

#endif
