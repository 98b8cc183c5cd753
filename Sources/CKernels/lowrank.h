// What the files of the low-rank changes share.
#ifndef LAM_CK_LOWRANK_INTERNAL_H
#define LAM_CK_LOWRANK_INTERNAL_H

#include "include/ck_lowrank.h"
#include "internal.h"

struct ck_lowrank {
    size_t rows, rank, panels;
    int8_t *data;  // per panel: (rank / 2, 16 rows, 2)
    float *scales; // per panel: 16
};

// Tokens of one piece of work.
enum { LOWRANK_TOKENS = 64 };

// A run of panels and of tokens.
typedef struct {
    const int8_t *panels; // each (rank / 2, 16 rows, 2)
    const float *scales;  // of each row
    size_t rank, rows;    // the rank is a multiple of 16
    const float *inner;   // (tokens, rank)
    size_t tokens;        // at most LOWRANK_TOKENS
    float *out;           // (tokens, stride)
    size_t stride;
} ck_lowrank_tile;

typedef void ck_lowrank_kernel(const ck_lowrank_tile *tile);
ck_lowrank_kernel *ck_lowrank_kernel_of(const ck_kernels *kernels);
void ck_lowrank_tile_generic(const ck_lowrank_tile *tile);
#if defined(__x86_64__)
void ck_lowrank_tile_avx2(const ck_lowrank_tile *tile);
#endif

#endif
