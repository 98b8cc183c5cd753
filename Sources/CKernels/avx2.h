// What the AVX2 files share.
#ifndef LAM_CK_AVX2_H
#define LAM_CK_AVX2_H

#include "internal.h"

#if defined(__x86_64__)

#ifndef AVX2 // a test defines it, and the intrinsics, for itself
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2,fma,f16c")))
#define AVX2_INLINE static inline __attribute__((target("avx2,fma,f16c"), always_inline))
// Keeps a sum where it is: left to itself the compiler regroups long unrolled sums, and then spills.
#define CK_KEEP(v) __asm__ volatile("" : "+x"(v))
#endif

void ck_quantize_avx2(const float *x, size_t n, size_t group, int8_t *q, float *scale, float *sum);
void ck_rms_norm_avx2(const float *x, const float *weight, float epsilon, size_t n, float *out);
void ck_silu_multiply_avx2(const float *gate, const float *up, size_t n, float *out);
void ck_gelu_multiply_avx2(const float *gate, const float *up, size_t n, float *out);
void ck_round_inner_avx2(float *inner, size_t rank, size_t tokens);
void ck_add_lowrank_avx2(const ck_lowrank_tile *tile);
void ck_rotate_avx2(ck_rotation rotation, float *x, size_t heads, const float *cosines, const float *sines);
double ck_exp_shifted_avx2(float *x, size_t n, float maximum, bool store);

void ck_expand_n4_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk);
void ck_expand_k4_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk);
void ck_expand_b8_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk);
void ck_expand_k6_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk);
void ck_expand_n5_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk);
void ck_expand_k5_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk);
void ck_expand_t4_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk);
void ck_expand_h2_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk);
void ck_expand_h3_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk);
void ck_expand_f32_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk);
void ck_expand_f16_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk);
void ck_expand_bf16_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk);

typedef void ck_tile_function(const ck_chunk *chunk, size_t columns, const ck_operand *x, size_t tokens,
                              float *out, size_t stride);
ck_tile_function ck_tile_n4_avx2, ck_tile_n5_avx2, ck_tile_b8_avx2, ck_tile_k6_avx2, ck_tile_h_avx2,
    ck_tile_float_avx2;

typedef void ck_dot_function(const uint8_t *panel, size_t columns, const ck_operand *x, float *acc);
ck_dot_function ck_dot_f32_avx2, ck_dot_f16_avx2, ck_dot_bf16_avx2, ck_dot_n4_avx2, ck_dot_k4_avx2,
    ck_dot_b8_avx2, ck_dot_k6_avx2, ck_dot_n5_avx2, ck_dot_k5_avx2, ck_dot_t4_avx2, ck_dot_h2_avx2,
    ck_dot_h3_avx2;
typedef void ck_dots_function(const uint8_t *panels, size_t panel_bytes, int count, size_t columns,
                              const ck_operand *x, float *acc, size_t spread);
ck_dots_function ck_dots_n4_avx2, ck_dots_k4_avx2, ck_dots_b8_avx2, ck_dots_k6_avx2, ck_dots_n5_avx2,
    ck_dots_k5_avx2, ck_dots_t4_avx2;
// The row `dots` of a table.
#define CK_DOTS_AVX2                                                                                         \
    {[KIND_N4] = ck_dots_n4_avx2, [KIND_K4] = ck_dots_k4_avx2, [KIND_B8] = ck_dots_b8_avx2,                  \
     [KIND_K6] = ck_dots_k6_avx2, [KIND_N5] = ck_dots_n5_avx2, [KIND_K5] = ck_dots_k5_avx2,                  \
     [KIND_T4] = ck_dots_t4_avx2}

void ck_open_f16_avx2(const ck_rows *rows, const void *tile, int keys, int count, ck_opened *opened);
void ck_open_turbo8_avx2(const ck_rows *rows, const void *tile, int keys, int count, ck_opened *opened);
void ck_open_packed44_avx2(const ck_rows *rows, const void *tile, int keys, int count, ck_opened *opened);
void ck_open_packed42_avx2(const ck_rows *rows, const void *tile, int keys, int count, ck_opened *opened);
void ck_open_packed24_avx2(const ck_rows *rows, const void *tile, int keys, int count, ck_opened *opened);
void ck_open_packed22_avx2(const ck_rows *rows, const void *tile, int keys, int count, ck_opened *opened);
void ck_turn_keys_avx2(const ck_turns *turns, int16_t *keys, int bias);
void ck_rows_f16_avx2(const ck_rows *rows, const ck_opened *tile, int first, int count,
                      const ck_span *spans);
void ck_rows_turbo_avx2(const ck_rows *rows, const ck_opened *tile, int first, int count,
                        const ck_span *spans);

AVX2_INLINE float ck_max8(__m256 v) {
    __m128 m = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    m = _mm_max_ps(m, _mm_movehl_ps(m, m));
    return _mm_cvtss_f32(_mm_max_ss(m, _mm_movehdup_ps(m)));
}

