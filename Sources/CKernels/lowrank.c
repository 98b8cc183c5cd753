// Low-rank changes: packing of both factors, and who adds what.
#include "lowrank.h"

#include <math.h>
#include <stdlib.h>

enum { Q8_0 = 8, F32 = 0, Q8_0_BYTES = 34, MAX_RANK = 1024, GROUP = 16, FEW_TOKENS = 2 };

size_t ck_lowrank_padded(size_t rank) { return (rank + PANEL - 1) / PANEL * PANEL; }

ck_matrix *ck_lowrank_first(ck_pool *pool, const float *a, size_t rank, size_t columns) {
    if (!rank || !columns || rank > MAX_RANK || columns > INT32_MAX) { return NULL; }
    size_t rows = ck_lowrank_padded(rank);
    bool whole = columns % BLOCK == 0;
    size_t row_bytes = whole ? columns / BLOCK * Q8_0_BYTES : columns * sizeof(float);
    uint8_t *blocks = calloc(rows, row_bytes);
    if (!blocks) { return NULL; }
    for (size_t row = 0; row < rank; row++) {
        const float *x = a + row * columns;
        uint8_t *to = blocks + row * row_bytes;
        if (!whole) {
            memcpy(to, x, row_bytes);
            continue;
        }
        for (size_t c = 0; c < columns; c += BLOCK, to += Q8_0_BYTES) {
            float most = 0;
            for (int i = 0; i < BLOCK; i++) { most = fmaxf(most, fabsf(x[c + (size_t)i])); }
            uint16_t scale = ck_to_half(most / 127);
            // The codes belong to the scale as it is stored.
            float stored = ck_from_half(scale), inverse = stored > 0 ? 1 / stored : 0;
            memcpy(to, &scale, 2);
            for (int i = 0; i < BLOCK; i++) {
                float q = rintf(x[c + (size_t)i] * inverse);
                to[2 + i] = (uint8_t)(int8_t)fmaxf(-127, fminf(127, q));
            }
        }
    }
    ck_matrix *matrix = ck_matrix_create(pool, whole ? Q8_0 : F32, blocks, rows, columns);
    free(blocks);
    return matrix;
}

ck_lowrank *ck_lowrank_create(const float *b, size_t rows, size_t rank, float scale) {
    if (!rows || !rank || rank > MAX_RANK || rows > INT32_MAX) { return NULL; }
    ck_lowrank *factor = calloc(1, sizeof *factor);
    if (!factor) { return NULL; }
    factor->rows = rows;
    factor->rank = ck_lowrank_padded(rank);
    factor->panels = (rows + PANEL - 1) / PANEL;
    factor->data = calloc(factor->panels, factor->rank * PANEL);
    factor->scales = calloc(factor->panels, PANEL * sizeof(float));
    if (!factor->data || !factor->scales) {
        ck_lowrank_destroy(factor);
        return NULL;
    }
    for (size_t row = 0; row < rows; row++) {
        const float *x = b + row * rank;
        float most = 0;
        for (size_t k = 0; k < rank; k++) { most = fmaxf(most, fabsf(x[k])); }
        float inverse = most > 0 ? 127 / most : 0;
        int8_t *panel = factor->data + row / PANEL * factor->rank * PANEL;
        for (size_t k = 0; k < rank; k++) {
            panel[(k / 2 * PANEL + row % PANEL) * 2 + k % 2] = (int8_t)rintf(x[k] * inverse);
        }
        factor->scales[row] = most / 127 * scale;
    }
    return factor;
}

void ck_lowrank_destroy(ck_lowrank *factor) {
    if (!factor) { return; }
    free(factor->data);
    free(factor->scales);
    free(factor);
}

size_t ck_lowrank_bytes(const ck_lowrank *factor) {
    return factor->panels * PANEL * (factor->rank + sizeof(float));
}

void ck_lowrank_fetch(const ck_lowrank *factor) {
    size_t bytes = factor->panels * factor->rank * PANEL, scales = factor->panels * PANEL * sizeof(float);
    for (size_t i = 0; i < bytes; i += 64) { __builtin_prefetch(factor->data + i, 0, 2); }
    for (size_t i = 0; i < scales; i += 64) { __builtin_prefetch((const char *)factor->scales + i, 0, 2); }
}

void ck_lowrank_tile_generic(const ck_lowrank_tile *tile) {
    for (size_t t = 0; t < tile->tokens; t++) {
        const float *x = tile->inner + t * tile->rank;
        int16_t q[MAX_RANK];
        float most = 0;
        for (size_t k = 0; k < tile->rank; k++) { most = fmaxf(most, fabsf(x[k])); }
        float inverse = most > 0 ? 127 / most : 0, scale = most / 127;
        for (size_t k = 0; k < tile->rank; k++) { q[k] = (int16_t)rintf(x[k] * inverse); }
        for (size_t row = 0; row < tile->rows; row++) {
            const int8_t *panel = tile->panels + row / PANEL * tile->rank * PANEL;
            int32_t sum = 0;
            for (size_t k = 0; k < tile->rank; k++) {
                sum += panel[(k / 2 * PANEL + row % PANEL) * 2 + k % 2] * q[k];
            }
            tile->out[t * tile->stride + row] += (float)sum * (tile->scales[row] * scale);
        }
    }
}

ck_lowrank_kernel *ck_lowrank_kernel_of(const ck_kernels *kernels) {
#if defined(__x86_64__)
    if (kernels != &ck_generic) { return ck_lowrank_tile_avx2; }
#endif
    (void)kernels;
    return ck_lowrank_tile_generic;
}

struct adding {
    ck_lowrank_kernel *kernel;
    const ck_change *changes;
    int count;
};

static int items(const ck_change *change) {
    size_t groups = (change->factor->panels + GROUP - 1) / GROUP;
    return (int)(groups * ((change->tokens + LOWRANK_TOKENS - 1) / LOWRANK_TOKENS));
}

static void add_item(void *context, int lane, int index) {
    (void)lane;
    const struct adding *job = context;
    const ck_change *change = job->changes;
    for (; index >= items(change); change++) { index -= items(change); }
    const ck_lowrank *factor = change->factor;
    size_t groups = (factor->panels + GROUP - 1) / GROUP;
    size_t first = (size_t)index % groups * GROUP, token = (size_t)index / groups * LOWRANK_TOKENS;
    size_t row = first * PANEL, rows = factor->rows - row, tokens = change->tokens - token;
    job->kernel(&(ck_lowrank_tile){
        .panels = factor->data + first * factor->rank * PANEL,
        .scales = factor->scales + row,
        .rank = factor->rank,
        .rows = rows < GROUP * PANEL ? rows : GROUP * PANEL,
        .inner = change->inner + token * factor->rank,
        .tokens = tokens < LOWRANK_TOKENS ? tokens : LOWRANK_TOKENS,
        .out = change->out + token * change->stride + row,
        .stride = change->stride,
    });
}

void ck_lowrank_add(ck_pool *pool, const ck_change *changes, int count) {
    struct adding job = {ck_lowrank_kernel_of(ck_pool_kernels(pool)), changes, count};
    int total = 0;
    size_t most = 0;
    for (int i = 0; i < count; i++) {
        total += items(&changes[i]);
        if (changes[i].tokens > most) { most = changes[i].tokens; }
    }
    if (most <= FEW_TOKENS) {
        // A token's share is a microsecond or two: less than waking the other lanes is worth.
        for (int index = 0; index < total; index++) { add_item(&job, 0, index); }
        return;
    }
    ck_pool_run(pool, total, add_item, &job);
}
