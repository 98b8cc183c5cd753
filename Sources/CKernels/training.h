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

// Limits of rounded numbers: 256 products fit 32 bits. Weights have less to lose than activations.
enum { ROUND_ROW = 8191, ROUND_PANEL = 1023 };
// What is less than this is rounded to zero: its scale's inverse would not be finite.
#define ROUND_LEAST 1e-30f

// Vectors that were rounded, 256 elements of all after the other: of each piece (tokens, 256) numbers, of the
// last one as many as are left, up to a multiple of 16, and (tokens) scales. So what is multiplied together lies
// together, whatever the length of the vectors.
typedef struct {
    const float *x;
    size_t stride, inner, tokens;
    int16_t *q;
    float *scales;
} ck_rounded;

struct ck_training {
    ck_pool *pool;
    size_t lanes, lane_floats, head, rows;
    float *memory;
    void *rounded; // where rounded vectors are kept
    size_t rounded_bytes;
};

enum { MOST_ROUNDED = 32 };
// Rounds the vectors of the rounded terms of sums, each once; returns how many there are.
int ck_round_vectors(ck_training *training, const ck_sum *sums, int count, size_t tokens,
                     ck_rounded rounded[MOST_ROUNDED]);
// The numbers of a piece that begins with element `first`, a multiple of 256, and from one vector to the next.
static inline int16_t *ck_rounded_piece(const ck_rounded *rounded, size_t first, size_t *stride) {
    size_t left = rounded->inner - first;
    *stride = left < TRAIN_DEPTH ? (left + 15) / 16 * 16 : TRAIN_DEPTH;
    return rounded->q + first * rounded->tokens;
}

// What a term's vectors were rounded to.
const ck_rounded *ck_find_rounded(const ck_rounded *rounded, int count, const ck_term *term);

void ck_fma_tile_ref(const float *x, size_t stride, size_t step, const float *panel, size_t depth, size_t rows,
                     float scale, float *out, size_t out_stride);
void ck_turn_ref(const float *x, size_t stride, size_t depth, float *panel);
void ck_widen_ref(const ck_type *type, const uint8_t *data, size_t count, float *out);
void ck_silu_backward_ref(float *gate, float *up, float *d_out, size_t n);
float ck_round_row_ref(const float *x, size_t n, int16_t *q);
void ck_round_panel_ref(float *panel, size_t depth, float *scales);
void ck_int16_tile_ref(const int16_t *q, size_t stride, const int16_t *panel, size_t pairs, size_t rows,
                       const float *row_scales, const float *column_scales, float *out,
                       size_t out_stride);
#if defined(__x86_64__)
void ck_fma_tile_avx2(const float *x, size_t stride, size_t step, const float *panel, size_t depth, size_t rows,
                      float scale, float *out, size_t out_stride);
void ck_turn_avx2(const float *x, size_t stride, size_t depth, float *panel);
void ck_widen_avx2(const ck_type *type, const uint8_t *data, size_t count, float *out);
void ck_silu_backward_avx2(float *gate, float *up, float *d_out, size_t n);
float ck_round_row_avx2(const float *x, size_t n, int16_t *q);
void ck_round_panel_avx2(float *panel, size_t depth, float *scales);
void ck_int16_tile_avx2(const int16_t *q, size_t stride, const int16_t *panel, size_t pairs, size_t rows,
                        const float *row_scales, const float *column_scales, float *out,
                        size_t out_stride);
#endif

// Keeps a pointer in a register of its own: left to itself the compiler walks from row to row, a chain of
// additions as long as the products take.
#define CK_HIDE(p) __asm__ volatile("" : "+r"(p))

static inline float *ck_lane_memory(const ck_training *training, int lane) {
    return training->memory + (size_t)lane * training->lane_floats;
}

#endif
