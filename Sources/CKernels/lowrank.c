// Low-rank changes: both factors, packed, and the kernel in plain C.
#include "lowrank.h"

#include <math.h>
#include <stdlib.h>

enum { Q8_0 = 8, F32 = 0, Q8_0_BYTES = 34, MAX_RANK = 1024 };

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
    factor->data = calloc(factor->panels, ck_lowrank_panel(factor->rank));
    if (!factor->data) {
        ck_lowrank_destroy(factor);
        return NULL;
    }
    for (size_t row = 0; row < rows; row++) {
        const float *x = b + row * rank;
        float most = 0;
        for (size_t k = 0; k < rank; k++) { most = fmaxf(most, fabsf(x[k])); }
        // Rounded up, so that no code exceeds 127; the codes belong to the scale as it is stored.
        uint32_t bits;
        float wanted = most * fabsf(scale) / 127;
        memcpy(&bits, &wanted, sizeof bits);
        uint16_t stored = (uint16_t)((bits + 0xffff) >> 16);
        float step = ck_from_bf16(stored), factored = step > 0 && isfinite(step) ? scale / step : 0;
        int8_t *panel = factor->data + row / PANEL * ck_lowrank_panel(factor->rank);
        for (size_t k = 0; k < rank; k++) {
            panel[(k / 2 * PANEL + row % PANEL) * 2 + k % 2] = (int8_t)rintf(x[k] * factored);
        }
        memcpy(panel + PANEL * factor->rank + row % PANEL * sizeof stored, &stored, sizeof stored);
    }
    return factor;
}

void ck_lowrank_destroy(ck_lowrank *factor) {
    if (!factor) { return; }
    free(factor->data);
    free(factor);
}

size_t ck_lowrank_bytes(const ck_lowrank *factor) {
    return factor->panels * ck_lowrank_panel(factor->rank);
}

void ck_round_inner_ref(float *inner, size_t rank, size_t tokens) {
    for (size_t t = 0; t < tokens; t++, inner += rank) {
        int16_t q[MAX_RANK];
        float most = 0;
        for (size_t k = 0; k < rank; k++) { most = fmaxf(most, fabsf(inner[k])); }
        float inverse = most > 0 ? 127 / most : 0;
        for (size_t k = 0; k < rank; k++) { q[k] = (int16_t)rintf(inner[k] * inverse); }
        memcpy(inner, q, rank * sizeof *q);
        inner[rank / 2] = most / 127;
    }
}

void ck_add_lowrank_ref(const ck_lowrank_tile *tile) {
    for (size_t t = 0; t < tile->tokens; t++) {
        const float *inner = tile->inner + t * tile->rank;
        int16_t q[MAX_RANK];
        memcpy(q, inner, tile->rank * sizeof *q);
        for (size_t row = 0; row < tile->rows; row++) {
            const int8_t *panel = tile->panels + row / PANEL * ck_lowrank_panel(tile->rank);
            uint16_t scale;
            memcpy(&scale, panel + PANEL * tile->rank + row % PANEL * sizeof scale, sizeof scale);
            int32_t sum = 0;
            for (size_t k = 0; k < tile->rank; k++) {
                sum += panel[(k / 2 * PANEL + row % PANEL) * 2 + k % 2] * q[k];
            }
            tile->out[t * tile->stride + row] +=
                (float)sum * (ck_from_bf16(scale) * ck_inner_scale(inner, tile->rank));
        }
    }
}
