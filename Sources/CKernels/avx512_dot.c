// AVX-512 VNNI: a packed panel times one token. Bound by how fast weights can be read.
//
// The dot-product instruction multiplies unsigned bytes by signed ones. Codes are unsigned; signed
// weights are taken as w + 128, and the activations' bias (-128 times their sum) sets that right.
#include "avx512.h"

#if defined(__x86_64__)

// How far ahead weights are fetched, in bytes: the hardware's own prefetch stops at each page of 4 KiB.
// Fetching beyond a matrix is harmless.
enum { AHEAD = 2048 };

AVX512_INLINE void fetch_ahead(const uint8_t *p, int bytes) {
    for (int i = 0; i < bytes; i += 64) { __builtin_prefetch(p + i + AHEAD, 0, 2); }
}

// Sums of a block for 16 rows from codes of 4 or 5 bits. High nibbles that are alone stay where they
// are, 16 times too large.
AVX512_INLINE __m512i code_sums(const uint8_t *p, int bits, const int8_t *q) {
    const __m512i low_bits = _mm512_set1_epi8(15), high_bits = _mm512_set1_epi8(-16);
    __m512i low = _mm512_setzero_si512(), high = low;
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) {
        __m512i w = ck_bytes64(p + 64 * i);
        __m512i w0 = bits == 4 ? _mm512_and_si512(w, low_bits) : ck_codes16(p, bits, i);
        __m512i w1 = bits == 4 ? _mm512_and_si512(w, high_bits) : ck_codes16(p, bits, i + 4);
        low = _mm512_dpbusd_epi32(low, w0, ck_quad16(q + 4 * i));
        high = _mm512_dpbusd_epi32(high, w1, ck_quad16(q + 16 + 4 * i));
    }
    return _mm512_add_epi32(low, bits == 4 ? _mm512_srai_epi32(high, 4) : high);
}

// Sums of 16 columns of signed bytes, or of T4's values.
AVX512_INLINE __m512i byte_sums(const uint8_t *p, bool table, int half, const int8_t *q, int32_t bias) {
    __m512i sum = _mm512_set1_epi32(bias);
#pragma clang loop unroll(full)
    for (int i = 4 * half; i < 4 * half + 4; i++) {
        __m512i w = table ? ck_looked_up16(p, i) : ck_biased(ck_bytes64(p + 64 * i));
        sum = _mm512_dpbusd_epi32(sum, w, ck_quad16(q + 4 * i));
    }
    return sum;
}

// Sums of 16 columns of codes of 2, 3 or 6 bits; of the latter less 32, by a quarter of the bias.
AVX512_INLINE __m512i half_sums(const uint8_t *p, int bits, int half, const int8_t *q, int32_t bias) {
    __m512i sum = _mm512_set1_epi32(bits == 6 ? bias / 4 : 0);
#pragma clang loop unroll(full)
    for (int i = 4 * half; i < 4 * half + 4; i++) {
        sum = _mm512_dpbusd_epi32(sum, ck_codes16(p, bits, i), ck_quad16(q + 4 * i));
    }
    return sum;
}

// Codes of 4 or 5 bits with halves for scales and offsets.
AVX512_INLINE void dot_n(const uint8_t *p, int bits, size_t columns, const ck_operand *x, float *acc) {
    const int codes = 64 * bits, bytes = codes + 64;
    __m512 total = _mm512_loadu_ps(acc);
    for (size_t b = 0; b < columns / BLOCK; b++, p += bytes) {
        fetch_ahead(p, bytes);
        __m512i sum = code_sums(p, bits, x->q + b * BLOCK);
        total = ck_scaled16(sum, ck_half16(p + codes), x->scale[b], total);
        total = _mm512_fmadd_ps(ck_half16(p + codes + 32), _mm512_set1_ps(x->sum[b]), total);
    }
    _mm512_storeu_ps(acc, total);
}

// Codes of 4 or 5 bits with integers for scales and minima.
AVX512_INLINE void dot_k(const uint8_t *p, int bits, size_t columns, const ck_operand *x, float *acc) {
    const int codes = 64 * bits, bytes = codes + 32;
    __m512 total = _mm512_loadu_ps(acc);
    for (size_t super = 0; super < columns / SUPER; super++) {
        __m512 d = ck_half16(p), m = ck_negated16(ck_half16(p + 32));
        p += 64;
        for (size_t b = super * 8; b < super * 8 + 8; b++, p += bytes) {
            fetch_ahead(p, bytes);
            __m512i sum = code_sums(p, bits, x->q + b * BLOCK);
            __m512 scale = _mm512_mul_ps(d, ck_unsigned16(p + codes));
            __m512 minimum = _mm512_mul_ps(m, ck_unsigned16(p + codes + 16));
            total = ck_scaled16(sum, scale, x->scale[b], total);
            total = _mm512_fmadd_ps(minimum, _mm512_set1_ps(x->sum[b]), total);
        }
    }
    _mm512_storeu_ps(acc, total);
}

