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
