// The plain C kernels: what every other instruction set is tested against.
#include "lowrank.h"
#include "training.h"

#include <math.h>

static void quantize_ref(const float *x, size_t n, size_t group, int8_t *q, float *scale, float *sum) {
    for (size_t first = 0; first < n; first += group) {
        float most = 0;
        for (size_t i = first; i < first + group; i++) { most = fmaxf(most, fabsf(x[i])); }
        float inverse = most > 0 ? 127.0f / most : 0;
        for (size_t block = first; block < first + group; block += BLOCK) {
            int total = 0;
            for (size_t i = block; i < block + BLOCK; i++) {
                q[i] = (int8_t)rintf(x[i] * inverse);
                total += q[i];
            }
            scale[block / BLOCK] = most / 127.0f;
            sum[block / BLOCK] = most / 127.0f * (float)total;
        }
    }
}

// Byte `at` (0...63) of a quad from the planes of `bits` bits in all.
static uint8_t code(const uint8_t *p, int bits, int quad, int at) {
    int pairs = p[(bits >= 4 ? 256 : 0) + 64 * (quad / 4) + at] >> (2 * (quad % 4)) & 3;
    int bit = p[(bits >= 4 ? 256 : 128) + at] >> quad & 1;
    int nibble = bits < 4 ? 0 : quad < 4 ? p[64 * quad + at] & 15 : p[64 * (quad - 4) + at] >> 4;
    switch (bits) {
    case 2: return (uint8_t)pairs;
    case 3: return (uint8_t)(pairs | bit << 2);
    case 5: return (uint8_t)(nibble | bit << 4);
    case 6: return (uint8_t)(nibble | pairs << 4);
    default: return (uint8_t)nibble;
    }
}

static void expand_codes(const uint8_t *p, int bits, int less, uint8_t *quads) {
    for (int i = 0; i < 512; i++) { quads[i] = (uint8_t)(code(p, bits, i / 64, i % 64) - less); }
}

static float half_at(const uint8_t *p, int row) { return ck_from_half(ck_load16(p + 2 * row)); }

static void expand_n(const uint8_t *panel, size_t first, size_t columns, int bits, ck_chunk *chunk) {
    size_t bytes = bits == 4 ? N4_BYTES : N5_BYTES, codes = bits == 4 ? 256 : 320;
    panel += first / BLOCK * bytes;
    for (size_t b = 0; b < columns / BLOCK; b++, panel += bytes) {
        expand_codes(panel, bits, 0, chunk->quads[b]);
        for (int row = 0; row < PANEL; row++) {
            chunk->scale[b][0][row] = half_at(panel + codes, row);
            chunk->offset[b][row] = half_at(panel + codes + 32, row);
        }
    }
}

static void expand_k(const uint8_t *panel, size_t first, size_t columns, int bits, ck_chunk *chunk) {
    size_t bytes = bits == 4 ? K4_BYTES : K5_BYTES, step = bits == 4 ? K4_BLOCK : K5_BLOCK;
    for (size_t b = 0; b < columns / BLOCK; b++) {
        size_t block = first / BLOCK + b;
        const uint8_t *head = panel + block / 8 * bytes, *p = head + 64 + block % 8 * step;
        const uint8_t *scales = p + (bits == 4 ? 256 : 320);
        expand_codes(p, bits, 0, chunk->quads[b]);
        for (int row = 0; row < PANEL; row++) {
            chunk->scale[b][0][row] = half_at(head, row) * (float)scales[row];
            chunk->offset[b][row] = -(half_at(head + 32, row) * (float)scales[16 + row]);
        }
    }
}

static void expand_h(const uint8_t *panel, size_t first, size_t columns, int bits, ck_chunk *chunk) {
    size_t bytes = bits == 2 ? H2_BYTES : H3_BYTES, step = bits == 2 ? H2_BLOCK : H3_BLOCK;
    for (size_t b = 0; b < columns / BLOCK; b++) {
        size_t block = first / BLOCK + b;
        const uint8_t *head = panel + block / 8 * bytes, *p = head + 64 + block % 8 * step;
        const int8_t *scales = (const int8_t *)p + (bits == 2 ? 128 : 192);
        expand_codes(p, bits, 0, chunk->quads[b]);
        for (int row = 0; row < PANEL; row++) {
            float d = half_at(head, row), dmin = half_at(head + 32, row);
            chunk->scale[b][0][row] = d * (float)scales[row];
            chunk->scale[b][1][row] = d * (float)scales[16 + row];
            chunk->offset[b][row] = -(dmin * (float)scales[32 + row]);
            chunk->second[b][row] = -(dmin * (float)scales[48 + row]);
        }
    }
}

