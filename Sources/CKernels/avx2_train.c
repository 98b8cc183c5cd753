// AVX2: sums of products in 32-bit floats, bound by the two multiply-adds a cycle, and what feeds them.
#include "avx2.h"
#include "training.h"

#include <math.h>

#if defined(__x86_64__)

// Six rows and 16 columns keep twelve sums in registers; the loop needs eight loads for twelve products.
AVX2_INLINE void tile_rows(const float *x, size_t stride, size_t step, const float *panel, size_t depth, int n,
                           float scale, float *out, size_t out_stride) {
    __m256 low[6], high[6];
    const float *x0 = x, *x3 = x + (n > 3 ? 3 * stride : 0);
#pragma clang loop unroll(full)
    for (int r = 0; r < n; r++) { low[r] = high[r] = _mm256_setzero_ps(); }
#pragma clang loop unroll_count(2)
    for (size_t k = 0; k < depth; k++, x0 += step, x3 += step, panel += PANEL) {
        CK_HIDE(x0);
        CK_HIDE(x3);
        __m256 w0 = _mm256_loadu_ps(panel), w1 = _mm256_loadu_ps(panel + 8);
#pragma clang loop unroll(full)
        for (int r = 0; r < n; r++) {
            __m256 a = _mm256_broadcast_ss(r < 3 ? x0 + (size_t)r * stride : x3 + (size_t)(r - 3) * stride);
            low[r] = _mm256_fmadd_ps(w0, a, low[r]);
            high[r] = _mm256_fmadd_ps(w1, a, high[r]);
        }
    }
    __m256 s = _mm256_set1_ps(scale);
#pragma clang loop unroll(full)
    for (int r = 0; r < n; r++) {
        float *to = out + (size_t)r * out_stride;
        _mm256_storeu_ps(to, _mm256_fmadd_ps(s, low[r], _mm256_loadu_ps(to)));
        _mm256_storeu_ps(to + 8, _mm256_fmadd_ps(s, high[r], _mm256_loadu_ps(to + 8)));
    }
}

AVX2 void ck_fma_tile_avx2(const float *x, size_t stride, size_t step, const float *panel, size_t depth,
                           size_t rows, float scale, float *out, size_t out_stride) {
    size_t r = 0;
    for (; r + 6 <= rows; r += 6) {
        tile_rows(x + r * stride, stride, step, panel, depth, 6, scale, out + r * out_stride, out_stride);
    }
    x += r * stride;
    out += r * out_stride;
    switch (rows - r) {
    case 5: tile_rows(x, stride, step, panel, depth, 5, scale, out, out_stride); break;
    case 4: tile_rows(x, stride, step, panel, depth, 4, scale, out, out_stride); break;
    case 3: tile_rows(x, stride, step, panel, depth, 3, scale, out, out_stride); break;
    case 2: tile_rows(x, stride, step, panel, depth, 2, scale, out, out_stride); break;
    case 1: tile_rows(x, stride, step, panel, depth, 1, scale, out, out_stride); break;
    default: break;
    }
}

// Eight by eight at a time.
AVX2 void ck_turn_avx2(const float *x, size_t stride, size_t depth, float *panel) {
    size_t k = 0;
    for (; k + 8 <= depth; k += 8) {
        for (size_t half = 0; half < 2; half++) {
            const float *from = x + half * 8 * stride + k;
            __m256 r[8], t[8];
#pragma clang loop unroll(full)
            for (int i = 0; i < 8; i++) { r[i] = _mm256_loadu_ps(from + (size_t)i * stride); }
#pragma clang loop unroll(full)
            for (int i = 0; i < 8; i += 2) {
                t[i] = _mm256_unpacklo_ps(r[i], r[i + 1]);
                t[i + 1] = _mm256_unpackhi_ps(r[i], r[i + 1]);
            }
#pragma clang loop unroll(full)
            for (int i = 0; i < 8; i += 4) {
                r[i] = _mm256_shuffle_ps(t[i], t[i + 2], 0x44);
                r[i + 1] = _mm256_shuffle_ps(t[i], t[i + 2], 0xee);
                r[i + 2] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0x44);
                r[i + 3] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0xee);
            }
#pragma clang loop unroll(full)
            for (int i = 0; i < 4; i++) {
                float *to = panel + (k + (size_t)i) * PANEL + half * 8;
                _mm256_storeu_ps(to, _mm256_permute2f128_ps(r[i], r[i + 4], 0x20));
                _mm256_storeu_ps(to + 4 * PANEL, _mm256_permute2f128_ps(r[i], r[i + 4], 0x31));
            }
        }
    }
    for (; k < depth; k++) {
        for (size_t i = 0; i < PANEL; i++) { panel[k * PANEL + i] = x[i * stride + k]; }
    }
}

AVX2 void ck_silu_backward_avx2(float *gate, float *up, float *d_out, size_t n) {
    const __m256 one = _mm256_set1_ps(1);
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        __m256 g = _mm256_loadu_ps(gate + i), u = _mm256_loadu_ps(up + i), d = _mm256_loadu_ps(d_out + i);
        __m256 s = _mm256_div_ps(one, _mm256_add_ps(one, ck_exp8(_mm256_sub_ps(_mm256_setzero_ps(), g))));
        __m256 silu = _mm256_mul_ps(g, s);
        __m256 slope = _mm256_mul_ps(s, _mm256_fmadd_ps(g, _mm256_sub_ps(one, s), one));
        _mm256_storeu_ps(gate + i, _mm256_mul_ps(_mm256_mul_ps(d, u), slope));
        _mm256_storeu_ps(up + i, _mm256_mul_ps(d, silu));
        _mm256_storeu_ps(d_out + i, _mm256_mul_ps(silu, u));
    }
    ck_silu_backward_ref(gate + i, up + i, d_out + i, n - i);
}

#endif
