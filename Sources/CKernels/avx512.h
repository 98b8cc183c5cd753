// What the AVX-512 files share.
//
// Tests build these files a second time over portable stand-ins of the intrinsics, so that they are
// checked on machines without AVX-512 too; that build defines the macros below for itself.
#ifndef LAM_CK_AVX512_H
#define LAM_CK_AVX512_H

#include "internal.h"

#if defined(__x86_64__)

#ifndef AVX512_KERNEL
#include <immintrin.h>
// Tuned for what keeps 16-bit dot products whole: by default the compiler breaks them up again.
#define AVX512_TARGET                                                                                        \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,avx2,fma,f16c,tune=znver4")))
#define AVX512_KERNEL AVX512_TARGET
#define AVX512_INLINE static inline AVX512_TARGET __attribute__((always_inline))
// Keeps a sum in the order it was written: left to itself the compiler finishes one token after the
// other, in chains too long for the processor to overlap, and holds more than the registers do.
#define CK_KEEP512(v) __asm__ volatile("" : "+v"(v))
#endif

AVX512_KERNEL void ck_quantize_avx512(const float *x, size_t n, size_t group, int8_t *q, float *scale,
                                      float *sum);
AVX512_KERNEL void ck_bias_avx512(const int8_t *q, size_t n, int32_t *bias);
AVX512_KERNEL void ck_rms_norm_avx512(const float *x, const float *weight, float epsilon, size_t n,
                                      float *out);
AVX512_KERNEL void ck_silu_multiply_avx512(const float *gate, const float *up, size_t n, float *out);
AVX512_KERNEL void ck_gelu_multiply_avx512(const float *gate, const float *up, size_t n, float *out);
void ck_rotate_avx2(ck_rotation rotation, float *x, size_t heads, const float *cosines, const float *sines);
void ck_turn_keys_avx2(const ck_turns *turns, int16_t *keys, int bias);
AVX512_KERNEL double ck_exp_shifted_avx512(float *x, size_t n, float maximum, bool store);

#define CK_EXPAND_512(name)                                                                                  \
    AVX512_KERNEL void name(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk)
CK_EXPAND_512(ck_expand_f32_avx512);
CK_EXPAND_512(ck_expand_f16_avx512);
CK_EXPAND_512(ck_expand_bf16_avx512);
CK_EXPAND_512(ck_expand_n4_avx512);
CK_EXPAND_512(ck_expand_k4_avx512);
CK_EXPAND_512(ck_expand_b8_avx512);
CK_EXPAND_512(ck_expand_k6_avx512);
CK_EXPAND_512(ck_expand_n5_avx512);
CK_EXPAND_512(ck_expand_k5_avx512);
CK_EXPAND_512(ck_expand_t4_avx512);
CK_EXPAND_512(ck_expand_h2_avx512);
CK_EXPAND_512(ck_expand_h3_avx512);

#define CK_TILE_512(name)                                                                                    \
    AVX512_KERNEL void name(const ck_chunk *chunk, size_t columns, const ck_operand *x, size_t tokens,       \
                            float *out, size_t stride)
CK_TILE_512(ck_tile_float_avx512);
CK_TILE_512(ck_tile_n4_avx512);
CK_TILE_512(ck_tile_b8_avx512);
CK_TILE_512(ck_tile_k6_avx512);
CK_TILE_512(ck_tile_h_avx512);

#define CK_DOT_512(name)                                                                                     \
    AVX512_KERNEL void name(const uint8_t *p, size_t columns, const ck_operand *x, float *acc)
CK_DOT_512(ck_dot_f32_avx512);
CK_DOT_512(ck_dot_f16_avx512);
CK_DOT_512(ck_dot_bf16_avx512);
CK_DOT_512(ck_dot_n4_avx512);
CK_DOT_512(ck_dot_k4_avx512);
CK_DOT_512(ck_dot_b8_avx512);
CK_DOT_512(ck_dot_k6_avx512);
CK_DOT_512(ck_dot_n5_avx512);
CK_DOT_512(ck_dot_k5_avx512);
CK_DOT_512(ck_dot_t4_avx512);
CK_DOT_512(ck_dot_h2_avx512);
CK_DOT_512(ck_dot_h3_avx512);

