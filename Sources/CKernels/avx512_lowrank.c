// AVX-512 VNNI: adding low-rank changes.
#include "avx512.h"
#include "lowrank.h"

#if defined(__x86_64__)

enum { TOKENS = 8 };

// `tokens` (1...8) tokens, all rows. A pair of columns of 16 rows is an operand of `vpdpwssd`, the other comes from
// memory.
AVX512_INLINE void add_tokens(const ck_lowrank_tile *tile, size_t token, const int tokens) {
    const size_t rank = tile->rank, stride = tile->stride;
    const float *inner = tile->inner + token * rank;
    const int8_t *panel = tile->panels;
    for (size_t row = 0; row < tile->rows; row += PANEL, panel += PANEL * sizeof(uint16_t)) {
        __m512i sum[TOKENS];
        for (int t = 0; t < tokens; t++) { sum[t] = _mm512_setzero_si512(); }
        for (size_t k = 0; k < rank; k += 2, panel += 2 * PANEL) {
            __m512i pairs = _mm512_cvtepi8_epi16(_mm256_loadu_si256((const void *)panel));
#pragma clang loop unroll(full)
            for (int t = 0; t < tokens; t++) {
                sum[t] = _mm512_dpwssd_epi32(sum[t], pairs, ck_quad16(inner + (size_t)t * rank + k / 2));
            }
        }
        const size_t left = tile->rows - row;
        __m512 scales = ck_bf16_16(panel);
        float *out = tile->out + token * stride + row;
        for (int t = 0; t < tokens; t++, out += stride) {
            __m512 scale = _mm512_mul_ps(scales, _mm512_set1_ps(ck_inner_scale(inner + (size_t)t * rank, rank)));
            // Products are rounded before they are added, as on every instruction set.
            __m512 change = _mm512_mul_ps(_mm512_cvtepi32_ps(sum[t]), scale);
            if (left >= PANEL) {
                _mm512_storeu_ps(out, _mm512_add_ps(_mm512_loadu_ps(out), change));
                continue;
            }
            float some[PANEL];
            _mm512_storeu_ps(some, change);
            for (size_t i = 0; i < left; i++) { out[i] += some[i]; }
        }
    }
}

AVX512_KERNEL void ck_add_lowrank_avx512(const ck_lowrank_tile *tile) {
    size_t token = 0;
    for (; token + TOKENS <= tile->tokens; token += TOKENS) { add_tokens(tile, token, TOKENS); }
    for (; token + 2 <= tile->tokens; token += 2) { add_tokens(tile, token, 2); }
    if (token < tile->tokens) { add_tokens(tile, token, 1); }
}

#endif
