// AVX2: a packed panel times one token. Bound by how fast weights can be read.
#include "avx2.h"

#if defined(__x86_64__)

// Sums of a block for rows 0-7 and 8-15 from 4-bit weights. A product pair is at most 2·15·127, so
// eight of them fit 16 bits.
AVX2_INLINE void nibble_sums(const uint8_t *p, const int8_t *q, __m256i *low, __m256i *high) {
    const __m256i mask = _mm256_set1_epi8(15);
    __m256i s0 = _mm256_setzero_si256(), s1 = s0;
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) {
        __m256i a = ck_quad(q + 4 * i), b = ck_quad(q + 16 + 4 * i);
        __m256i w0 = ck_bytes32(p + 64 * i), w1 = ck_bytes32(p + 64 * i + 32);
        s0 = _mm256_add_epi16(s0, _mm256_maddubs_epi16(_mm256_and_si256(w0, mask), a));
        s1 = _mm256_add_epi16(s1, _mm256_maddubs_epi16(_mm256_and_si256(w1, mask), a));
        s0 = _mm256_add_epi16(s0, _mm256_maddubs_epi16(_mm256_and_si256(_mm256_srli_epi16(w0, 4), mask), b));
        s1 = _mm256_add_epi16(s1, _mm256_maddubs_epi16(_mm256_and_si256(_mm256_srli_epi16(w1, 4), mask), b));
    }
    const __m256i ones = _mm256_set1_epi16(1);
    *low = _mm256_madd_epi16(s0, ones);
    *high = _mm256_madd_epi16(s1, ones);
}

// Sums from signed bytes: |w| times a with w's sign. A pair is at most 2·128·127: it fits 16 bits
// but a second one would not.
AVX2_INLINE void byte_sums(const uint8_t *p, const int8_t *q, int quads, __m256i *low, __m256i *high) {
    const __m256i ones = _mm256_set1_epi16(1);
    __m256i s0 = _mm256_setzero_si256(), s1 = s0;
#pragma clang loop unroll(full)
    for (int i = 0; i < quads; i++) {
        __m256i a = ck_quad(q + 4 * i), w0 = ck_bytes32(p + 64 * i), w1 = ck_bytes32(p + 64 * i + 32);
        __m256i d0 = _mm256_maddubs_epi16(_mm256_abs_epi8(w0), _mm256_sign_epi8(a, w0));
        __m256i d1 = _mm256_maddubs_epi16(_mm256_abs_epi8(w1), _mm256_sign_epi8(a, w1));
        s0 = _mm256_add_epi32(s0, _mm256_madd_epi16(d0, ones));
        s1 = _mm256_add_epi32(s1, _mm256_madd_epi16(d1, ones));
    }
    *low = s0;
    *high = s1;
}

// The same for bytes in -32...31: four pairs of at most 2·32·127 fit 16 bits.
AVX2_INLINE void small_byte_sums(const uint8_t *p, const int8_t *q, __m256i *low, __m256i *high) {
    const __m256i ones = _mm256_set1_epi16(1);
    __m256i s0 = _mm256_setzero_si256(), s1 = s0;
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) {
        __m256i a = ck_quad(q + 4 * i), w0 = ck_bytes32(p + 64 * i), w1 = ck_bytes32(p + 64 * i + 32);
        s0 = _mm256_add_epi16(s0, _mm256_maddubs_epi16(_mm256_abs_epi8(w0), _mm256_sign_epi8(a, w0)));
        s1 = _mm256_add_epi16(s1, _mm256_maddubs_epi16(_mm256_abs_epi8(w1), _mm256_sign_epi8(a, w1)));
    }
    *low = _mm256_madd_epi16(s0, ones);
    *high = _mm256_madd_epi16(s1, ones);
}

AVX2_INLINE __m256 scaled(__m256i sum, __m256 weight, __m256 x, __m256 acc) {
    return _mm256_fmadd_ps(_mm256_cvtepi32_ps(sum), _mm256_mul_ps(weight, x), acc);
}

AVX2_INLINE __m256 from_u8(const uint8_t *p) {
    return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_loadl_epi64((const void *)p)));
}
AVX2_INLINE __m256 from_i8(const uint8_t *p) {
    return _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64((const void *)p)));
}

AVX2 void ck_dot_n4_avx2(const uint8_t *p, size_t columns, const ck_operand *x, float *acc) {
    __m256 low = _mm256_loadu_ps(acc), high = _mm256_loadu_ps(acc + 8);
    for (size_t b = 0; b < columns / BLOCK; b++, p += N4_BYTES) {
        __m256i s0, s1;
        nibble_sums(p, x->q + b * BLOCK, &s0, &s1);
        __m256 scale = _mm256_broadcast_ss(x->scale + b), sum = _mm256_broadcast_ss(x->sum + b);
        low = _mm256_fmadd_ps(ck_half8(p + 288), sum, scaled(s0, ck_half8(p + 256), scale, low));
        high = _mm256_fmadd_ps(ck_half8(p + 304), sum, scaled(s1, ck_half8(p + 272), scale, high));
    }
    _mm256_storeu_ps(acc, low);
    _mm256_storeu_ps(acc + 8, high);
}

