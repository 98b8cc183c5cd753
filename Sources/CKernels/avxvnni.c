// AVX-VNNI, what AVX2 processors without AVX-512 have of its dot products: an expanded part of a panel
// times many tokens. All else is bound by memory there, or is not made of bytes, and is AVX2's.
#include "avx2.h"
#include "training.h"

#if defined(__x86_64__)

#ifndef AVXVNNI
#define AVXVNNI __attribute__((target("avx2,fma,f16c,avxvnni")))
#define AVXVNNI_INLINE static inline __attribute__((target("avx2,fma,f16c,avxvnni"), always_inline))
#endif

enum { MOST = 3 };

// How the bytes of a panel are to be read, all constants: signed ones go by |w| and the activations
// with w's sign; `halves` is 2 where each 16 columns have a scale of their own.
typedef struct {
    bool is_signed, has_offset;
    int halves;
} reading;

// Compiled once for each number of tokens `n` and each reading. Every number is added up in the order
// of the one-token kernels, so that both give the same bits.
AVXVNNI_INLINE void tile(const ck_chunk *chunk, size_t blocks, const ck_operand *x, size_t token, int n,
                         float *out, size_t stride, const reading how) {
    const size_t q_stride = x->q_stride, block_stride = x->block_stride;
    const int8_t *q = x->q + token * q_stride;
    const float *scales = x->scale + token * block_stride, *sums = x->sum + token * block_stride;
    __m256 low[MOST], high[MOST];
    out += token * stride;
    for (int t = 0; t < n; t++) {
        low[t] = _mm256_loadu_ps(out + (size_t)t * stride);
        high[t] = _mm256_loadu_ps(out + (size_t)t * stride + 8);
    }
    for (size_t b = 0; b < blocks; b++, q += BLOCK) {
        float half_sums[MOST][2];
        for (int t = 0; how.has_offset && how.halves == 2 && t < n; t++) {
            ck_half_sums(q + (size_t)t * q_stride, &half_sums[t][0], &half_sums[t][1]);
        }
#pragma clang loop unroll(full)
        for (int half = 0; half < how.halves; half++) {
            __m256i s0[MOST], s1[MOST];
            for (int t = 0; t < n; t++) { s0[t] = s1[t] = _mm256_setzero_si256(); }
#pragma clang loop unroll(full)
            for (int i = 8 / how.halves * half; i < 8 / how.halves * (half + 1); i++) {
                __m256i w0 = ck_bytes32(chunk->quads[b] + 64 * i), u0 = w0;
                __m256i w1 = ck_bytes32(chunk->quads[b] + 64 * i + 32), u1 = w1;
                if (how.is_signed) {
                    u0 = _mm256_abs_epi8(w0);
                    u1 = _mm256_abs_epi8(w1);
                }
#pragma clang loop unroll(full)
                for (int t = 0; t < n; t++) {
                    __m256i a = ck_quad(q + (size_t)t * q_stride + 4 * i);
                    s0[t] = _mm256_dpbusd_avx_epi32(s0[t], u0, how.is_signed ? _mm256_sign_epi8(a, w0) : a);
                    s1[t] = _mm256_dpbusd_avx_epi32(s1[t], u1, how.is_signed ? _mm256_sign_epi8(a, w1) : a);
                    CK_KEEP(s0[t]);
                    CK_KEEP(s1[t]);
                }
            }
            const float *weight = chunk->scale[b][half], *offset = (half ? chunk->second : chunk->offset)[b];
#pragma clang loop unroll(full)
            for (int t = 0; t < n; t++) {
                size_t at = (size_t)t * block_stride + b;
                __m256 scale = _mm256_broadcast_ss(scales + at);
                __m256 w0 = _mm256_mul_ps(_mm256_loadu_ps(weight), scale);
                __m256 w1 = _mm256_mul_ps(_mm256_loadu_ps(weight + 8), scale);
                low[t] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(s0[t]), w0, low[t]);
                high[t] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(s1[t]), w1, high[t]);
                if (!how.has_offset) { continue; }
                __m256 sum = how.halves == 2 ? _mm256_mul_ps(scale, _mm256_set1_ps(half_sums[t][half]))
                                             : _mm256_broadcast_ss(sums + at);
                low[t] = _mm256_fmadd_ps(_mm256_loadu_ps(offset), sum, low[t]);
                high[t] = _mm256_fmadd_ps(_mm256_loadu_ps(offset + 8), sum, high[t]);
            }
        }
    }
    for (int t = 0; t < n; t++) {
        _mm256_storeu_ps(out + (size_t)t * stride, low[t]);
        _mm256_storeu_ps(out + (size_t)t * stride + 8, high[t]);
    }
}

