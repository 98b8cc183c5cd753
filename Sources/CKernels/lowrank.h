// What the files of the low-rank changes share.
#ifndef LAM_CK_LOWRANK_INTERNAL_H
#define LAM_CK_LOWRANK_INTERNAL_H

#include "include/ck_lowrank.h"
#include "matrix.h"

#include <stdatomic.h>

struct ck_lowrank {
    size_t rows, rank, panels;
    // Per panel (rank / 2, 16 rows, 2) and 16 scales, bfloats: a lane reads its part as one stream.
    int8_t *data;
};

// Bytes of a panel of B.
static inline size_t ck_lowrank_panel(size_t rank) { return PANEL * (rank + sizeof(uint16_t)); }

// The scale of a row of A·x that was rounded.
static inline float ck_inner_scale(const float *row, size_t rank) { return row[rank / 2]; }

void ck_round_inner_ref(float *inner, size_t rank, size_t tokens);
void ck_add_lowrank_ref(const ck_lowrank_tile *tile);

// The changes of a call.
typedef struct {
    const ck_kernels *kernels;
    const ck_activations *x;
    const ck_change *changes;
    int count;
    // Whether A·x is there. In a region of few tokens the item that is taken first computes it, and the others wait
    // before they add B: each lane then reads the part of B that belongs to its rows.
    atomic_bool ready;
} ck_changes;

// The changes of a call on some activations; aborts where a factor does not fit them.
ck_changes ck_changes_of(const ck_kernels *kernels, const ck_activations *x, const ck_change *changes, int count);
// Computes A·x of one of them for all tokens, and rounds it.
void ck_changes_first(const ck_changes *changes, int index);
// Computes all A·x and says that they are there.
void ck_changes_begin(ck_changes *changes);
// Waits for A·x.
void ck_changes_await(ck_changes *changes);
// Asks for what B has of some panels of a product, which are added once the product is there.
void ck_changes_fetch(const ck_changes *changes, int product, size_t panel, size_t panels);
// Adds B(A·x) to `rows` rows of a product from `row`, a multiple of 16, on, for `count` tokens from `first` on, with
// which `out` begins.
void ck_changes_add(const ck_changes *changes, int product, size_t first, size_t count, size_t row, size_t rows,
                    float *out, size_t stride);
// Adds all B(A·x) of many tokens to products, whose changes do not overlap, in one region.
void ck_changes_add_all(ck_pool *pool, const ck_changes *changes, const ck_product *products);
// Computes all A·x of many tokens, which `ck_changes_add` takes, in a region of its own.
void ck_multiply_first(ck_pool *pool, const ck_activations *x, const ck_change *changes, int count);

#endif
