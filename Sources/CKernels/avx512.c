// AVX-512 with VNNI: the table.
#include "avx512.h"

#if defined(__x86_64__)

// Kinds without kernels of their own here.
void ck_dot_n5_avx2(const uint8_t *p, size_t columns, const ck_operand *x, float *acc);
void ck_dot_k5_avx2(const uint8_t *p, size_t columns, const ck_operand *x, float *acc);
void ck_dot_t4_avx2(const uint8_t *p, size_t columns, const ck_operand *x, float *acc);
void ck_dot_h2_avx2(const uint8_t *p, size_t columns, const ck_operand *x, float *acc);
void ck_dot_h3_avx2(const uint8_t *p, size_t columns, const ck_operand *x, float *acc);
void ck_expand_n5_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk);
void ck_expand_k5_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk);
void ck_expand_t4_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk);
void ck_expand_h2_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk);
void ck_expand_h3_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk);
void ck_tile_n5_avx2(const ck_chunk *chunk, size_t columns, const ck_operand *x, size_t tokens, float *out,
                     size_t stride);
void ck_tile_b8_avx2(const ck_chunk *chunk, size_t columns, const ck_operand *x, size_t tokens, float *out,
                     size_t stride);
void ck_tile_h_avx2(const ck_chunk *chunk, size_t columns, const ck_operand *x, size_t tokens, float *out,
                    size_t stride);

const ck_kernels ck_avx512 = {
    .name = "avx512vnni",
    .quantize = ck_quantize_avx512,
    .bias = ck_bias_avx512,
    .dot = {ck_dot_f32_avx512, ck_dot_f16_avx512, ck_dot_bf16_avx512, ck_dot_n4_avx512, ck_dot_k4_avx512,
            ck_dot_b8_avx512, ck_dot_k6_avx512, ck_dot_n5_avx2, ck_dot_k5_avx2, ck_dot_t4_avx2,
            ck_dot_h2_avx2, ck_dot_h3_avx2},
    .expand = {ck_expand_f32_avx512, ck_expand_f16_avx512, ck_expand_bf16_avx512, ck_expand_n4_avx512,
               ck_expand_k4_avx512, ck_expand_b8_avx512, ck_expand_k6_avx512, ck_expand_n5_avx2,
               ck_expand_k5_avx2, ck_expand_t4_avx2, ck_expand_h2_avx2, ck_expand_h3_avx2},
    .tile = {ck_tile_float_avx512, ck_tile_float_avx512, ck_tile_float_avx512, ck_tile_n4_avx512,
             ck_tile_n4_avx512, ck_tile_b8_avx512, ck_tile_k6_avx512, ck_tile_n5_avx2, ck_tile_n5_avx2,
             ck_tile_b8_avx2, ck_tile_h_avx2, ck_tile_h_avx2},
    .rms_norm = ck_rms_norm_avx512,
    .silu_multiply = ck_silu_multiply_avx512,
    .gelu_multiply = ck_gelu_multiply_avx512,
    .exp_shifted = ck_exp_shifted_avx512,
    .tile_open = {ck_open_f16_avx512, ck_open_turbo8_avx512},
    .tile_rows = {ck_rows_f16_avx512, ck_rows_turbo_avx512},
};

#endif