AVX2_INLINE float ck_sum8(__m256 v) {
    __m128 m = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    m = _mm_add_ps(m, _mm_movehl_ps(m, m));
    return _mm_cvtss_f32(_mm_add_ss(m, _mm_movehdup_ps(m)));
}

AVX2_INLINE int ck_sum8_epi32(__m256i v) {
    __m128i m = _mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
    m = _mm_add_epi32(m, _mm_shuffle_epi32(m, 0x4e));
    return _mm_cvtsi128_si32(_mm_add_epi32(m, _mm_shuffle_epi32(m, 0xb1)));
}

// 32 bytes (`half` 0 or 1) of a quad from the planes of `bits` bits in all; constants all three.
AVX2_INLINE __m256i ck_codes(const uint8_t *p, int bits, int quad, int half) {
    __m256i code = _mm256_setzero_si256();
    int shift = 0;
    if (bits >= 4) {
        __m256i v = _mm256_loadu_si256((const void *)(p + 64 * (quad % 4) + 32 * half));
        code = _mm256_and_si256(quad < 4 ? v : _mm256_srli_epi16(v, 4), _mm256_set1_epi8(15));
        p += 256;
        shift = 4;
    }
    if (bits - shift >= 2) {
        __m256i v = _mm256_loadu_si256((const void *)(p + 64 * (quad / 4) + 32 * half));
        int by = shift - 2 * (quad % 4);
        v = by > 0 ? _mm256_slli_epi16(v, by) : by < 0 ? _mm256_srli_epi16(v, -by) : v;
        code = _mm256_or_si256(code, _mm256_and_si256(v, _mm256_set1_epi8((char)(3 << shift))));
        p += 128;
        shift += 2;
    }
    if (bits > shift) {
        __m256i v = _mm256_loadu_si256((const void *)(p + 32 * half));
        int by = shift - quad;
        v = by > 0 ? _mm256_slli_epi16(v, by) : by < 0 ? _mm256_srli_epi16(v, -by) : v;
        code = _mm256_or_si256(code, _mm256_and_si256(v, _mm256_set1_epi8((char)(1 << shift))));
    }
    return code;
}

// T4's values of 32 nibbles.
AVX2_INLINE __m256i ck_looked_up(__m256i nibbles) {
    __m256i table = _mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)ck_nonlinear));
    return _mm256_shuffle_epi8(table, nibbles);
}

// Sums of 16 and 16 activations.
AVX2_INLINE void ck_half_sums(const int8_t *q, float *first, float *second) {
    __m256i pairs = _mm256_maddubs_epi16(_mm256_set1_epi8(1), _mm256_loadu_si256((const void *)q));
    __m256i fours = _mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
    __m256i sums = _mm256_hadd_epi32(fours, fours);
    sums = _mm256_hadd_epi32(sums, sums);
    *first = (float)_mm256_extract_epi32(sums, 0);
    *second = (float)_mm256_extract_epi32(sums, 4);
}

AVX2_INLINE __m256 ck_from_u8(const uint8_t *p) {
    return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_loadl_epi64((const void *)p)));
}
AVX2_INLINE __m256 ck_from_i8(const uint8_t *p) {
    return _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64((const void *)p)));
}

AVX2_INLINE __m256 ck_half8(const void *p) { return _mm256_cvtph_ps(_mm_loadu_si128(p)); }
AVX2_INLINE __m256i ck_bytes32(const void *p) { return _mm256_loadu_si256(p); }

// Four bytes to every lane.
AVX2_INLINE __m256i ck_quad(const void *p) { return _mm256_set1_epi32((int)ck_load32(p)); }

// e^x: 2^n times a polynomial of the rest; below -87 the result is 0.
AVX2_INLINE __m256 ck_exp8(__m256 x) {
    __m256 tiny = _mm256_cmp_ps(x, _mm256_set1_ps(-87.3f), _CMP_LT_OQ);
    x = _mm256_min_ps(_mm256_max_ps(x, _mm256_set1_ps(-87.3f)), _mm256_set1_ps(88.7f));
    __m256 n = _mm256_round_ps(_mm256_mul_ps(x, _mm256_set1_ps(1.44269504f)),
                               _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    __m256 r = _mm256_fnmadd_ps(n, _mm256_set1_ps(0.693359375f), x);
    r = _mm256_fnmadd_ps(n, _mm256_set1_ps(-2.12194440e-4f), r);
    __m256 p = _mm256_set1_ps(1.9875691500e-4f);
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.3981999507e-3f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(8.3334519073e-3f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(4.1665795894e-2f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.6666665459e-1f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(5.0000001201e-1f));
    p = _mm256_add_ps(_mm256_fmadd_ps(_mm256_mul_ps(r, r), p, r), _mm256_set1_ps(1));
    __m256i power = _mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127)), 23);
    return _mm256_andnot_ps(tiny, _mm256_mul_ps(p, _mm256_castsi256_ps(power)));
}

#endif
#endif