#define EXPAND_REF(name, kind, bits)                                                                         \
    static void name(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk) {                  \
        kind(panel, first, columns, bits, chunk);                                                            \
    }
EXPAND_REF(expand_n4_ref, expand_n, 4)
EXPAND_REF(expand_n5_ref, expand_n, 5)
EXPAND_REF(expand_k4_ref, expand_k, 4)
EXPAND_REF(expand_k5_ref, expand_k, 5)
EXPAND_REF(expand_h2_ref, expand_h, 2)
EXPAND_REF(expand_h3_ref, expand_h, 3)

static void expand_t4_ref(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk) {
    panel += first / BLOCK * T4_BYTES;
    for (size_t b = 0; b < columns / BLOCK; b++, panel += T4_BYTES) {
        for (int i = 0; i < 512; i++) {
            chunk->quads[b][i] = (uint8_t)ck_nonlinear[code(panel, 4, i / 64, i % 64)];
        }
        for (int row = 0; row < PANEL; row++) { chunk->scale[b][0][row] = half_at(panel + 256, row); }
    }
}

static void expand_b8_ref(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk) {
    panel += first / BLOCK * B8_BYTES;
    for (size_t b = 0; b < columns / BLOCK; b++, panel += B8_BYTES) {
        memcpy(chunk->quads[b], panel, 512);
        for (int row = 0; row < PANEL; row++) {
            chunk->scale[b][0][row] = half_at(panel + 512, row);
        }
    }
}

static void expand_k6_ref(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk) {
    for (size_t b = 0; b < columns / BLOCK; b++) {
        size_t block = first / BLOCK + b;
        const uint8_t *head = panel + block / 8 * K6_BYTES, *p = head + 32 + block % 8 * K6_BLOCK;
        expand_codes(p, 6, 32, chunk->quads[b]);
        for (int row = 0; row < PANEL; row++) {
            chunk->scale[b][0][row] = half_at(head, row) * (float)(int8_t)p[384 + row];
            chunk->scale[b][1][row] = half_at(head, row) * (float)(int8_t)p[400 + row];
        }
    }
}

static void expand_f32_ref(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk) {
    memcpy(chunk->columns, panel + first * PANEL * 4, columns * PANEL * 4);
}

static void expand_f16_ref(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk) {
    panel += first * PANEL * 2;
    float *out = (float *)chunk->columns;
    for (size_t i = 0; i < columns * PANEL; i++) { out[i] = ck_from_half(ck_load16(panel + 2 * i)); }
}

static void expand_bf16_ref(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk) {
    panel += first * PANEL * 2;
    float *out = (float *)chunk->columns;
    for (size_t i = 0; i < columns * PANEL; i++) { out[i] = ck_from_bf16(ck_load16(panel + 2 * i)); }
}

static int quad_sum(const uint8_t *quads, int row, const int8_t *q, int from, int to, bool is_signed) {
    int total = 0;
    for (int i = from; i < to; i++) {
        uint8_t byte = quads[64 * (i / 4) + 4 * row + i % 4];
        total += (is_signed ? (int)(int8_t)byte : (int)byte) * q[i];
    }
    return total;
}

static void tile_n4_ref(const ck_chunk *chunk, size_t columns, const ck_operand *x, size_t tokens, float *out,
                        size_t stride) {
    for (size_t t = 0; t < tokens; t++) {
        for (int row = 0; row < PANEL; row++) {
            float acc = out[t * stride + (size_t)row];
            for (size_t b = 0; b < columns / BLOCK; b++) {
                int total =
                    quad_sum(chunk->quads[b], row, x->q + t * x->q_stride + b * BLOCK, 0, BLOCK, false);
                acc = fmaf((float)total, chunk->scale[b][0][row] * x->scale[t * x->block_stride + b], acc);
                acc = fmaf(chunk->offset[b][row], x->sum[t * x->block_stride + b], acc);
            }
            out[t * stride + (size_t)row] = acc;
        }
    }
}

