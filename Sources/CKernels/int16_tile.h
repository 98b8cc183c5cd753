// Products of 16-bit numbers in 256-bit registers, for AVX2 and AVX-VNNI alike: included where INT16_TARGET,
// INT16_INLINE, INT16_TILE, INT16_ROWS and INT16_PAIR(q, w0, w1, s0, s1) are defined: the products of two numbers
// at q with two rows of 16 columns are added to sums of eight columns each.

// Six rows and 16 columns keep twelve sums in registers.
INT16_INLINE void INT16_ROWS(const int16_t *q, size_t stride, const int16_t *panel, size_t pairs, int n,
                             const float *row_scales, const float *column_scales, float *out,
                             size_t out_stride) {
    enum { STEPS = 4 };
    __m256i low[6], high[6];
    const int16_t *q0 = q, *q3 = q + (n > 3 ? 3 * stride : 0);
#pragma clang loop unroll(full)
    for (int r = 0; r < n; r++) { low[r] = high[r] = _mm256_setzero_si256(); }
#define INT16_STEP(d)                                                                                        \
    {                                                                                                        \
        __m256i w0 = _mm256_loadu_si256((const void *)(panel + 2 * PANEL * (d)));                            \
        __m256i w1 = _mm256_loadu_si256((const void *)(panel + 2 * PANEL * (d) + PANEL));                    \
        _Pragma("clang loop unroll(full)") for (int r = 0; r < n; r++) {                                     \
            INT16_PAIR((r < 3 ? q0 + (size_t)r * stride : q3 + (size_t)(r - 3) * stride) + 2 * (d), w0, w1,  \
                       low[r], high[r]);                                                                     \
        }                                                                                                    \
    }
    size_t k = 0;
    for (; k + STEPS <= pairs; k += STEPS) {
        CK_HIDE(q0);
        CK_HIDE(q3);
        INT16_STEP(0)
        INT16_STEP(1)
        INT16_STEP(2)
        INT16_STEP(3)
        q0 += 2 * STEPS;
        q3 += 2 * STEPS;
        panel += 2 * STEPS * PANEL;
    }
    for (; k < pairs; k++) {
        INT16_STEP(0)
        q0 += 2;
        q3 += 2;
        panel += 2 * PANEL;
    }
#undef INT16_STEP
    __m256 s0 = _mm256_loadu_ps(column_scales), s1 = _mm256_loadu_ps(column_scales + 8);
#pragma clang loop unroll(full)
    for (int r = 0; r < n; r++) {
        float *to = out + (size_t)r * out_stride;
        __m256 s = _mm256_broadcast_ss(row_scales + r);
        __m256 x0 = _mm256_cvtepi32_ps(low[r]), x1 = _mm256_cvtepi32_ps(high[r]);
        _mm256_storeu_ps(to, _mm256_fmadd_ps(x0, _mm256_mul_ps(s, s0), _mm256_loadu_ps(to)));
        _mm256_storeu_ps(to + 8, _mm256_fmadd_ps(x1, _mm256_mul_ps(s, s1), _mm256_loadu_ps(to + 8)));
    }
}

INT16_TARGET void INT16_TILE(const int16_t *q, size_t stride, const int16_t *panel, size_t pairs, size_t rows,
                             const float *row_scales, const float *column_scales, float *out,
                             size_t out_stride) {
    for (size_t r = 0; r < rows; r += 6) {
        const int16_t *from = q + r * stride;
        const float *scales = row_scales + r;
        float *to = out + r * out_stride;
#define INT16_CASE(n) INT16_ROWS(from, stride, panel, pairs, n, scales, column_scales, to, out_stride)
        switch (rows - r) {
        case 1: INT16_CASE(1); break;
        case 2: INT16_CASE(2); break;
        case 3: INT16_CASE(3); break;
        case 4: INT16_CASE(4); break;
        case 5: INT16_CASE(5); break;
        default: INT16_CASE(6); break;
        }
#undef INT16_CASE
    }
}
#undef INT16_TARGET
#undef INT16_INLINE
#undef INT16_TILE
#undef INT16_ROWS
#undef INT16_PAIR
