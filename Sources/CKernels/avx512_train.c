// AVX-512: sums of products in 32-bit floats.
#include "avx512.h"
#include "training.h"

#if defined(__x86_64__)

// Twelve rows of one register each; an operand of a product can be one float for all lanes, so that a step
// costs thirteen loads for twelve products.
AVX512_INLINE void tile_rows_512(const float *x, size_t stride, size_t step, const float *panel, size_t depth, int n,
                                 float scale, float *out, size_t out_stride) {
    __m512 sums[12];
    const float *from[4]; // each of three rows
#pragma clang loop unroll(full)
    for (int r = 0; r < n; r++) { sums[r] = _mm512_setzero_ps(); }
#pragma clang loop unroll(full)
    for (int p = 0; p < 4; p++) { from[p] = x + (size_t)(3 * p < n ? 3 * p : 0) * stride; }
    for (size_t k = 0; k < depth; k++, panel += PANEL) {
        __m512 w = _mm512_loadu_ps(panel);
#pragma clang loop unroll(full)
        for (int r = 0; r < n; r++) {
            sums[r] = _mm512_fmadd_ps(w, _mm512_set1_ps(from[r / 3][(size_t)(r % 3) * stride]), sums[r]);
        }
#pragma clang loop unroll(full)
        for (int p = 0; 3 * p < n; p++) {
            from[p] += step;
            CK_HIDE(from[p]);
        }
    }
    __m512 s = _mm512_set1_ps(scale);
#pragma clang loop unroll(full)
    for (int r = 0; r < n; r++) {
        float *to = out + (size_t)r * out_stride;
        _mm512_storeu_ps(to, _mm512_fmadd_ps(s, sums[r], _mm512_loadu_ps(to)));
    }
}

AVX512_KERNEL void ck_fma_tile_avx512(const float *x, size_t stride, size_t step, const float *panel, size_t depth,
                                      size_t rows, float scale, float *out, size_t out_stride) {
    size_t r = 0;
#define ROWS(n)                                                                                              \
    for (; r + (n) <= rows; r += (n)) {                                                                      \
        tile_rows_512(x + r * stride, stride, step, panel, depth, n, scale, out + r * out_stride, out_stride); \
    }
    ROWS(12)
    ROWS(6)
    ROWS(2)
    ROWS(1)
#undef ROWS
}

// The same of 16-bit numbers, whose pairs are added up at once.
AVX512_INLINE void int16_rows_512(const int16_t *q, size_t stride, const int16_t *panel, size_t pairs, int n,
                                  const float *row_scales, const float *column_scales, float *out,
                                  size_t out_stride) {
    __m512i sums[12];
    const int16_t *from[4]; // each of three rows
#pragma clang loop unroll(full)
    for (int r = 0; r < n; r++) { sums[r] = _mm512_setzero_si512(); }
#pragma clang loop unroll(full)
    for (int p = 0; p < 4; p++) { from[p] = q + (size_t)(3 * p < n ? 3 * p : 0) * stride; }
    for (size_t k = 0; k < pairs; k++, panel += 2 * PANEL) {
        __m512i w = _mm512_loadu_si512((const void *)panel);
#pragma clang loop unroll(full)
        for (int r = 0; r < n; r++) {
            uint32_t pair = ck_load32(from[r / 3] + (size_t)(r % 3) * stride);
            sums[r] = _mm512_dpwssd_epi32(sums[r], w, _mm512_set1_epi32((int)pair));
        }
#pragma clang loop unroll(full)
        for (int p = 0; 3 * p < n; p++) {
            from[p] += 2;
            CK_HIDE(from[p]);
        }
    }
    __m512 s = _mm512_loadu_ps(column_scales);
#pragma clang loop unroll(full)
    for (int r = 0; r < n; r++) {
        float *to = out + (size_t)r * out_stride;
        __m512 scale = _mm512_mul_ps(_mm512_set1_ps(row_scales[r]), s);
        _mm512_storeu_ps(to, _mm512_fmadd_ps(_mm512_cvtepi32_ps(sums[r]), scale, _mm512_loadu_ps(to)));
    }
}

AVX512_KERNEL void ck_int16_tile_avx512(const int16_t *q, size_t stride, const int16_t *panel, size_t pairs,
                                        size_t rows, const float *row_scales, const float *column_scales, float *out, size_t out_stride) {
    size_t r = 0;
#define ROWS(n)                                                                                              \
    for (; r + (n) <= rows; r += (n)) {                                                                      \
        int16_rows_512(q + r * stride, stride, panel, pairs, n, row_scales + r, column_scales, \
                       out + r * out_stride, out_stride);                                                    \
    }
    ROWS(12)
    ROWS(6)
    ROWS(2)
    ROWS(1)
#undef ROWS
}

#endif
