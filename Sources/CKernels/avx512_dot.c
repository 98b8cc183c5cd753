// AVX-512 VNNI: a packed panel times one token. Bound by how fast weights can be read.
//
// The dot-product instruction multiplies unsigned bytes by signed ones. Nibbles are unsigned; signed
// weights are taken as w + 128, and the activations' bias (-128 times their sum) sets that right.
#include "avx512.h"

#if defined(__x86_64__)

// Sums of a block for 16 rows from 4-bit weights. High nibbles stay where they are, 16 times too large.
AVX512_INLINE __m512i nibble_sums(const uint8_t *p, const int8_t *q) {
    const __m512i low_bits = _mm512_set1_epi8(15), high_bits = _mm512_set1_epi8(-16);
    __m512i low = _mm512_setzero_si512(), high = low;
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) {
        __m512i w = ck_bytes64(p + 64 * i);
        low = _mm512_dpbusd_epi32(low, _mm512_and_si512(w, low_bits), ck_quad16(q + 4 * i));
        high = _mm512_dpbusd_epi32(high, _mm512_and_si512(w, high_bits), ck_quad16(q + 16 + 4 * i));
    }
    return _mm512_add_epi32(low, _mm512_srai_epi32(high, 4));
}

// Sums of four quads of signed bytes, 16 columns.
AVX512_INLINE __m512i byte_sums(const uint8_t *p, const int8_t *q, int32_t bias) {
    __m512i sum = _mm512_set1_epi32(bias);
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) {
        sum = _mm512_dpbusd_epi32(sum, ck_biased(ck_bytes64(p + 64 * i)), ck_quad16(q + 4 * i));
    }
    return sum;
}

// Sums of 16 columns of codes of 6 bits less 32; a quarter of the bias sets right that they are not.
AVX512_INLINE __m512i half_sums(const uint8_t *p, int half, const int8_t *q, int32_t bias) {
    __m512i sum = _mm512_set1_epi32(bias / 4);
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) {
        sum = _mm512_dpbusd_epi32(sum, ck_codes6(p, 4 * half + i), ck_quad16(q + 4 * i));
    }
    return sum;
}

AVX512_KERNEL void ck_dot_n4_avx512(const uint8_t *p, size_t columns, const ck_operand *x, float *acc) {
    __m512 total = _mm512_loadu_ps(acc);
    for (size_t b = 0; b < columns / BLOCK; b++, p += N4_BYTES) {
        total = ck_scaled16(nibble_sums(p, x->q + b * BLOCK), ck_half16(p + 256), x->scale[b], total);
        total = _mm512_fmadd_ps(ck_half16(p + 288), _mm512_set1_ps(x->sum[b]), total);
    }
    _mm512_storeu_ps(acc, total);
}

AVX512_KERNEL void ck_dot_k4_avx512(const uint8_t *p, size_t columns, const ck_operand *x, float *acc) {
    __m512 total = _mm512_loadu_ps(acc);
    for (size_t super = 0; super < columns / SUPER; super++) {
        __m512 d = ck_half16(p), m = ck_negated16(ck_half16(p + 32));
        p += 64;
        for (size_t b = super * 8; b < super * 8 + 8; b++, p += K4_BLOCK) {
            __m512i sum = nibble_sums(p, x->q + b * BLOCK);
            total = ck_scaled16(sum, _mm512_mul_ps(d, ck_unsigned16(p + 256)), x->scale[b], total);
            total = _mm512_fmadd_ps(_mm512_mul_ps(m, ck_unsigned16(p + 272)), _mm512_set1_ps(x->sum[b]),
                                    total);
        }
    }
    _mm512_storeu_ps(acc, total);
}

AVX512_KERNEL void ck_dot_b8_avx512(const uint8_t *p, size_t columns, const ck_operand *x, float *acc) {
    __m512 total = _mm512_loadu_ps(acc);
    for (size_t b = 0; b < columns / BLOCK; b++, p += B8_BYTES) {
        __m512i first = byte_sums(p, x->q + b * BLOCK, x->bias[2 * b]);
        __m512i second = byte_sums(p + 256, x->q + b * BLOCK + 16, x->bias[2 * b + 1]);
        total = ck_scaled16(_mm512_add_epi32(first, second), ck_half16(p + 512), x->scale[b], total);
    }
    _mm512_storeu_ps(acc, total);
}

AVX512_KERNEL void ck_dot_k6_avx512(const uint8_t *p, size_t columns, const ck_operand *x, float *acc) {
    __m512 total = _mm512_loadu_ps(acc);
    for (size_t super = 0; super < columns / SUPER; super++) {
        __m512 d = ck_half16(p);
        p += 32;
        for (size_t b = super * 8; b < super * 8 + 8; b++, p += K6_BLOCK) {
            __m512i first = half_sums(p, 0, x->q + b * BLOCK, x->bias[2 * b]);
            __m512i second = half_sums(p, 1, x->q + b * BLOCK + 16, x->bias[2 * b + 1]);
            total = ck_scaled16(first, _mm512_mul_ps(d, ck_signed16(p + 384)), x->scale[b], total);
            total = ck_scaled16(second, _mm512_mul_ps(d, ck_signed16(p + 400)), x->scale[b], total);
        }
    }
    _mm512_storeu_ps(acc, total);
}

// Floats are added up column by column, as everywhere: 16-bit products of the BF16 extension would
// round the activations too, or take three of them for the same result.
#define DOT_FLOAT(name, load, bytes)                                                                         \
    AVX512_KERNEL void name(const uint8_t *p, size_t columns, const ck_operand *x, float *acc) {             \
        __m512 total = _mm512_loadu_ps(acc);                                                                 \
        for (size_t i = 0; i < columns; i++, p += PANEL * (bytes)) {                                         \
            total = _mm512_fmadd_ps(load(p), _mm512_set1_ps(x->x[i]), total);                                \
        }                                                                                                    \
        _mm512_storeu_ps(acc, total);                                                                        \
    }
DOT_FLOAT(ck_dot_f32_avx512, _mm512_loadu_ps, 4)
DOT_FLOAT(ck_dot_f16_avx512, ck_half16, 2)
DOT_FLOAT(ck_dot_bf16_avx512, ck_bf16_16, 2)
#undef DOT_FLOAT

#endif
