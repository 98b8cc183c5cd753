// What the files of training share.
#ifndef LAM_CK_TRAINING_INTERNAL_H
#define LAM_CK_TRAINING_INTERNAL_H

#include "include/ck_training.h"
#include "internal.h"

enum {
    TRAIN_DEPTH = 256,  // elements of a sum that are taken at a time: 16 KiB of a panel
    TRAIN_TOKENS = 48,  // tokens whose vectors stay in the second-level cache meanwhile
    TRAIN_PANELS = 16,  // panels that are made ready together: the columns of one block of 256
    QUERY_ROWS = 48,    // query rows of a tile of attention
};

struct ck_training {
    ck_pool *pool;
    size_t lanes, lane_floats, head, rows;
    float *memory;
};

void ck_fma_tile_ref(const float *x, size_t stride, size_t step, const float *panel, size_t depth, size_t rows,
                     float scale, float *out, size_t out_stride);
void ck_turn_ref(const float *x, size_t stride, size_t depth, float *panel);
void ck_widen_ref(const ck_type *type, const uint8_t *data, size_t count, float *out);
void ck_silu_backward_ref(float *gate, float *up, float *d_out, size_t n);
#if defined(__x86_64__)
void ck_fma_tile_avx2(const float *x, size_t stride, size_t step, const float *panel, size_t depth, size_t rows,
                      float scale, float *out, size_t out_stride);
void ck_turn_avx2(const float *x, size_t stride, size_t depth, float *panel);
void ck_widen_avx2(const ck_type *type, const uint8_t *data, size_t count, float *out);
void ck_silu_backward_avx2(float *gate, float *up, float *d_out, size_t n);
#endif

// Keeps a pointer in a register of its own: left to itself the compiler walks from row to row, a chain of
// additions as long as the products take.
#define CK_HIDE(p) __asm__ volatile("" : "+r"(p))

static inline float *ck_lane_memory(const ck_training *training, int lane) {
    return training->memory + (size_t)lane * training->lane_floats;
}

#endif