#define CK_OPEN_512(name)                                                                                    \
    AVX512_KERNEL void name(const ck_rows *rows, const void *tile, int keys, int count, ck_opened *opened)
CK_OPEN_512(ck_open_f16_avx512);
CK_OPEN_512(ck_open_turbo8_avx512);
CK_OPEN_512(ck_open_packed44_avx512);
CK_OPEN_512(ck_open_packed42_avx512);
CK_OPEN_512(ck_open_packed24_avx512);
CK_OPEN_512(ck_open_packed22_avx512);

#define CK_ROWS_512(name)                                                                                    \
    AVX512_KERNEL void name(const ck_rows *rows, const ck_opened *tile, int first, int count,                \
                            const ck_span *spans)
CK_ROWS_512(ck_rows_f16_avx512);
CK_ROWS_512(ck_rows_turbo_avx512);

void ck_round_inner_avx2(float *inner, size_t rank, size_t tokens);
AVX512_KERNEL void ck_add_lowrank_avx512(const ck_lowrank_tile *tile);

AVX512_KERNEL void ck_fma_tile_avx512(const float *x, size_t stride, size_t step, const float *panel, size_t depth,
                                      size_t rows, float scale, float *out, size_t out_stride);
AVX512_KERNEL void ck_int16_tile_avx512(const int16_t *q, size_t stride, const int16_t *panel, size_t pairs,
                                        size_t rows, const float *row_scales, const float *column_scales, float *out, size_t out_stride);

AVX512_INLINE __m512i ck_bytes64(const void *p) { return _mm512_loadu_si512(p); }
AVX512_INLINE void ck_put64(void *p, __m512i v) { _mm512_storeu_si512(p, v); }

// 64 bytes, a quad, from the planes of `bits` bits in all; both are constants.
AVX512_INLINE __m512i ck_codes16(const uint8_t *p, int bits, int quad) {
    __m512i code = _mm512_setzero_si512();
    int shift = 0;
    if (bits >= 4) {
        __m512i v = ck_bytes64(p + 64 * (quad % 4));
        code = _mm512_and_si512(quad < 4 ? v : _mm512_srli_epi16(v, 4), _mm512_set1_epi8(15));
        p += 256;
        shift = 4;
    }
    if (bits - shift >= 2) {
        __m512i v = ck_bytes64(p + 64 * (quad / 4));
        int by = shift - 2 * (quad % 4);
        v = by > 0   ? _mm512_slli_epi16(v, (unsigned)by)
            : by < 0 ? _mm512_srli_epi16(v, (unsigned)-by)
                     : v;
        code = _mm512_or_si512(code, _mm512_and_si512(v, _mm512_set1_epi8((char)(3 << shift))));
        p += 128;
        shift += 2;
    }
    if (bits > shift) {
        __m512i v = ck_bytes64(p);
        int by = shift - quad;
        v = by > 0   ? _mm512_slli_epi16(v, (unsigned)by)
            : by < 0 ? _mm512_srli_epi16(v, (unsigned)-by)
                     : v;
        code = _mm512_or_si512(code, _mm512_and_si512(v, _mm512_set1_epi8((char)(1 << shift))));
    }
    return code;
}

// Sixteen numbers as floats.
AVX512_INLINE __m512 ck_half16(const void *p) { return _mm512_cvtph_ps(_mm256_loadu_si256(p)); }
AVX512_INLINE __m512 ck_bf16_16(const void *p) {
    __m512i wide = _mm512_cvtepu16_epi32(_mm256_loadu_si256(p));
    return _mm512_castsi512_ps(_mm512_slli_epi32(wide, 16));
}
AVX512_INLINE __m512 ck_unsigned16(const void *p) {
    return _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm_loadu_si128(p)));
}
AVX512_INLINE __m512 ck_signed16(const void *p) {
    return _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128(p)));
}
AVX512_INLINE __m512 ck_negated16(__m512 v) {
    return _mm512_castsi512_ps(_mm512_xor_si512(_mm512_castps_si512(v), _mm512_set1_epi32(INT32_MIN)));
}

