// AVX2: a packed panel times one token. Bound by how fast weights can be read.
#include "avx2.h"

#if defined(__x86_64__)

// How far ahead weights are fetched, in bytes: panels lie one after the other, and the hardware's own
// prefetch stops at each page of 4 KiB. Fetching beyond a matrix is harmless.
enum { AHEAD = 2048 };

AVX2_INLINE void fetch_ahead(const uint8_t *p, int bytes) {
    for (int i = 0; i < bytes; i += 64) { __builtin_prefetch(p + i + AHEAD); }
}

// Sums of a block for rows 0-7 and 8-15 from codes of 4 or 5 bits. A product pair is at most 2·15·127
// or 2·31·127, so eight or four of them fit 16 bits.
AVX2_INLINE void code_sums(const uint8_t *p, int bits, const int8_t *q, __m256i *low, __m256i *high) {
    const __m256i ones = _mm256_set1_epi16(1);
    *low = *high = _mm256_setzero_si256();
#pragma clang loop unroll(full)
    for (int part = 0; part < 2; part++) {
        __m256i s0 = _mm256_setzero_si256(), s1 = s0;
#pragma clang loop unroll(full)
        for (int i = bits == 4 ? 0 : 2 * part; i < (bits == 4 ? 4 : 2 * part + 2); i++) {
            __m256i a = ck_quad(q + 4 * i), b = ck_quad(q + 16 + 4 * i);
            s0 = _mm256_add_epi16(s0, _mm256_maddubs_epi16(ck_codes(p, bits, i, 0), a));
            s1 = _mm256_add_epi16(s1, _mm256_maddubs_epi16(ck_codes(p, bits, i, 1), a));
            s0 = _mm256_add_epi16(s0, _mm256_maddubs_epi16(ck_codes(p, bits, i + 4, 0), b));
            s1 = _mm256_add_epi16(s1, _mm256_maddubs_epi16(ck_codes(p, bits, i + 4, 1), b));
        }
        *low = _mm256_add_epi32(*low, _mm256_madd_epi16(s0, ones));
        *high = _mm256_add_epi32(*high, _mm256_madd_epi16(s1, ones));
        if (bits == 4) { return; }
    }
}

// Sums from signed bytes, or T4's values: |w| times a with w's sign. A pair is at most 2·128·127: it
// fits 16 bits but a second one would not.
AVX2_INLINE void byte_sums(const uint8_t *p, const int8_t *q, bool table, __m256i *low, __m256i *high) {
    const __m256i ones = _mm256_set1_epi16(1);
    __m256i s0 = _mm256_setzero_si256(), s1 = s0;
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) {
        __m256i a = ck_quad(q + 4 * i);
        __m256i w0 = table ? ck_looked_up(ck_codes(p, 4, i, 0)) : ck_bytes32(p + 64 * i);
        __m256i w1 = table ? ck_looked_up(ck_codes(p, 4, i, 1)) : ck_bytes32(p + 64 * i + 32);
        __m256i d0 = _mm256_maddubs_epi16(_mm256_abs_epi8(w0), _mm256_sign_epi8(a, w0));
        __m256i d1 = _mm256_maddubs_epi16(_mm256_abs_epi8(w1), _mm256_sign_epi8(a, w1));
        s0 = _mm256_add_epi32(s0, _mm256_madd_epi16(d0, ones));
        s1 = _mm256_add_epi32(s1, _mm256_madd_epi16(d1, ones));
    }
    *low = s0;
    *high = s1;
}

// Sums of 16 columns from codes of 2, 3 or 6 bits; of the latter less 32, so that four pairs of at
// most 2·32·127 fit 16 bits.
AVX2_INLINE void half_sums(const uint8_t *p, int bits, int half, const int8_t *q, __m256i *low,
                           __m256i *high) {
    const __m256i ones = _mm256_set1_epi16(1), less = _mm256_set1_epi8(32);
    __m256i s0 = _mm256_setzero_si256(), s1 = s0;
#pragma clang loop unroll(full)
    for (int i = 4 * half; i < 4 * half + 4; i++) {
        __m256i a0 = ck_quad(q + 4 * i), a1 = a0;
        __m256i w0 = ck_codes(p, bits, i, 0), w1 = ck_codes(p, bits, i, 1);
        if (bits == 6) {
            w0 = _mm256_sub_epi8(w0, less);
            w1 = _mm256_sub_epi8(w1, less);
            a0 = _mm256_sign_epi8(a0, w0);
            a1 = _mm256_sign_epi8(a1, w1);
            w0 = _mm256_abs_epi8(w0);
            w1 = _mm256_abs_epi8(w1);
        }
        s0 = _mm256_add_epi16(s0, _mm256_maddubs_epi16(w0, a0));
        s1 = _mm256_add_epi16(s1, _mm256_maddubs_epi16(w1, a1));
    }
    *low = _mm256_madd_epi16(s0, ones);
    *high = _mm256_madd_epi16(s1, ones);
}