static void tile_b8_ref(const ck_chunk *chunk, size_t columns, const ck_operand *x, size_t tokens, float *out,
                        size_t stride) {
    for (size_t t = 0; t < tokens; t++) {
        for (int row = 0; row < PANEL; row++) {
            float acc = out[t * stride + (size_t)row];
            for (size_t b = 0; b < columns / BLOCK; b++) {
                int total =
                    quad_sum(chunk->quads[b], row, x->q + t * x->q_stride + b * BLOCK, 0, BLOCK, true);
                acc = fmaf((float)total, chunk->scale[b][0][row] * x->scale[t * x->block_stride + b], acc);
            }
            out[t * stride + (size_t)row] = acc;
        }
    }
}

static void tile_k6_ref(const ck_chunk *chunk, size_t columns, const ck_operand *x, size_t tokens, float *out,
                        size_t stride) {
    for (size_t t = 0; t < tokens; t++) {
        for (int row = 0; row < PANEL; row++) {
            float acc = out[t * stride + (size_t)row];
            for (size_t b = 0; b < columns / BLOCK; b++) {
                for (int half = 0; half < 2; half++) {
                    const int8_t *q = x->q + t * x->q_stride + b * BLOCK;
                    int total = quad_sum(chunk->quads[b], row, q, 16 * half, 16 * half + 16, true);
                    acc = fmaf((float)total, chunk->scale[b][half][row] * x->scale[t * x->block_stride + b],
                               acc);
                }
            }
            out[t * stride + (size_t)row] = acc;
        }
    }
}

static void tile_h_ref(const ck_chunk *chunk, size_t columns, const ck_operand *x, size_t tokens, float *out,
                       size_t stride) {
    for (size_t t = 0; t < tokens; t++) {
        for (int row = 0; row < PANEL; row++) {
            float acc = out[t * stride + (size_t)row];
            for (size_t b = 0; b < columns / BLOCK; b++) {
                const int8_t *q = x->q + t * x->q_stride + b * BLOCK;
                float scale = x->scale[t * x->block_stride + b];
                for (int half = 0; half < 2; half++) {
                    int total = quad_sum(chunk->quads[b], row, q, 16 * half, 16 * half + 16, false), sum = 0;
                    for (int i = 16 * half; i < 16 * half + 16; i++) { sum += q[i]; }
                    float offset = half ? chunk->second[b][row] : chunk->offset[b][row];
                    acc = fmaf((float)total, chunk->scale[b][half][row] * scale, acc);
                    acc = fmaf(offset, scale * (float)sum, acc);
                }
            }
            out[t * stride + (size_t)row] = acc;
        }
    }
}

static void tile_float_ref(const ck_chunk *chunk, size_t columns, const ck_operand *x, size_t tokens,
                           float *out, size_t stride) {
    for (size_t t = 0; t < tokens; t++) {
        for (int row = 0; row < PANEL; row++) {
            float acc = out[t * stride + (size_t)row];
            for (size_t i = 0; i < columns; i++) {
                acc = fmaf(chunk->columns[i][row], x->x[t * x->x_stride + i], acc);
            }
            out[t * stride + (size_t)row] = acc;
        }
    }
}

// One token: the same sums as the tiles, chunk by chunk.
#define DOT_REF(name, expand, tile, step)                                                                    \
    static void name(const uint8_t *panel, size_t columns, const ck_operand *x, float *acc) {                \
        ck_chunk chunk;                                                                                      \
        for (size_t at = 0; at < columns; at += (step)) {                                                    \
            size_t n = columns - at < (step) ? columns - at : (step);                                        \
            ck_operand part = *x;                                                                            \
            part.x += at;                                                                                    \
            part.q += at;                                                                                    \
            part.scale += at / BLOCK;                                                                        \
            part.sum += at / BLOCK;                                                                          \
            expand(panel, at, n, &chunk);                                                                    \
            tile(&chunk, n, &part, 1, acc, 0);                                                               \
        }                                                                                                    \
    }
