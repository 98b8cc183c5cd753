// AVX2: quantisation of activations, norms and exponentials.
#include "avx2.h"

#if defined(__x86_64__)

#include <math.h>

// The largest lane of each of eight vectors.
AVX2_INLINE __m256 largest(const __m256 *v) {
    __m256 pair[4], four[2];
    for (int i = 0; i < 4; i++) {
        pair[i] = _mm256_max_ps(_mm256_unpacklo_ps(v[2 * i], v[2 * i + 1]),
                                _mm256_unpackhi_ps(v[2 * i], v[2 * i + 1]));
    }
    for (int i = 0; i < 2; i++) {
        __m256d a = _mm256_castps_pd(pair[2 * i]), b = _mm256_castps_pd(pair[2 * i + 1]);
        four[i] = _mm256_max_ps(_mm256_castpd_ps(_mm256_unpacklo_pd(a, b)),
                                _mm256_castpd_ps(_mm256_unpackhi_pd(a, b)));
    }
    return _mm256_max_ps(_mm256_permute2f128_ps(four[0], four[1], 0x20),
                         _mm256_permute2f128_ps(four[0], four[1], 0x31));
}

// The sum of the lanes of each of eight vectors.
AVX2_INLINE __m256i sums(const __m256i *v) {
    __m256i four[2];
    for (int i = 0; i < 2; i++) {
        four[i] = _mm256_hadd_epi32(_mm256_hadd_epi32(v[4 * i], v[4 * i + 1]),
                                    _mm256_hadd_epi32(v[4 * i + 2], v[4 * i + 3]));
    }
    return _mm256_add_epi32(_mm256_permute2x128_si256(four[0], four[1], 0x20),
                            _mm256_permute2x128_si256(four[0], four[1], 0x31));
}

// Quantises a block and returns its bytes summed up, eight numbers to be added.
AVX2_INLINE __m256i quantize_block(const float *x, __m256 inverse, int8_t *q) {
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    __m256i v[4];
    for (int j = 0; j < 4; j++) {
        v[j] = _mm256_cvtps_epi32(_mm256_mul_ps(_mm256_loadu_ps(x + 8 * j), inverse));
    }
    __m256i packed = _mm256_packs_epi16(_mm256_packs_epi32(v[0], v[1]), _mm256_packs_epi32(v[2], v[3]));
    _mm256_storeu_si256((__m256i *)(void *)q, _mm256_permutevar8x32_epi32(packed, order));
    return _mm256_add_epi32(_mm256_add_epi32(v[0], v[1]), _mm256_add_epi32(v[2], v[3]));
}

AVX2_INLINE __m256 block_magnitude(const float *x) {
    const __m256 magnitude = _mm256_castsi256_ps(_mm256_set1_epi32(0x7fffffff));
    __m256 most = _mm256_setzero_ps();
    for (int j = 0; j < 4; j++) {
        most = _mm256_max_ps(_mm256_and_ps(_mm256_loadu_ps(x + 8 * j), magnitude), most);
    }
    return most;
}

// Eight blocks share their reductions and divisions.
AVX2 void ck_quantize_avx2(const float *x, size_t n, size_t group, int8_t *q, float *scale, float *sum) {
    const __m256 limit = _mm256_set1_ps(127), zero = _mm256_setzero_ps();
    size_t i = 0;
    for (; i + SUPER <= n; i += SUPER) {
        __m256 size[8];
        for (int b = 0; b < 8; b++) { size[b] = block_magnitude(x + i + BLOCK * b); }
        __m256 most = largest(size);
        if (group == SUPER) { most = _mm256_set1_ps(ck_max8(most)); }
        __m256 inverse = _mm256_and_ps(_mm256_div_ps(limit, most), _mm256_cmp_ps(most, zero, _CMP_GT_OQ));
        float inverses[8];
        _mm256_storeu_ps(inverses, inverse);
        __m256i bytes[8];
        for (int b = 0; b < 8; b++) {
            bytes[b] = quantize_block(x + i + BLOCK * b, _mm256_broadcast_ss(inverses + b), q + i + BLOCK * b);
        }
        __m256 scales = _mm256_div_ps(most, limit);
        _mm256_storeu_ps(scale + i / BLOCK, scales);
        _mm256_storeu_ps(sum + i / BLOCK, _mm256_mul_ps(scales, _mm256_cvtepi32_ps(sums(bytes))));
    }
    for (; i < n; i += BLOCK) {
        float most = ck_max8(block_magnitude(x + i));
        __m256i bytes = quantize_block(x + i, _mm256_set1_ps(most > 0 ? 127.0f / most : 0), q + i);
        scale[i / BLOCK] = most / 127.0f;
        sum[i / BLOCK] = most / 127.0f * (float)ck_sum8_epi32(bytes);
    }
}

