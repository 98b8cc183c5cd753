// AVX2: adding low-rank changes.
#include "avx2.h"
#include "lowrank.h"

#if defined(__x86_64__)

enum { AT_ONCE = 4 };

// One row of `ck_round_inner`: what is written lies before what is read next.
AVX2_INLINE void round_row(float *x, size_t rank) {
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
        _mm256_storeu_si256((__m256i *)(void *)(x + k / 2), packed);
    }
    x[rank / 2] = most / 127;
}

AVX2 void ck_round_inner_avx2(float *inner, size_t rank, size_t tokens) {
    for (size_t t = 0; t < tokens; t++) { round_row(inner + t * rank, rank); }
}

AVX2_INLINE __m256 bf16_8(const int8_t *p) {
    __m256i wide = _mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(const void *)p));
    return _mm256_castsi256_ps(_mm256_slli_epi32(wide, 16));
}

// out[0..<rows] += sums * scales * scale, rows at most 16.
AVX2_INLINE void add(float *out, __m256i low, __m256i high, const int8_t *scales, float scale, size_t rows) {
    __m256 s = _mm256_set1_ps(scale);
    __m256 a = _mm256_mul_ps(_mm256_cvtepi32_ps(low), _mm256_mul_ps(bf16_8(scales), s));
    __m256 b = _mm256_mul_ps(_mm256_cvtepi32_ps(high), _mm256_mul_ps(bf16_8(scales + 16), s));
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
AVX2_INLINE void add_tokens(const ck_lowrank_tile *tile, size_t token, const int tokens) {
    const float *inner = tile->inner + token * tile->rank;
    float *out = tile->out + token * tile->stride;
    const int8_t *panel = tile->panels;
    for (size_t row = 0; row < tile->rows; row += PANEL, panel += PANEL * sizeof(uint16_t)) {
        __m256i low[AT_ONCE], high[AT_ONCE];
        for (int t = 0; t < tokens; t++) { low[t] = high[t] = _mm256_setzero_si256(); }
        for (size_t k = 0; k < tile->rank; k += 2, panel += 2 * PANEL) {
            __m256i first = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(const void *)panel));
            __m256i second =
                _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(const void *)(panel + 16)));
            for (int t = 0; t < tokens; t++) {
                __m256i pair = _mm256_set1_epi32((int)ck_load32(inner + (size_t)t * tile->rank + k / 2));
                low[t] = _mm256_add_epi32(low[t], _mm256_madd_epi16(first, pair));
                high[t] = _mm256_add_epi32(high[t], _mm256_madd_epi16(second, pair));
            }
        }
        for (int t = 0; t < tokens; t++) {
            float scale = ck_inner_scale(inner + (size_t)t * tile->rank, tile->rank);
            add(out + (size_t)t * tile->stride + row, low[t], high[t], panel, scale, tile->rows - row);
        }
    }
}

AVX2 void ck_add_lowrank_avx2(const ck_lowrank_tile *tile) {
    for (size_t token = 0; token < tile->tokens; token += AT_ONCE) {
        switch (tile->tokens - token) {
        case 1: add_tokens(tile, token, 1); break;
        case 2: add_tokens(tile, token, 2); break;
        case 3: add_tokens(tile, token, 3); break;
        default: add_tokens(tile, token, 4);
        }
    }
}

#endif
