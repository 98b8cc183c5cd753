/// Finding weights that are no numbers.
#ifndef LAM_CK_FINITE_H
#define LAM_CK_FINITE_H

#include "ck_pool.h"

/// Whether every number of some blocks of a GGUF tensor type is finite; of quantised blocks their
/// scales and offsets are looked at. An unknown type counts as finite. `count` is in elements.
bool ck_is_finite(ck_pool *pool, uint32_t type, const void *data, size_t count);

#endif