AVX2 void ck_rms_norm_avx2(const float *x, const float *weight, float epsilon, size_t n, float *out) {
    __m256 a = _mm256_setzero_ps(), b = _mm256_setzero_ps();
    size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        __m256 u = _mm256_loadu_ps(x + i), v = _mm256_loadu_ps(x + i + 8);
        a = _mm256_fmadd_ps(u, u, a);
        b = _mm256_fmadd_ps(v, v, b);
    }
    float squares = ck_sum8(_mm256_add_ps(a, b));
    for (; i < n; i++) { squares += x[i] * x[i]; }
    float factor = 1 / sqrtf(squares / (float)n + epsilon);
    __m256 factor8 = _mm256_set1_ps(factor);
    for (i = 0; i + 8 <= n; i += 8) {
        _mm256_storeu_ps(out + i, _mm256_mul_ps(_mm256_mul_ps(_mm256_loadu_ps(x + i), factor8),
                                                _mm256_loadu_ps(weight + i)));
    }
    for (; i < n; i++) { out[i] = x[i] * factor * weight[i]; }
}

AVX2 void ck_silu_multiply_avx2(const float *gate, const float *up, size_t n, float *out) {
    const __m256 one = _mm256_set1_ps(1);
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        __m256 g = _mm256_loadu_ps(gate + i);
        __m256 e = ck_exp8(_mm256_sub_ps(_mm256_setzero_ps(), g));
        __m256 s = _mm256_div_ps(g, _mm256_add_ps(one, e));
        _mm256_storeu_ps(out + i, _mm256_mul_ps(s, _mm256_loadu_ps(up + i)));
    }
    for (; i < n; i++) { out[i] = gate[i] / (1 + expf(-gate[i])) * up[i]; }
}

AVX2 void ck_gelu_multiply_avx2(const float *gate, const float *up, size_t n, float *out) {
    const __m256 one = _mm256_set1_ps(1), linear = _mm256_set1_ps(-GELU_X), cubic = _mm256_set1_ps(-GELU_X3);
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        __m256 g = _mm256_loadu_ps(gate + i);
        __m256 slope = _mm256_fmadd_ps(_mm256_mul_ps(g, g), cubic, linear);
        __m256 e = ck_exp8(_mm256_mul_ps(g, slope));
        __m256 s = _mm256_div_ps(g, _mm256_add_ps(one, e));
        _mm256_storeu_ps(out + i, _mm256_mul_ps(s, _mm256_loadu_ps(up + i)));
    }
    for (; i < n; i++) {
        float x = gate[i];
        out[i] = x / (1 + expf(-x * (GELU_X + GELU_X3 * x * x))) * up[i];
    }
}

AVX2 double ck_exp_shifted_avx2(float *x, size_t n, float maximum, bool store) {
    __m256 shift = _mm256_set1_ps(maximum);
    __m256d low = _mm256_setzero_pd(), high = _mm256_setzero_pd();
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        __m256 e = ck_exp8(_mm256_sub_ps(_mm256_loadu_ps(x + i), shift));
        if (store) { _mm256_storeu_ps(x + i, e); }
        low = _mm256_add_pd(low, _mm256_cvtps_pd(_mm256_castps256_ps128(e)));
        high = _mm256_add_pd(high, _mm256_cvtps_pd(_mm256_extractf128_ps(e, 1)));
    }
    double parts[4], total = 0;
    _mm256_storeu_pd(parts, _mm256_add_pd(low, high));
    for (int j = 0; j < 4; j++) { total += parts[j]; }
    for (; i < n; i++) {
        float e = expf(x[i] - maximum);
        if (store) { x[i] = e; }
        total += (double)e;
    }
    return total;
}

#endif