AVX2_INLINE __m256 scaled(__m256i sum, __m256 weight, __m256 x, __m256 acc) {
    return _mm256_fmadd_ps(_mm256_cvtepi32_ps(sum), _mm256_mul_ps(weight, x), acc);
}

// Codes of 4 or 5 bits with halves for scales and offsets.
AVX2_INLINE void dot_n(const uint8_t *p, int bits, size_t columns, const ck_operand *x, float *acc) {
    const int codes = 64 * bits, bytes = codes + 64;
    __m256 low = _mm256_loadu_ps(acc), high = _mm256_loadu_ps(acc + 8);
    for (size_t b = 0; b < columns / BLOCK; b++, p += bytes) {
        __m256i s0, s1;
        fetch_ahead(p, bytes);
        code_sums(p, bits, x->q + b * BLOCK, &s0, &s1);
        __m256 scale = _mm256_broadcast_ss(x->scale + b), sum = _mm256_broadcast_ss(x->sum + b);
        low = _mm256_fmadd_ps(ck_half8(p + codes + 32), sum, scaled(s0, ck_half8(p + codes), scale, low));
        high =
            _mm256_fmadd_ps(ck_half8(p + codes + 48), sum, scaled(s1, ck_half8(p + codes + 16), scale, high));
    }
    _mm256_storeu_ps(acc, low);
    _mm256_storeu_ps(acc + 8, high);
}

AVX2 void ck_dot_n4_avx2(const uint8_t *p, size_t columns, const ck_operand *x, float *acc) {
    dot_n(p, 4, columns, x, acc);
}
AVX2 void ck_dot_n5_avx2(const uint8_t *p, size_t columns, const ck_operand *x, float *acc) {
    dot_n(p, 5, columns, x, acc);
}

// Codes of 4 or 5 bits with integers for scales and minima.
AVX2_INLINE void dot_k(const uint8_t *p, int bits, size_t columns, const ck_operand *x, float *acc) {
    const __m256 minus = _mm256_set1_ps(-0.0f);
    const int codes = 64 * bits;
    __m256 low = _mm256_loadu_ps(acc), high = _mm256_loadu_ps(acc + 8);
    for (size_t super = 0; super < columns / SUPER; super++) {
        __m256 d0 = ck_half8(p), d1 = ck_half8(p + 16);
        __m256 m0 = _mm256_xor_ps(ck_half8(p + 32), minus), m1 = _mm256_xor_ps(ck_half8(p + 48), minus);
        p += 64;
        for (size_t b = super * 8; b < super * 8 + 8; b++, p += codes + 32) {
            __m256i s0, s1;
            fetch_ahead(p, codes + 32);
            code_sums(p, bits, x->q + b * BLOCK, &s0, &s1);
            const uint8_t *scales = p + codes;
            __m256 scale = _mm256_broadcast_ss(x->scale + b), sum = _mm256_broadcast_ss(x->sum + b);
            low = scaled(s0, _mm256_mul_ps(d0, ck_from_u8(scales)), scale, low);
            high = scaled(s1, _mm256_mul_ps(d1, ck_from_u8(scales + 8)), scale, high);
            low = _mm256_fmadd_ps(_mm256_mul_ps(m0, ck_from_u8(scales + 16)), sum, low);
            high = _mm256_fmadd_ps(_mm256_mul_ps(m1, ck_from_u8(scales + 24)), sum, high);
        }
    }
    _mm256_storeu_ps(acc, low);
    _mm256_storeu_ps(acc + 8, high);
}

