// AVX2: a packed panel times one token. Bound by how fast weights can be read.
#include "avx2.h"

#if defined(__x86_64__)

// How far ahead weights are fetched, in bytes: the hardware's own prefetch stops at each page of 4 KiB.
// Fetching beyond a matrix is harmless.
enum { AHEAD = 512 };

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

AVX2_INLINE void load_sums(const float *acc, size_t spread, const int count, __m256 *low, __m256 *high) {
    for (int i = 0; i < count; i++) {
        low[i] = _mm256_loadu_ps(acc + (size_t)i * spread);
        high[i] = _mm256_loadu_ps(acc + (size_t)i * spread + 8);
    }
}
AVX2_INLINE void store_sums(float *acc, size_t spread, const int count, const __m256 *low, const __m256 *high) {
    for (int i = 0; i < count; i++) {
        _mm256_storeu_ps(acc + (size_t)i * spread, low[i]);
        _mm256_storeu_ps(acc + (size_t)i * spread + 8, high[i]);
    }
}

// A function for one panel, and one for a run of them: each is a stream of its own, and memory gives four
// streams half as much again as one.
#define DOTS(name, body, variant)                                                                            \
    AVX2 void ck_dot_##name##_avx2(const uint8_t *p, size_t columns, const ck_operand *x, float *acc) {      \
        body(p, 0, 1, variant, columns, x, acc, 0);                                                             \
    }                                                                                                        \
    AVX2 void ck_dots_##name##_avx2(const uint8_t *p, size_t panel, int count, size_t columns,               \
                                    const ck_operand *x, float *acc, size_t spread) {                        \
        switch (count) {                                                                                     \
        case 2: body(p, panel, 2, variant, columns, x, acc, spread); break;                                          \
        case 3: body(p, panel, 3, variant, columns, x, acc, spread); break;                                          \
        default: body(p, panel, CK_STREAMS, variant, columns, x, acc, spread);                                           \
        }                                                                                                    \
    }

AVX2_INLINE __m256 scaled(__m256i sum, __m256 weight, __m256 x, __m256 acc) {
    return _mm256_fmadd_ps(_mm256_cvtepi32_ps(sum), _mm256_mul_ps(weight, x), acc);
}

// Codes of 4 or 5 bits with halves for scales and offsets, of `count` panels.
AVX2_INLINE void dot_n(const uint8_t *p, size_t panel, const int count, int bits, size_t columns,
                       const ck_operand *x, float *acc, size_t spread) {
    const int codes = 64 * bits, bytes = codes + 64;
    __m256 low[CK_STREAMS], high[CK_STREAMS];
    load_sums(acc, spread, count, low, high);
    for (size_t b = 0; b < columns / BLOCK; b++, p += bytes) {
        __m256 scale = _mm256_broadcast_ss(x->scale + b), sum = _mm256_broadcast_ss(x->sum + b);
#pragma clang loop unroll(full)
        for (int i = 0; i < count; i++) {
            const uint8_t *w = p + (size_t)i * panel;
            __m256i s0, s1;
            fetch_ahead(w, bytes);
            code_sums(w, bits, x->q + b * BLOCK, &s0, &s1);
            w += codes;
            low[i] = _mm256_fmadd_ps(ck_half8(w + 32), sum, scaled(s0, ck_half8(w), scale, low[i]));
            high[i] = _mm256_fmadd_ps(ck_half8(w + 48), sum, scaled(s1, ck_half8(w + 16), scale, high[i]));
        }
    }
    store_sums(acc, spread, count, low, high);
}

DOTS(n4, dot_n, 4)
DOTS(n5, dot_n, 5)

// Codes of 4 or 5 bits with integers for scales and minima, of `count` panels.
AVX2_INLINE void dot_k(const uint8_t *p, size_t panel, const int count, int bits, size_t columns,
                       const ck_operand *x, float *acc, size_t spread) {
    const __m256 minus = _mm256_set1_ps(-0.0f);
    const int codes = 64 * bits;
    __m256 low[CK_STREAMS], high[CK_STREAMS];
    load_sums(acc, spread, count, low, high);
    for (size_t super = 0; super < columns / SUPER; super++) {
        const uint8_t *head = p;
        p += 64;
        for (size_t b = super * 8; b < super * 8 + 8; b++, p += codes + 32) {
            __m256 scale = _mm256_broadcast_ss(x->scale + b), sum = _mm256_broadcast_ss(x->sum + b);
#pragma clang loop unroll(full)
            for (int i = 0; i < count; i++) {
                const uint8_t *w = p + (size_t)i * panel, *h = head + (size_t)i * panel, *scales = w + codes;
                __m256i s0, s1;
                fetch_ahead(w, codes + 32);
                code_sums(w, bits, x->q + b * BLOCK, &s0, &s1);
                low[i] = scaled(s0, _mm256_mul_ps(ck_half8(h), ck_from_u8(scales)), scale, low[i]);
                high[i] = scaled(s1, _mm256_mul_ps(ck_half8(h + 16), ck_from_u8(scales + 8)), scale, high[i]);
                __m256 m0 = _mm256_xor_ps(ck_half8(h + 32), minus), m1 = _mm256_xor_ps(ck_half8(h + 48), minus);
                low[i] = _mm256_fmadd_ps(_mm256_mul_ps(m0, ck_from_u8(scales + 16)), sum, low[i]);
                high[i] = _mm256_fmadd_ps(_mm256_mul_ps(m1, ck_from_u8(scales + 24)), sum, high[i]);
            }
        }
    }
    store_sums(acc, spread, count, low, high);
}

