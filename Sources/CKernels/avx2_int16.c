// AVX2: sums of products of training in 16-bit whole numbers, and the rounding to them.
#include "avx2.h"
#include "training.h"

#include <math.h>

#if defined(__x86_64__)

#define INT16_TARGET AVX2
#define INT16_INLINE AVX2_INLINE
#define INT16_TILE ck_int16_tile_avx2
#define INT16_ROWS int16_rows_avx2
// Sums, weights and what is on its way between them need all sixteen registers: left to itself the compiler keeps
// a sum in memory.
#define INT16_PAIR(q, w0, w1, s0, s1)                                                                        \
    do {                                                                                                     \
        __m256i a, product;                                                                                  \
        __asm__ volatile("vpbroadcastd %[from], %[a]\n\t"                                                    \
                         "vpmaddwd %[w0_], %[a], %[p]\n\t"                                                   \
                         "vpmaddwd %[w1_], %[a], %[a]\n\t"                                                   \
                         "vpaddd %[p], %[s0_], %[s0_]\n\t"                                                   \
                         "vpaddd %[a], %[s1_], %[s1_]"                                                       \
                         : [s0_] "+x"(s0), [s1_] "+x"(s1), [a] "=&x"(a), [p] "=&x"(product)                  \
                         : [w0_] "x"(w0), [w1_] "x"(w1), [from] "m"(*(const int16_t(*)[2])(q)));             \
    } while (0)
#include "int16_tile.h"

AVX2_INLINE __m256i magnitude(__m256 x) {
    return _mm256_and_si256(_mm256_castps_si256(x), _mm256_set1_epi32(0x7fffffff));
}

AVX2 float ck_round_row_avx2(const float *x, size_t n, int16_t *q) {
    // As whole numbers magnitudes have the same order, and those that are not finite are the largest.
    __m256i most8 = _mm256_setzero_si256();
    size_t i = 0;
    for (; i + 8 <= n; i += 8) { most8 = _mm256_max_epi32(magnitude(_mm256_loadu_ps(x + i)), most8); }
    uint32_t lanes[8], bits = 0;
    _mm256_storeu_si256((void *)lanes, most8);
    for (int j = 0; j < 8; j++) { bits = lanes[j] > bits ? lanes[j] : bits; }
    for (; i < n; i++) {
        uint32_t own = ck_float_bits(x[i]) & 0x7fffffff;
        bits = own > bits ? own : bits;
    }
    if (bits >= 0x7f800000) {
        memset(q, 0, (n + 15) / 16 * 16 * sizeof(int16_t));
        return NAN;
    }
    float most = ck_bits_float(bits), inverse = most > ROUND_LEAST ? (float)ROUND_ROW / most : 0;
    __m256 by = _mm256_set1_ps(inverse);
    for (i = 0; i + 16 <= n; i += 16) {
        __m256i a = _mm256_cvtps_epi32(_mm256_mul_ps(_mm256_loadu_ps(x + i), by));
        __m256i b = _mm256_cvtps_epi32(_mm256_mul_ps(_mm256_loadu_ps(x + i + 8), by));
        __m256i both = _mm256_permute4x64_epi64(_mm256_packs_epi32(a, b), 0xd8);
        _mm256_storeu_si256((void *)(q + i), both);
    }
    if (i < n) {
        memset(q + i, 0, 16 * sizeof(int16_t));
        for (; i < n; i++) { q[i] = (int16_t)ck_round(x[i] * inverse); }
    }
    return most / (float)ROUND_ROW;
}

// What a column is multiplied with; where nothing is large enough, zero.
AVX2_INLINE __m256 inverse(__m256 most) {
    __m256 enough = _mm256_cmp_ps(most, _mm256_set1_ps(ROUND_LEAST), _CMP_GT_OQ);
    return _mm256_and_ps(enough, _mm256_div_ps(_mm256_set1_ps(ROUND_PANEL), most));
}

// Numbers of one row in the lower and of the next in the upper halves of lanes.
AVX2_INLINE __m256i paired(__m256 first, __m256 second, __m256 by) {
    __m256i a = _mm256_cvtps_epi32(_mm256_mul_ps(first, by)), b = _mm256_cvtps_epi32(_mm256_mul_ps(second, by));
    return _mm256_blend_epi16(a, _mm256_slli_epi32(b, 16), 0xaa);
}

AVX2 void ck_round_panel_avx2(float *panel, size_t depth, float *scales) {
    const __m256 bits = _mm256_castsi256_ps(_mm256_set1_epi32(0x7fffffff));
    __m256 low = _mm256_setzero_ps(), high = low;
    for (size_t k = 0; k < depth; k++) {
        low = _mm256_max_ps(low, _mm256_and_ps(_mm256_loadu_ps(panel + k * PANEL), bits));
        high = _mm256_max_ps(high, _mm256_and_ps(_mm256_loadu_ps(panel + k * PANEL + 8), bits));
    }
    const __m256 limit = _mm256_set1_ps(ROUND_PANEL), by0 = inverse(low), by1 = inverse(high);
    _mm256_storeu_ps(scales, _mm256_div_ps(low, limit));
    _mm256_storeu_ps(scales + 8, _mm256_div_ps(high, limit));
    for (size_t k = 0; k < depth; k += 2) {
        const float *from = panel + k * PANEL;
        __m256 zero = _mm256_setzero_ps();
        __m256 a = _mm256_loadu_ps(from), b = _mm256_loadu_ps(from + 8);
        __m256 c = k + 1 < depth ? _mm256_loadu_ps(from + PANEL) : zero;
        __m256 d = k + 1 < depth ? _mm256_loadu_ps(from + PANEL + 8) : zero;
        _mm256_storeu_si256((void *)(panel + k / 2 * PANEL), paired(a, c, by0));
        _mm256_storeu_si256((void *)(panel + k / 2 * PANEL + 8), paired(b, d, by1));
    }
}

#endif
