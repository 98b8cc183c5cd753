// AVX-512 with VNNI: the table.
#include "avx512.h"
#include "training.h"

#if defined(__x86_64__)

const ck_kernels ck_avx512 = {
    .name = "avx512vnni",
    .quantize = ck_quantize_avx512,
    .bias = ck_bias_avx512,
    .dot = {ck_dot_f32_avx512, ck_dot_f16_avx512, ck_dot_bf16_avx512, ck_dot_n4_avx512, ck_dot_k4_avx512,
            ck_dot_b8_avx512, ck_dot_k6_avx512, ck_dot_n5_avx512, ck_dot_k5_avx512, ck_dot_t4_avx512,
            ck_dot_h2_avx512, ck_dot_h3_avx512},
    .expand = {ck_expand_f32_avx512, ck_expand_f16_avx512, ck_expand_bf16_avx512, ck_expand_n4_avx512,
               ck_expand_k4_avx512, ck_expand_b8_avx512, ck_expand_k6_avx512, ck_expand_n5_avx512,
               ck_expand_k5_avx512, ck_expand_t4_avx512, ck_expand_h2_avx512, ck_expand_h3_avx512},
    .tile = {ck_tile_float_avx512, ck_tile_float_avx512, ck_tile_float_avx512, ck_tile_n4_avx512,
             ck_tile_n4_avx512, ck_tile_b8_avx512, ck_tile_k6_avx512, ck_tile_n4_avx512, ck_tile_n4_avx512,
             ck_tile_b8_avx512, ck_tile_h_avx512, ck_tile_h_avx512},
    .rms_norm = ck_rms_norm_avx512,
    .silu_multiply = ck_silu_multiply_avx512,
    .gelu_multiply = ck_gelu_multiply_avx512,
    .exp_shifted = ck_exp_shifted_avx512,
    .rotate = ck_rotate_avx2,
    .tile_open = {ck_open_f16_avx512, ck_open_turbo8_avx512, ck_open_packed44_avx512, ck_open_packed42_avx512, ck_open_packed24_avx512,
                  ck_open_packed22_avx512},
    .tile_rows = {ck_rows_f16_avx512, ck_rows_turbo_avx512, ck_rows_turbo_avx512, ck_rows_turbo_avx512, ck_rows_turbo_avx512,
                  ck_rows_turbo_avx512},
    .round_inner = ck_round_inner_avx2,
    .add_lowrank = ck_add_lowrank_avx512,
    .fma_tile = ck_fma_tile_avx512,
    .turn = ck_turn_avx2,
    .widen = ck_widen_avx2,
    .silu_backward = ck_silu_backward_avx2,
    .round_row = ck_round_row_avx2,
    .round_panel = ck_round_panel_avx2,
    .int16_tile = ck_int16_tile_avx512,
};

#endif