DOTS(k4, dot_k, 4)
DOTS(k5, dot_k, 5)

// Signed bytes, or nibbles that stand for some, of `count` panels.
AVX2_INLINE void dot_bytes(const uint8_t *p, size_t panel, const int count, bool table, size_t columns,
                           const ck_operand *x, float *acc, size_t spread) {
    const int codes = table ? 256 : 512, bytes = codes + 32;
    __m256 low[CK_STREAMS], high[CK_STREAMS];
    load_sums(acc, spread, count, low, high);
    for (size_t b = 0; b < columns / BLOCK; b++, p += bytes) {
        __m256 scale = _mm256_broadcast_ss(x->scale + b);
#pragma clang loop unroll(full)
        for (int i = 0; i < count; i++) {
            const uint8_t *w = p + (size_t)i * panel;
            __m256i s0, s1;
            fetch_ahead(w, bytes);
            byte_sums(w, x->q + b * BLOCK, table, &s0, &s1);
            low[i] = scaled(s0, ck_half8(w + codes), scale, low[i]);
            high[i] = scaled(s1, ck_half8(w + codes + 16), scale, high[i]);
        }
    }
    store_sums(acc, spread, count, low, high);
}

DOTS(b8, dot_bytes, false)
DOTS(t4, dot_bytes, true)

// Codes of 2, 3 or 6 bits, a scale for each 16 columns; those of 2 and 3 with minima; of `count` panels.
AVX2_INLINE void dot_halves(const uint8_t *p, size_t panel, const int count, int bits, size_t columns,
                            const ck_operand *x, float *acc, size_t spread) {
    const __m256 minus = _mm256_set1_ps(-0.0f);
    const int codes = 64 * bits, bytes = codes + (bits == 6 ? 32 : 64);
    __m256 low[CK_STREAMS], high[CK_STREAMS];
    load_sums(acc, spread, count, low, high);
    for (size_t super = 0; super < columns / SUPER; super++) {
        const uint8_t *head = p;
        p += bits == 6 ? 32 : 64;
        for (size_t b = super * 8; b < super * 8 + 8; b++, p += bytes) {
            __m256 scale = _mm256_broadcast_ss(x->scale + b);
            float sums[2] = {0, 0};
            if (bits != 6) { ck_half_sums(x->q + b * BLOCK, &sums[0], &sums[1]); }
            for (int i = 0; i < count; i++) {
                const uint8_t *w = p + (size_t)i * panel, *h = head + (size_t)i * panel;
                __m256 d0 = ck_half8(h), d1 = ck_half8(h + 16);
                fetch_ahead(w, bytes);
#pragma clang loop unroll(full)
                for (int half = 0; half < 2; half++) {
                    const uint8_t *scales = w + codes + 16 * half;
                    __m256i s0, s1;
                    half_sums(w, bits, half, x->q + b * BLOCK, &s0, &s1);
                    low[i] = scaled(s0, _mm256_mul_ps(d0, ck_from_i8(scales)), scale, low[i]);
                    high[i] = scaled(s1, _mm256_mul_ps(d1, ck_from_i8(scales + 8)), scale, high[i]);
                    if (bits == 6) { continue; }
                    __m256 sum = _mm256_mul_ps(scale, _mm256_set1_ps(sums[half]));
                    __m256 m0 = _mm256_xor_ps(ck_half8(h + 32), minus), m1 = _mm256_xor_ps(ck_half8(h + 48), minus);
                    low[i] = _mm256_fmadd_ps(_mm256_mul_ps(m0, ck_from_i8(scales + 32)), sum, low[i]);
                    high[i] = _mm256_fmadd_ps(_mm256_mul_ps(m1, ck_from_i8(scales + 40)), sum, high[i]);
                }
            }
        }
    }
    store_sums(acc, spread, count, low, high);
}

DOTS(k6, dot_halves, 6)
AVX2 void ck_dot_h2_avx2(const uint8_t *p, size_t columns, const ck_operand *x, float *acc) {
    dot_halves(p, 0, 1, 2, columns, x, acc, 0);
}
AVX2 void ck_dot_h3_avx2(const uint8_t *p, size_t columns, const ck_operand *x, float *acc) {
    dot_halves(p, 0, 1, 3, columns, x, acc, 0);
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
