// AVX2: adding low-rank changes.
#include "avx2.h"
#include "lowrank.h"

#if defined(__x86_64__)

enum { MAX_RANK = 1024, AT_ONCE = 4 };

// Quantises the vector of one token to 16-bit numbers of 8 bits; returns their scale.
AVX2_INLINE float quantize(const float *x, size_t rank, int16_t *q) {
    const __m256 sign = _mm256_set1_ps(-0.0f);
    __m256 most8 = _mm256_setzero_ps();
    for (size_t k = 0; k < rank; k += 8) {
        most8 = _mm256_max_ps(most8, _mm256_andnot_ps(sign, _mm256_loadu_ps(x + k)));
    }
    float lanes[8], most = 0;
    _mm256_storeu_ps(lanes, most8);
    for (int i = 0; i < 8; i++) { most = lanes[i] > most ? lanes[i] : most; }
    __m256 inverse = _mm256_set1_ps(most > 0 ? 127 / most : 0);
    for (size_t k = 0; k < rank; k += 16) {
        __m256i low = _mm256_cvtps_epi32(_mm256_mul_ps(_mm256_loadu_ps(x + k), inverse));
        __m256i high = _mm256_cvtps_epi32(_mm256_mul_ps(_mm256_loadu_ps(x + k + 8), inverse));
        __m256i packed = _mm256_permute4x64_epi64(_mm256_packs_epi32(low, high), 0xd8);
        _mm256_storeu_si256((__m256i *)(void *)(q + k), packed);
    }
    return most / 127;
}

// out[0..<rows] += sums * scales * scale, rows at most 16.
AVX2_INLINE void add(float *out, __m256i low, __m256i high, const float *scales, float scale, size_t rows) {
    __m256 s = _mm256_set1_ps(scale);
    __m256 a = _mm256_mul_ps(_mm256_cvtepi32_ps(low), _mm256_mul_ps(_mm256_loadu_ps(scales), s));
    __m256 b = _mm256_mul_ps(_mm256_cvtepi32_ps(high), _mm256_mul_ps(_mm256_loadu_ps(scales + 8), s));
    if (rows >= PANEL) {
        _mm256_storeu_ps(out, _mm256_add_ps(_mm256_loadu_ps(out), a));
        _mm256_storeu_ps(out + 8, _mm256_add_ps(_mm256_loadu_ps(out + 8), b));
        return;
    }
    float change[PANEL];
    _mm256_storeu_ps(change, a);
    _mm256_storeu_ps(change + 8, b);
    for (size_t i = 0; i < rows; i++) { out[i] += change[i]; }
}

// `tokens` (1...4) tokens, all rows.
AVX2_INLINE void add_tokens(const ck_lowrank_tile *tile, const int16_t (*q)[MAX_RANK], const float *scale,
                            float *out, const int tokens) {
    for (size_t row = 0; row < tile->rows; row += PANEL) {
        const int8_t *panel = tile->panels + row * tile->rank;
        __m256i low[AT_ONCE], high[AT_ONCE];
        for (int t = 0; t < tokens; t++) { low[t] = high[t] = _mm256_setzero_si256(); }
        for (size_t k = 0; k < tile->rank; k += 2, panel += 2 * PANEL) {
            __m256i first = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(const void *)panel));
            __m256i second =
                _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(const void *)(panel + 16)));
            for (int t = 0; t < tokens; t++) {
                __m256i pair = _mm256_set1_epi32((int)ck_load32(q[t] + k));
                low[t] = _mm256_add_epi32(low[t], _mm256_madd_epi16(first, pair));
                high[t] = _mm256_add_epi32(high[t], _mm256_madd_epi16(second, pair));
            }
        }
        for (int t = 0; t < tokens; t++) {
            add(out + (size_t)t * tile->stride + row, low[t], high[t], tile->scales + row, scale[t],
                tile->rows - row);
        }
    }
}

AVX2 void ck_lowrank_tile_avx2(const ck_lowrank_tile *tile) {
    int16_t q[AT_ONCE][MAX_RANK];
    float scale[AT_ONCE];
    for (size_t token = 0; token < tile->tokens; token += AT_ONCE) {
        size_t tokens = tile->tokens - token < AT_ONCE ? tile->tokens - token : AT_ONCE;
        for (size_t t = 0; t < tokens; t++) {
            scale[t] = quantize(tile->inner + (token + t) * tile->rank, tile->rank, q[t]);
        }
        float *out = tile->out + token * tile->stride;
        switch (tokens) {
        case 1: add_tokens(tile, q, scale, out, 1); break;
        case 2: add_tokens(tile, q, scale, out, 2); break;
        case 3: add_tokens(tile, q, scale, out, 3); break;
        default: add_tokens(tile, q, scale, out, 4);
        }
    }
}

#endif
