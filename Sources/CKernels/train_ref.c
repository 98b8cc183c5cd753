// The plain C references of what training needs of an instruction set.
#include "training.h"

#include <math.h>

void ck_fma_tile_ref(const float *x, size_t stride, size_t step, const float *panel, size_t depth, size_t rows,
                     float scale, float *out, size_t out_stride) {
    for (size_t r = 0; r < rows; r++) {
        float sums[PANEL] = {0};
        for (size_t k = 0; k < depth; k++) {
            for (int i = 0; i < PANEL; i++) { sums[i] += x[r * stride + k * step] * panel[k * PANEL + (size_t)i]; }
        }
        for (int i = 0; i < PANEL; i++) { out[r * out_stride + (size_t)i] += scale * sums[i]; }
    }
}

void ck_turn_ref(const float *x, size_t stride, size_t depth, float *panel) {
    for (size_t k = 0; k < depth; k++) {
        for (size_t i = 0; i < PANEL; i++) { panel[k * PANEL + i] = x[i * stride + k]; }
    }
}

void ck_widen_ref(const ck_type *type, const uint8_t *data, size_t count, float *out) {
    for (size_t i = 0; i < count; i += type->block, data += type->bytes) { type->dequantize(data, out + i); }
}

// With s = sigmoid(g): silu(g) = g s, silu'(g) = s (1 + g (1 - s)).
void ck_silu_backward_ref(float *gate, float *up, float *d_out, size_t n) {
    for (size_t i = 0; i < n; i++) {
        float g = gate[i], u = up[i], d = d_out[i], s = 1 / (1 + expf(-g)), silu = g * s;
        gate[i] = d * u * (s * (1 + g * (1 - s)));
        up[i] = d * silu;
        d_out[i] = silu * u;
    }
}

float ck_round_row_ref(const float *x, size_t n, int16_t *q) {
    float most = 0;
    bool finite = true;
    for (size_t i = 0; i < n; i++) {
        finite = finite && isfinite(x[i]);
        most = fabsf(x[i]) > most ? fabsf(x[i]) : most;
    }
    memset(q, 0, (n + 15) / 16 * 16 * sizeof(int16_t));
    if (!finite) { return NAN; }
    float inverse = most > ROUND_LEAST ? (float)ROUND_ROW / most : 0;
    for (size_t i = 0; i < n; i++) { q[i] = (int16_t)ck_round(x[i] * inverse); }
    return most / (float)ROUND_ROW;
}

void ck_round_panel_ref(float *panel, size_t depth, float *scales) {
    float inverse[PANEL];
    for (size_t i = 0; i < PANEL; i++) {
        float most = 0;
        for (size_t k = 0; k < depth; k++) {
            float size = fabsf(panel[k * PANEL + i]);
            most = size > most ? size : most;
        }
        inverse[i] = most > ROUND_LEAST ? (float)ROUND_PANEL / most : 0;
        scales[i] = most / (float)ROUND_PANEL;
    }
    for (size_t k = 0; k < depth; k += 2) {
        int16_t pairs[PANEL][2] = {{0}};
        for (size_t j = 0; j < 2 && k + j < depth; j++) {
            for (size_t i = 0; i < PANEL; i++) {
                pairs[i][j] = (int16_t)ck_round(panel[(k + j) * PANEL + i] * inverse[i]);
            }
        }
        memcpy(panel + k / 2 * PANEL, pairs, sizeof pairs);
    }
}

void ck_int16_tile_ref(const int16_t *q, size_t stride, const int16_t *panel, size_t pairs, size_t rows,
                       const float *row_scales, const float *column_scales, float *out,
                       size_t out_stride) {
    for (size_t r = 0; r < rows; r++) {
        int32_t sums[PANEL] = {0};
        for (size_t k = 0; k < 2 * pairs; k++) {
            for (size_t i = 0; i < PANEL; i++) {
                sums[i] += q[r * stride + k] * panel[k / 2 * 2 * PANEL + 2 * i + k % 2];
            }
        }
        for (size_t i = 0; i < PANEL; i++) {
            out[r * out_stride + i] += (float)sums[i] * (row_scales[r] * column_scales[i]);
        }
    }
}
