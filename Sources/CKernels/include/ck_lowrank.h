/// Low-rank changes of a matrix (LoRA): y += scale · B(A·x), both factors in 8 bits.
#ifndef LAM_CK_LOWRANK_H
#define LAM_CK_LOWRANK_H

#include "ck_matrix.h"
#include "ck_pool.h"

/// The rank a factor is padded to: a multiple of 16.
size_t ck_lowrank_padded(size_t rank);

/// Packs the first factor, A (rank, columns), with rows of zero up to the padded rank.
///
/// The result is a matrix as others are. NULL when memory is short or a size is 0.
ck_matrix *ck_lowrank_first(ck_pool *pool, const float *a, size_t rank, size_t columns);

/// Packs the second factor, B (rows, rank), times `scale`, with a scale for each row; the rank is at
/// most 1024. NULL when memory is short or a size is out of range.
ck_lowrank *ck_lowrank_create(const float *b, size_t rows, size_t rank, float scale);
/// Frees a factor.
void ck_lowrank_destroy(ck_lowrank *factor);
/// The bytes of a factor.
size_t ck_lowrank_bytes(const ck_lowrank *factor);

#endif