// Signed bytes, or nibbles that stand for some.
AVX512_INLINE void dot_bytes(const uint8_t *p, bool table, size_t columns, const ck_operand *x, float *acc) {
    const int codes = table ? 256 : 512, bytes = codes + 32;
    __m512 total = _mm512_loadu_ps(acc);
    for (size_t b = 0; b < columns / BLOCK; b++, p += bytes) {
        fetch_ahead(p, bytes);
        __m512i first = byte_sums(p, table, 0, x->q + b * BLOCK, x->bias[2 * b]);
        __m512i second = byte_sums(p, table, 1, x->q + b * BLOCK, x->bias[2 * b + 1]);
        total = ck_scaled16(_mm512_add_epi32(first, second), ck_half16(p + codes), x->scale[b], total);
    }
    _mm512_storeu_ps(acc, total);
}

// Codes of 2, 3 or 6 bits, a scale for each 16 columns; those of 2 and 3 with minima.
AVX512_INLINE void dot_halves(const uint8_t *p, int bits, size_t columns, const ck_operand *x, float *acc) {
    const int codes = 64 * bits, bytes = codes + (bits == 6 ? 32 : 64);
    __m512 total = _mm512_loadu_ps(acc);
    for (size_t super = 0; super < columns / SUPER; super++) {
        __m512 d = ck_half16(p), m = d;
        if (bits != 6) { m = ck_negated16(ck_half16(p + 32)); }
        p += bits == 6 ? 32 : 64;
        for (size_t b = super * 8; b < super * 8 + 8; b++, p += bytes) {
            fetch_ahead(p, bytes);
#pragma clang loop unroll(full)
            for (int half = 0; half < 2; half++) {
                const uint8_t *scales = p + codes + 16 * half;
                int32_t bias = x->bias[2 * b + (size_t)half];
                __m512i sum = half_sums(p, bits, half, x->q + b * BLOCK, bias);
                total = ck_scaled16(sum, _mm512_mul_ps(d, ck_signed16(scales)), x->scale[b], total);
                if (bits == 6) { continue; }
                __m512 minimum = _mm512_mul_ps(m, ck_signed16(scales + 32));
                total = _mm512_fmadd_ps(minimum, ck_half_sum16(x->scale[b], bias), total);
            }
        }
    }
    _mm512_storeu_ps(acc, total);
}

// Floats are added up column by column, as everywhere: 16-bit products of the BF16 extension would
// round the activations too, or take three of them for the same result.
AVX512_INLINE __m512 float16(const uint8_t *p) { return _mm512_loadu_ps(p); }
#define FLOATS(load, size)                                                                                   \
    __m512 total = _mm512_loadu_ps(acc);                                                                     \
    for (size_t i = 0; i < columns; i++, p += PANEL * (size)) {                                              \
        total = _mm512_fmadd_ps(load(p), _mm512_set1_ps(x->x[i]), total);                                    \
    }                                                                                                        \
    _mm512_storeu_ps(acc, total)

CK_DOT_512(ck_dot_f32_avx512) { FLOATS(float16, 4); }
CK_DOT_512(ck_dot_f16_avx512) { FLOATS(ck_half16, 2); }
CK_DOT_512(ck_dot_bf16_avx512) { FLOATS(ck_bf16_16, 2); }
CK_DOT_512(ck_dot_n4_avx512) { dot_n(p, 4, columns, x, acc); }
CK_DOT_512(ck_dot_n5_avx512) { dot_n(p, 5, columns, x, acc); }
CK_DOT_512(ck_dot_k4_avx512) { dot_k(p, 4, columns, x, acc); }
CK_DOT_512(ck_dot_k5_avx512) { dot_k(p, 5, columns, x, acc); }
CK_DOT_512(ck_dot_b8_avx512) { dot_bytes(p, false, columns, x, acc); }
CK_DOT_512(ck_dot_t4_avx512) { dot_bytes(p, true, columns, x, acc); }
CK_DOT_512(ck_dot_k6_avx512) { dot_halves(p, 6, columns, x, acc); }
CK_DOT_512(ck_dot_h2_avx512) { dot_halves(p, 2, columns, x, acc); }
CK_DOT_512(ck_dot_h3_avx512) { dot_halves(p, 3, columns, x, acc); }

#endif
