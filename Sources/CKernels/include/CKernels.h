/// The C kernels of the inference engine.
///
/// Nothing here keeps global state but the chosen instruction set. Every object is opaque, made by
/// `*_create` (NULL when memory is short) and given back by `*_destroy` (which accepts NULL).
#ifndef LAM_CKERNELS_H
#define LAM_CKERNELS_H

#include "ck_attention.h"
#include "ck_checksum.h"
#include "ck_finite.h"
#include "ck_lowrank.h"
#include "ck_matrix.h"
#include "ck_pool.h"
#include "ck_training.h"
#include "ck_types.h"
#include "ck_vector.h"

#endif