// All tokens, as many at a time as leave the sums in registers.
#define TILE_VNNI(name, most, ...)                                                                           \
    AVXVNNI static void name(const ck_chunk *chunk, size_t columns, const ck_operand *x, size_t tokens,      \
                             float *out, size_t stride) {                                                    \
        const reading how = {__VA_ARGS__};                                                                   \
        size_t t = 0, blocks = columns / BLOCK;                                                              \
        for (; t + (most) <= tokens; t += (most)) { tile(chunk, blocks, x, t, (most), out, stride, how); }   \
        if ((most) == 3 && tokens - t == 2) { tile(chunk, blocks, x, t, 2, out, stride, how); }              \
        if (tokens - t == 1) { tile(chunk, blocks, x, t, 1, out, stride, how); }                             \
    }
TILE_VNNI(tile_codes, 3, .has_offset = true, .halves = 1)
TILE_VNNI(tile_bytes, 2, .is_signed = true, .halves = 1)
TILE_VNNI(tile_signed_halves, 2, .is_signed = true, .halves = 2)
TILE_VNNI(tile_halves, 2, .has_offset = true, .halves = 2)

#define INT16_TARGET AVXVNNI static
#define INT16_INLINE AVXVNNI_INLINE
#define INT16_TILE int16_tile_vnni
#define INT16_ROWS int16_rows_vnni
#define INT16_PAIR(q, w0, w1, s0, s1)                                                                        \
    do {                                                                                                     \
        __m256i a = ck_quad(q);                                                                              \
        s0 = _mm256_dpwssd_avx_epi32(s0, w0, a);                                                             \
        s1 = _mm256_dpwssd_avx_epi32(s1, w1, a);                                                             \
        CK_KEEP(s0);                                                                                         \
        CK_KEEP(s1);                                                                                         \
    } while (0)
#include "int16_tile.h"

const ck_kernels ck_avxvnni = {
    .name = "avxvnni",
    .quantize = ck_quantize_avx2,
    .dot = {ck_dot_f32_avx2, ck_dot_f16_avx2, ck_dot_bf16_avx2, ck_dot_n4_avx2, ck_dot_k4_avx2,
            ck_dot_b8_avx2, ck_dot_k6_avx2, ck_dot_n5_avx2, ck_dot_k5_avx2, ck_dot_t4_avx2, ck_dot_h2_avx2,
            ck_dot_h3_avx2},
    .dots = CK_DOTS_AVX2,
    .expand = {ck_expand_f32_avx2, ck_expand_f16_avx2, ck_expand_bf16_avx2, ck_expand_n4_avx2,
               ck_expand_k4_avx2, ck_expand_b8_avx2, ck_expand_k6_avx2, ck_expand_n5_avx2, ck_expand_k5_avx2,
               ck_expand_t4_avx2, ck_expand_h2_avx2, ck_expand_h3_avx2},
    .tile = {ck_tile_float_avx2, ck_tile_float_avx2, ck_tile_float_avx2, tile_codes, tile_codes, tile_bytes,
             tile_signed_halves, tile_codes, tile_codes, tile_bytes, tile_halves, tile_halves},
    .rms_norm = ck_rms_norm_avx2,
    .silu_multiply = ck_silu_multiply_avx2,
    .gelu_multiply = ck_gelu_multiply_avx2,
    .exp_shifted = ck_exp_shifted_avx2,
    .rotate = ck_rotate_avx2,
    .tile_open = {ck_open_f16_avx2, ck_open_turbo8_avx2, ck_open_packed44_avx2, ck_open_packed42_avx2, ck_open_packed24_avx2,
                  ck_open_packed22_avx2},
    .tile_rows = {ck_rows_f16_avx2, ck_rows_turbo_avx2, ck_rows_turbo_avx2, ck_rows_turbo_avx2, ck_rows_turbo_avx2,
                  ck_rows_turbo_avx2},
    .round_inner = ck_round_inner_avx2,
    .add_lowrank = ck_add_lowrank_avx2,
    .fma_tile = ck_fma_tile_avx2,
    .turn = ck_turn_avx2,
    .widen = ck_widen_avx2,
    .silu_backward = ck_silu_backward_avx2,
    .round_row = ck_round_row_avx2,
    .round_panel = ck_round_panel_avx2,
    .int16_tile = int16_tile_vnni,
};

#endif
