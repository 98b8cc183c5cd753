// AVX2: rotary positions.
#include "avx2.h"

#if defined(__x86_64__)

// Pairs (2i, 2i + 1), four at a time: all heads turn by the same angles.
AVX2_INLINE void rotate_interleaved(size_t head, size_t pairs, float *x, size_t heads, const float *cosines,
                                    const float *sines) {
    for (size_t i = 0; i < pairs; i += 4) {
        __m128 c = _mm_loadu_ps(cosines + i), s = _mm_loadu_ps(sines + i);
        __m256 cosine = _mm256_set_m128(_mm_unpackhi_ps(c, c), _mm_unpacklo_ps(c, c));
        __m256 sine = _mm256_set_m128(_mm_unpackhi_ps(s, s), _mm_unpacklo_ps(s, s));
        float *p = x + 2 * i;
        for (size_t h = 0; h < heads; h++, p += head) {
            __m256 v = _mm256_loadu_ps(p), swapped = _mm256_permute_ps(v, 0xb1);
            _mm256_storeu_ps(p, _mm256_fmaddsub_ps(v, cosine, _mm256_mul_ps(swapped, sine)));
        }
    }
}

// Pairs (i, i + half), eight at a time.
AVX2_INLINE void rotate_halves(size_t head, size_t half, float *x, size_t heads, const float *cosines,
                               const float *sines) {
    for (size_t i = 0; i < half; i += 8) {
        __m256 cosine = _mm256_loadu_ps(cosines + i), sine = _mm256_loadu_ps(sines + i);
        float *p = x + i;
        for (size_t h = 0; h < heads; h++, p += head) {
            __m256 a = _mm256_loadu_ps(p), b = _mm256_loadu_ps(p + half);
            _mm256_storeu_ps(p, _mm256_fmsub_ps(a, cosine, _mm256_mul_ps(b, sine)));
            _mm256_storeu_ps(p + half, _mm256_fmadd_ps(b, cosine, _mm256_mul_ps(a, sine)));
        }
    }
}

AVX2 void ck_rotate_avx2(ck_rotation rotation, float *x, size_t heads, const float *cosines,
                         const float *sines) {
    size_t half = rotation.rotated / 2;
    if (half % 8) {
        ck_rotate_ref(rotation, x, heads, cosines, sines);
    } else if (rotation.interleaved) {
        rotate_interleaved(rotation.head, half, x, heads, cosines, sines);
    } else {
        rotate_halves(rotation.head, half, x, heads, cosines, sines);
    }
}

#endif
