// AVX-512: quantisation of activations, norms and exponentials.
#include "avx512.h"

#if defined(__x86_64__)

#include <math.h>

AVX512_KERNEL void ck_quantize_avx512(const float *x, size_t n, size_t group, int8_t *q, float *scale,
                                      float *sum) {
    for (size_t first = 0; first < n; first += group) {
        __m512 most16 = _mm512_setzero_ps();
        for (size_t i = first; i < first + group; i += 16) {
            most16 = _mm512_max_ps(_mm512_abs_ps(_mm512_loadu_ps(x + i)), most16);
        }
        float most = _mm512_reduce_max_ps(most16);
        __m512 inverse = _mm512_set1_ps(most > 0 ? 127.0f / most : 0);
        for (size_t i = first; i < first + group; i += BLOCK) {
            __m512i a = _mm512_cvtps_epi32(_mm512_mul_ps(_mm512_loadu_ps(x + i), inverse));
            __m512i b = _mm512_cvtps_epi32(_mm512_mul_ps(_mm512_loadu_ps(x + i + 16), inverse));
            _mm_storeu_si128((__m128i *)(void *)(q + i), _mm512_cvtsepi32_epi8(a));
            _mm_storeu_si128((__m128i *)(void *)(q + i + 16), _mm512_cvtsepi32_epi8(b));
            scale[i / BLOCK] = most / 127.0f;
            sum[i / BLOCK] = most / 127.0f * (float)_mm512_reduce_add_epi32(_mm512_add_epi32(a, b));
        }
    }
}

AVX512_KERNEL void ck_bias_avx512(const int8_t *q, size_t n, int32_t *bias) {
    for (size_t i = 0; i < n; i += 16) {
        __m512i wide = _mm512_cvtepi8_epi32(_mm_loadu_si128((const void *)(q + i)));
        bias[i / 16] = -128 * _mm512_reduce_add_epi32(wide);
    }
}

AVX512_KERNEL void ck_rms_norm_avx512(const float *x, const float *weight, float epsilon, size_t n,
                                      float *out) {
    __m512 sum = _mm512_setzero_ps();
    size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        __m512 v = _mm512_loadu_ps(x + i);
        sum = _mm512_fmadd_ps(v, v, sum);
    }
    float squares = ck_sum_of16(sum);
    for (; i < n; i++) { squares += x[i] * x[i]; }
    float factor = 1 / sqrtf(squares / (float)n + epsilon);
    __m512 factor16 = _mm512_set1_ps(factor);
    for (i = 0; i + 16 <= n; i += 16) {
        _mm512_storeu_ps(out + i, _mm512_mul_ps(_mm512_mul_ps(_mm512_loadu_ps(x + i), factor16),
                                                _mm512_loadu_ps(weight + i)));
    }
    for (; i < n; i++) { out[i] = x[i] * factor * weight[i]; }
}

AVX512_KERNEL void ck_silu_multiply_avx512(const float *gate, const float *up, size_t n, float *out) {
    const __m512 one = _mm512_set1_ps(1);
    size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        __m512 g = _mm512_loadu_ps(gate + i);
        __m512 e = ck_exp16(_mm512_sub_ps(_mm512_setzero_ps(), g));
        __m512 s = _mm512_div_ps(g, _mm512_add_ps(one, e));
        _mm512_storeu_ps(out + i, _mm512_mul_ps(s, _mm512_loadu_ps(up + i)));
    }
    for (; i < n; i++) { out[i] = gate[i] / (1 + expf(-gate[i])) * up[i]; }
}

AVX512_KERNEL void ck_gelu_multiply_avx512(const float *gate, const float *up, size_t n, float *out) {
    const __m512 one = _mm512_set1_ps(1), linear = _mm512_set1_ps(-GELU_X), cubic = _mm512_set1_ps(-GELU_X3);
    size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        __m512 g = _mm512_loadu_ps(gate + i);
        __m512 slope = _mm512_fmadd_ps(_mm512_mul_ps(g, g), cubic, linear);
        __m512 e = ck_exp16(_mm512_mul_ps(g, slope));
        __m512 s = _mm512_div_ps(g, _mm512_add_ps(one, e));
        _mm512_storeu_ps(out + i, _mm512_mul_ps(s, _mm512_loadu_ps(up + i)));
    }
    for (; i < n; i++) {
        float x = gate[i];
        out[i] = x / (1 + expf(-x * (GELU_X + GELU_X3 * x * x))) * up[i];
    }
}

AVX512_KERNEL double ck_exp_shifted_avx512(float *x, size_t n, float maximum, bool store) {
    __m512 shift = _mm512_set1_ps(maximum);
    __m512d low = _mm512_setzero_pd(), high = _mm512_setzero_pd();
    size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        __m512 e = ck_exp16(_mm512_sub_ps(_mm512_loadu_ps(x + i), shift));
        if (store) { _mm512_storeu_ps(x + i, e); }
        low = _mm512_add_pd(low, _mm512_cvtps_pd(_mm512_castps512_ps256(e)));
        high = _mm512_add_pd(high, _mm512_cvtps_pd(_mm512_extractf32x8_ps(e, 1)));
    }
    double total = _mm512_reduce_add_pd(_mm512_add_pd(low, high));
    for (; i < n; i++) {
        float e = expf(x[i] - maximum);
        if (store) { x[i] = e; }
        total += (double)e;
    }
    return total;
}

#endif
