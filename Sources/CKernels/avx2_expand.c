// AVX2: parts of a panel made ready for many tokens.
#include "avx2.h"

#if defined(__x86_64__)

// Codes of `bits` bits to bytes, less a number.
AVX2_INLINE void expand_codes(const uint8_t *p, int bits, char less, uint8_t *quads) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) {
        __m256i v = _mm256_sub_epi8(ck_codes(p, bits, i / 2, i % 2), _mm256_set1_epi8(less));
        _mm256_storeu_si256((__m256i *)(void *)(quads + 32 * i), v);
    }
}

AVX2_INLINE void expand_n(const uint8_t *panel, int bits, size_t first, size_t columns, ck_chunk *chunk) {
    const size_t codes = 64 * (size_t)bits, bytes = codes + 64;
    panel += first / BLOCK * bytes;
    for (size_t b = 0; b < columns / BLOCK; b++, panel += bytes) {
        expand_codes(panel, bits, 0, chunk->quads[b]);
        for (int half = 0; half < 2; half++) {
            _mm256_storeu_ps(chunk->scale[b][0] + 8 * half, ck_half8(panel + codes + 16 * half));
            _mm256_storeu_ps(chunk->offset[b] + 8 * half, ck_half8(panel + codes + 32 + 16 * half));
        }
    }
}

AVX2_INLINE void expand_k(const uint8_t *panel, int bits, size_t first, size_t columns, ck_chunk *chunk) {
    const __m256 minus = _mm256_set1_ps(-0.0f);
    const size_t codes = 64 * (size_t)bits, step = codes + 32, bytes = 64 + 8 * step;
    for (size_t b = 0; b < columns / BLOCK; b++) {
        size_t block = first / BLOCK + b;
        const uint8_t *head = panel + block / 8 * bytes, *p = head + 64 + block % 8 * step;
        expand_codes(p, bits, 0, chunk->quads[b]);
        for (int half = 0; half < 2; half++) {
            const uint8_t *scales = p + codes + 8 * half;
            __m256 scale = _mm256_mul_ps(ck_half8(head + 16 * half), ck_from_u8(scales));
            __m256 minimum = _mm256_xor_ps(ck_half8(head + 32 + 16 * half), minus);
            _mm256_storeu_ps(chunk->scale[b][0] + 8 * half, scale);
            _mm256_storeu_ps(chunk->offset[b] + 8 * half, _mm256_mul_ps(minimum, ck_from_u8(scales + 16)));
        }
    }
}

AVX2_INLINE void expand_halves(const uint8_t *panel, int bits, size_t first, size_t columns,
                               ck_chunk *chunk) {
    const __m256 minus = _mm256_set1_ps(-0.0f);
    const size_t begin = bits == 6 ? 32 : 64, codes = 64 * (size_t)bits, step = codes + begin;
    const size_t bytes = begin + 8 * step;
    for (size_t b = 0; b < columns / BLOCK; b++) {
        size_t block = first / BLOCK + b;
        const uint8_t *head = panel + block / 8 * bytes, *p = head + begin + block % 8 * step;
        expand_codes(p, bits, bits == 6 ? 32 : 0, chunk->quads[b]);
        for (int i = 0; i < 4; i++) {
            const uint8_t *scales = p + codes + 8 * i;
            __m256 scale = _mm256_mul_ps(ck_half8(head + 16 * (i % 2)), ck_from_i8(scales));
            _mm256_storeu_ps(chunk->scale[b][i / 2] + 8 * (i % 2), scale);
            if (bits == 6) { continue; }
            __m256 minimum = _mm256_xor_ps(ck_half8(head + 32 + 16 * (i % 2)), minus);
            _mm256_storeu_ps((i < 2 ? chunk->offset : chunk->second)[b] + 8 * (i % 2),
                             _mm256_mul_ps(minimum, ck_from_i8(scales + 32)));
        }
    }
}

#define EXPAND(name, kind, bits)                                                                             \
    AVX2 void name(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk) {                    \
        kind(panel, bits, first, columns, chunk);                                                            \
    }
EXPAND(ck_expand_n4_avx2, expand_n, 4)
EXPAND(ck_expand_n5_avx2, expand_n, 5)
EXPAND(ck_expand_k4_avx2, expand_k, 4)
EXPAND(ck_expand_k5_avx2, expand_k, 5)
EXPAND(ck_expand_k6_avx2, expand_halves, 6)
EXPAND(ck_expand_h2_avx2, expand_halves, 2)
EXPAND(ck_expand_h3_avx2, expand_halves, 3)

AVX2 void ck_expand_b8_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk) {
    panel += first / BLOCK * B8_BYTES;
    for (size_t b = 0; b < columns / BLOCK; b++, panel += B8_BYTES) {
        memcpy(chunk->quads[b], panel, 512);
        _mm256_storeu_ps(chunk->scale[b][0], ck_half8(panel + 512));
        _mm256_storeu_ps(chunk->scale[b][0] + 8, ck_half8(panel + 528));
    }
}

AVX2 void ck_expand_t4_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk) {
    panel += first / BLOCK * T4_BYTES;
    for (size_t b = 0; b < columns / BLOCK; b++, panel += T4_BYTES) {
#pragma clang loop unroll(full)
        for (int i = 0; i < 16; i++) {
            _mm256_storeu_si256((__m256i *)(void *)(chunk->quads[b] + 32 * i),
                                ck_looked_up(ck_codes(panel, 4, i / 2, i % 2)));
        }
        _mm256_storeu_ps(chunk->scale[b][0], ck_half8(panel + 256));
        _mm256_storeu_ps(chunk->scale[b][0] + 8, ck_half8(panel + 272));
    }
}

AVX2 void ck_expand_f32_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk) {
    memcpy(chunk->columns, panel + first * PANEL * 4, columns * PANEL * 4);
}

AVX2 void ck_expand_f16_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk) {
    panel += first * PANEL * 2;
    float *out = (float *)chunk->columns;
    for (size_t i = 0; i < columns * PANEL; i += 8) { _mm256_storeu_ps(out + i, ck_half8(panel + 2 * i)); }
}

AVX2 void ck_expand_bf16_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk) {
    panel += first * PANEL * 2;
    for (size_t i = 0; i < columns * PANEL; i += 8) {
        __m256i v = _mm256_cvtepu16_epi32(_mm_loadu_si128((const void *)(panel + 2 * i)));
        _mm256_storeu_ps((float *)chunk->columns + i, _mm256_castsi256_ps(_mm256_slli_epi32(v, 16)));
    }
}

#endif