DOT_REF(dot_f32_ref, expand_f32_ref, tile_float_ref, FLOAT_CHUNK)
DOT_REF(dot_f16_ref, expand_f16_ref, tile_float_ref, FLOAT_CHUNK)
DOT_REF(dot_bf16_ref, expand_bf16_ref, tile_float_ref, FLOAT_CHUNK)
DOT_REF(dot_n4_ref, expand_n4_ref, tile_n4_ref, CHUNK)
DOT_REF(dot_k4_ref, expand_k4_ref, tile_n4_ref, CHUNK)
DOT_REF(dot_b8_ref, expand_b8_ref, tile_b8_ref, CHUNK)
DOT_REF(dot_k6_ref, expand_k6_ref, tile_k6_ref, CHUNK)
DOT_REF(dot_n5_ref, expand_n5_ref, tile_n4_ref, CHUNK)
DOT_REF(dot_k5_ref, expand_k5_ref, tile_n4_ref, CHUNK)
DOT_REF(dot_t4_ref, expand_t4_ref, tile_b8_ref, CHUNK)
DOT_REF(dot_h2_ref, expand_h2_ref, tile_h_ref, CHUNK)
DOT_REF(dot_h3_ref, expand_h3_ref, tile_h_ref, CHUNK)

static void rms_norm_ref(const float *x, const float *weight, float epsilon, size_t n, float *out) {
    double squares = 0;
    for (size_t i = 0; i < n; i++) { squares += (double)x[i] * (double)x[i]; }
    float factor = 1 / sqrtf((float)(squares / (double)n) + epsilon);
    for (size_t i = 0; i < n; i++) { out[i] = x[i] * factor * weight[i]; }
}

static void silu_multiply_ref(const float *gate, const float *up, size_t n, float *out) {
    for (size_t i = 0; i < n; i++) { out[i] = gate[i] / (1 + expf(-gate[i])) * up[i]; }
}

static void gelu_multiply_ref(const float *gate, const float *up, size_t n, float *out) {
    for (size_t i = 0; i < n; i++) {
        float x = gate[i];
        out[i] = x / (1 + expf(-x * (GELU_X + GELU_X3 * x * x))) * up[i];
    }
}

static double exp_shifted_ref(float *x, size_t n, float maximum, bool store) {
    double total = 0;
    for (size_t i = 0; i < n; i++) {
        float e = expf(x[i] - maximum);
        total += (double)e;
        if (store) { x[i] = e; }
    }
    return total;
}

const ck_kernels ck_generic = {
    .name = "generic",
    .quantize = quantize_ref,
    .dot = {dot_f32_ref, dot_f16_ref, dot_bf16_ref, dot_n4_ref, dot_k4_ref, dot_b8_ref, dot_k6_ref,
            dot_n5_ref, dot_k5_ref, dot_t4_ref, dot_h2_ref, dot_h3_ref},
    .expand = {expand_f32_ref, expand_f16_ref, expand_bf16_ref, expand_n4_ref, expand_k4_ref, expand_b8_ref,
               expand_k6_ref, expand_n5_ref, expand_k5_ref, expand_t4_ref, expand_h2_ref, expand_h3_ref},
    .tile = {tile_float_ref, tile_float_ref, tile_float_ref, tile_n4_ref, tile_n4_ref, tile_b8_ref,
             tile_k6_ref, tile_n4_ref, tile_n4_ref, tile_b8_ref, tile_h_ref, tile_h_ref},
    .rms_norm = rms_norm_ref,
    .silu_multiply = silu_multiply_ref,
    .gelu_multiply = gelu_multiply_ref,
    .exp_shifted = exp_shifted_ref,
    .rotate = ck_rotate_ref,
    .tile_open = {ck_open_f16_ref, ck_open_turbo8_ref, ck_open_packed44_ref, ck_open_packed42_ref, ck_open_packed24_ref,
                  ck_open_packed22_ref},
    .tile_rows = {ck_rows_f16_ref, ck_rows_turbo_ref, ck_rows_turbo_ref, ck_rows_turbo_ref, ck_rows_turbo_ref,
                  ck_rows_turbo_ref},
    .round_inner = ck_round_inner_ref,
    .add_lowrank = ck_add_lowrank_ref,
    .fma_tile = ck_fma_tile_ref,
    .turn = ck_turn_ref,
    .widen = ck_widen_ref,
    .silu_backward = ck_silu_backward_ref,
    .round_row = ck_round_row_ref,
    .round_panel = ck_round_panel_ref,
    .int16_tile = ck_int16_tile_ref,
};