AVX2 void ck_dot_k4_avx2(const uint8_t *p, size_t columns, const ck_operand *x, float *acc) {
    dot_k(p, 4, columns, x, acc);
}
AVX2 void ck_dot_k5_avx2(const uint8_t *p, size_t columns, const ck_operand *x, float *acc) {
    dot_k(p, 5, columns, x, acc);
}

// Signed bytes, or nibbles that stand for some.
AVX2_INLINE void dot_bytes(const uint8_t *p, bool table, size_t columns, const ck_operand *x, float *acc) {
    const int codes = table ? 256 : 512, bytes = codes + 32;
    __m256 low = _mm256_loadu_ps(acc), high = _mm256_loadu_ps(acc + 8);
    for (size_t b = 0; b < columns / BLOCK; b++, p += bytes) {
        __m256i s0, s1;
        fetch_ahead(p, bytes);
        byte_sums(p, x->q + b * BLOCK, table, &s0, &s1);
        __m256 scale = _mm256_broadcast_ss(x->scale + b);
        low = scaled(s0, ck_half8(p + codes), scale, low);
        high = scaled(s1, ck_half8(p + codes + 16), scale, high);
    }
    _mm256_storeu_ps(acc, low);
    _mm256_storeu_ps(acc + 8, high);
}

AVX2 void ck_dot_b8_avx2(const uint8_t *p, size_t columns, const ck_operand *x, float *acc) {
    dot_bytes(p, false, columns, x, acc);
}
AVX2 void ck_dot_t4_avx2(const uint8_t *p, size_t columns, const ck_operand *x, float *acc) {
    dot_bytes(p, true, columns, x, acc);
}

// Codes of 2, 3 or 6 bits, a scale for each 16 columns; those of 2 and 3 with minima.
AVX2_INLINE void dot_halves(const uint8_t *p, int bits, size_t columns, const ck_operand *x, float *acc) {
    const __m256 minus = _mm256_set1_ps(-0.0f);
    const int codes = 64 * bits, bytes = codes + (bits == 6 ? 32 : 64);
    __m256 low = _mm256_loadu_ps(acc), high = _mm256_loadu_ps(acc + 8);
    for (size_t super = 0; super < columns / SUPER; super++) {
        __m256 d0 = ck_half8(p), d1 = ck_half8(p + 16), m0 = minus, m1 = minus;
        if (bits != 6) {
            m0 = _mm256_xor_ps(ck_half8(p + 32), minus);
            m1 = _mm256_xor_ps(ck_half8(p + 48), minus);
        }
        p += bits == 6 ? 32 : 64;
        for (size_t b = super * 8; b < super * 8 + 8; b++, p += bytes) {
            __m256 scale = _mm256_broadcast_ss(x->scale + b);
            float sums[2] = {0, 0};
            fetch_ahead(p, bytes);
            if (bits != 6) { ck_half_sums(x->q + b * BLOCK, &sums[0], &sums[1]); }
#pragma clang loop unroll(full)
            for (int half = 0; half < 2; half++) {
                const uint8_t *scales = p + codes + 16 * half;
                __m256i s0, s1;
                half_sums(p, bits, half, x->q + b * BLOCK, &s0, &s1);
                low = scaled(s0, _mm256_mul_ps(d0, ck_from_i8(scales)), scale, low);
                high = scaled(s1, _mm256_mul_ps(d1, ck_from_i8(scales + 8)), scale, high);
                if (bits == 6) { continue; }
                __m256 sum = _mm256_mul_ps(scale, _mm256_set1_ps(sums[half]));
                low = _mm256_fmadd_ps(_mm256_mul_ps(m0, ck_from_i8(scales + 32)), sum, low);
                high = _mm256_fmadd_ps(_mm256_mul_ps(m1, ck_from_i8(scales + 40)), sum, high);
            }
        }
    }
    _mm256_storeu_ps(acc, low);
    _mm256_storeu_ps(acc + 8, high);
}

AVX2 void ck_dot_k6_avx2(const uint8_t *p, size_t columns, const ck_operand *x, float *acc) {
    dot_halves(p, 6, columns, x, acc);
}
AVX2 void ck_dot_h2_avx2(const uint8_t *p, size_t columns, const ck_operand *x, float *acc) {
    dot_halves(p, 2, columns, x, acc);
}
AVX2 void ck_dot_h3_avx2(const uint8_t *p, size_t columns, const ck_operand *x, float *acc) {
    dot_halves(p, 3, columns, x, acc);
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