AVX2 void ck_dot_k4_avx2(const uint8_t *p, size_t columns, const ck_operand *x, float *acc) {
    const __m256 minus = _mm256_set1_ps(-0.0f);
    __m256 low = _mm256_loadu_ps(acc), high = _mm256_loadu_ps(acc + 8);
    for (size_t super = 0; super < columns / SUPER; super++) {
        __m256 d0 = ck_half8(p), d1 = ck_half8(p + 16);
        __m256 m0 = _mm256_xor_ps(ck_half8(p + 32), minus), m1 = _mm256_xor_ps(ck_half8(p + 48), minus);
        p += 64;
        for (size_t b = super * 8; b < super * 8 + 8; b++, p += K4_BLOCK) {
            __m256i s0, s1;
            nibble_sums(p, x->q + b * BLOCK, &s0, &s1);
            __m256 scale = _mm256_broadcast_ss(x->scale + b), sum = _mm256_broadcast_ss(x->sum + b);
            low = scaled(s0, _mm256_mul_ps(d0, from_u8(p + 256)), scale, low);
            high = scaled(s1, _mm256_mul_ps(d1, from_u8(p + 264)), scale, high);
            low = _mm256_fmadd_ps(_mm256_mul_ps(m0, from_u8(p + 272)), sum, low);
            high = _mm256_fmadd_ps(_mm256_mul_ps(m1, from_u8(p + 280)), sum, high);
        }
    }
    _mm256_storeu_ps(acc, low);
    _mm256_storeu_ps(acc + 8, high);
}

AVX2 void ck_dot_b8_avx2(const uint8_t *p, size_t columns, const ck_operand *x, float *acc) {
    __m256 low = _mm256_loadu_ps(acc), high = _mm256_loadu_ps(acc + 8);
    for (size_t b = 0; b < columns / BLOCK; b++, p += B8_BYTES) {
        __m256i s0, s1;
        byte_sums(p, x->q + b * BLOCK, 8, &s0, &s1);
        __m256 scale = _mm256_broadcast_ss(x->scale + b);
        low = scaled(s0, ck_half8(p + 512), scale, low);
        high = scaled(s1, ck_half8(p + 528), scale, high);
    }
    _mm256_storeu_ps(acc, low);
    _mm256_storeu_ps(acc + 8, high);
}

AVX2 void ck_dot_k6_avx2(const uint8_t *p, size_t columns, const ck_operand *x, float *acc) {
    __m256 low = _mm256_loadu_ps(acc), high = _mm256_loadu_ps(acc + 8);
    for (size_t super = 0; super < columns / SUPER; super++) {
        __m256 d0 = ck_half8(p), d1 = ck_half8(p + 16);
        p += 32;
        for (size_t b = super * 8; b < super * 8 + 8; b++, p += K6_BLOCK) {
            __m256 scale = _mm256_broadcast_ss(x->scale + b);
            __m256i s0, s1;
            small_byte_sums(p, x->q + b * BLOCK, &s0, &s1);
            low = scaled(s0, _mm256_mul_ps(d0, from_i8(p + 512)), scale, low);
            high = scaled(s1, _mm256_mul_ps(d1, from_i8(p + 520)), scale, high);
            small_byte_sums(p + 256, x->q + b * BLOCK + 16, &s0, &s1);
            low = scaled(s0, _mm256_mul_ps(d0, from_i8(p + 528)), scale, low);
            high = scaled(s1, _mm256_mul_ps(d1, from_i8(p + 536)), scale, high);
        }
    }
    _mm256_storeu_ps(acc, low);
    _mm256_storeu_ps(acc + 8, high);
}

AVX2_INLINE __m256 from_bf16(const void *p) {
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(_mm_loadu_si128(p)), 16));
}

#define DOT_FLOAT(name, load, bytes)                                                                         \
    AVX2 void name(const uint8_t *p, size_t columns, const ck_operand *x, float *acc) {                      \
        __m256 low = _mm256_loadu_ps(acc), high = _mm256_loadu_ps(acc + 8);                                  \
        for (size_t i = 0; i < columns; i++, p += PANEL * (bytes)) {                                         \
            __m256 v = _mm256_broadcast_ss(x->x + i);                                                        \
            low = _mm256_fmadd_ps(load(p), v, low);                                                          \
            high = _mm256_fmadd_ps(load(p + 8 * (bytes)), v, high);                                          \
        }                                                                                                    \
        _mm256_storeu_ps(acc, low);                                                                          \
        _mm256_storeu_ps(acc + 8, high);                                                                     \
    }
#define LOAD_FLOATS(p) _mm256_loadu_ps((const float *)(const void *)(p))
DOT_FLOAT(ck_dot_f32_avx2, LOAD_FLOATS, 4)
DOT_FLOAT(ck_dot_f16_avx2, ck_half8, 2)
DOT_FLOAT(ck_dot_bf16_avx2, from_bf16, 2)

#endif