// Four bytes to every lane: an operand the dot products take straight from memory.
AVX512_INLINE __m512i ck_quad16(const void *p) { return _mm512_set1_epi32((int)ck_load32(p)); }

// A lane of bytes with the sign bit turned: w + 128, unsigned.
AVX512_INLINE __m512i ck_biased(__m512i w) { return _mm512_xor_si512(w, _mm512_set1_epi8(-128)); }

// T4's values of a quad of nibbles, plus 128.
AVX512_INLINE __m512i ck_looked_up16(const uint8_t *p, int quad) {
    __m512i table = ck_biased(_mm512_broadcast_i32x4(_mm_loadu_si128((const void *)ck_nonlinear)));
    return _mm512_shuffle_epi8(table, ck_codes16(p, 4, quad));
}

// scale times the sum of 16 activations, from their bias.
AVX512_INLINE __m512 ck_half_sum16(float scale, int32_t bias) {
    __m512 sum = _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_set1_epi32(bias)), _mm512_set1_ps(-0x1p-7f));
    return _mm512_mul_ps(_mm512_set1_ps(scale), sum);
}

// acc + sum * (weight * x), as every instruction set rounds it.
AVX512_INLINE __m512 ck_scaled16(__m512i sum, __m512 weight, float x, __m512 acc) {
    return _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum), _mm512_mul_ps(weight, _mm512_set1_ps(x)), acc);
}

// Sums of floats in the order of AVX2, so that both give the same bits.
AVX512_INLINE float ck_sum_of8(__m256 v) {
    __m128 m = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    m = _mm_add_ps(m, _mm_movehl_ps(m, m));
    return _mm_cvtss_f32(_mm_add_ss(m, _mm_movehdup_ps(m)));
}
AVX512_INLINE float ck_sum_of16(__m512 v) {
    return ck_sum_of8(_mm256_add_ps(_mm512_castps512_ps256(v), _mm512_extractf32x8_ps(v, 1)));
}
AVX512_INLINE __m256 ck_add_halves(__m256 sum, __m512 v) {
    return _mm256_add_ps(_mm256_add_ps(sum, _mm512_castps512_ps256(v)), _mm512_extractf32x8_ps(v, 1));
}

// The lanes of a span in register `i` of the four that hold a tile's tokens.
AVX512_INLINE __mmask16 ck_lanes16(ck_span span, int i) {
    uint64_t below = span.keys < CK_TILE ? ((uint64_t)1 << span.keys) - 1 : UINT64_MAX;
    return (__mmask16)((below & UINT64_MAX << span.first) >> 16 * i);
}

// e^x: 2^n times a polynomial of the rest; below -87 the result is 0.
AVX512_INLINE __m512 ck_exp16(__m512 x) {
    __mmask16 large = _mm512_cmp_ps_mask(x, _mm512_set1_ps(-87.3f), _CMP_NLT_UQ);
    x = _mm512_min_ps(_mm512_max_ps(x, _mm512_set1_ps(-87.3f)), _mm512_set1_ps(88.7f));
    __m512i power = _mm512_cvtps_epi32(_mm512_mul_ps(x, _mm512_set1_ps(1.44269504f)));
    __m512 n = _mm512_cvtepi32_ps(power);
    __m512 r = _mm512_fnmadd_ps(n, _mm512_set1_ps(0.693359375f), x);
    r = _mm512_fnmadd_ps(n, _mm512_set1_ps(-2.12194440e-4f), r);
    __m512 p = _mm512_set1_ps(1.9875691500e-4f);
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.3981999507e-3f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(8.3334519073e-3f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(4.1665795894e-2f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.6666665459e-1f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(5.0000001201e-1f));
    p = _mm512_add_ps(_mm512_fmadd_ps(_mm512_mul_ps(r, r), p, r), _mm512_set1_ps(1));
    power = _mm512_slli_epi32(_mm512_add_epi32(power, _mm512_set1_epi32(127)), 23);
    return _mm512_maskz_mul_ps(large, p, _mm512_castsi512_ps(power));
}

#endif
#endif
