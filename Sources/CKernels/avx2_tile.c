// AVX2: an expanded part of a panel times many tokens. Bound by arithmetic.
//
// A block of 16 rows and a few tokens keeps its sums in registers; every number is added up in the
// order of the one-token kernels, so that both give the same bits.
#include "avx2.h"

#if defined(__x86_64__)

AVX2_INLINE void expand_nibbles(const uint8_t *packed, uint8_t *quads) {
    const __m256i mask = _mm256_set1_epi8(15);
    for (int i = 0; i < 256; i += 32) {
        __m256i v = ck_bytes32(packed + i);
        _mm256_storeu_si256((__m256i *)(void *)(quads + i), _mm256_and_si256(v, mask));
        _mm256_storeu_si256((__m256i *)(void *)(quads + 256 + i),
                            _mm256_and_si256(_mm256_srli_epi16(v, 4), mask));
    }
}

AVX2_INLINE __m256 from_u8(const uint8_t *p) {
    return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_loadl_epi64((const void *)p)));
}
AVX2_INLINE __m256 from_i8(const uint8_t *p) {
    return _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64((const void *)p)));
}

AVX2 void ck_expand_n4_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk) {
    panel += first / BLOCK * N4_BYTES;
    for (size_t b = 0; b < columns / BLOCK; b++, panel += N4_BYTES) {
        expand_nibbles(panel, chunk->quads[b]);
        for (int half = 0; half < 2; half++) {
            _mm256_storeu_ps(chunk->scale[b][0] + 8 * half, ck_half8(panel + 256 + 16 * half));
            _mm256_storeu_ps(chunk->offset[b] + 8 * half, ck_half8(panel + 288 + 16 * half));
        }
    }
}

AVX2 void ck_expand_k4_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk) {
    const __m256 minus = _mm256_set1_ps(-0.0f);
    for (size_t b = 0; b < columns / BLOCK; b++) {
        size_t block = first / BLOCK + b;
        const uint8_t *head = panel + block / 8 * K4_BYTES, *p = head + 64 + block % 8 * K4_BLOCK;
        expand_nibbles(p, chunk->quads[b]);
        for (int half = 0; half < 2; half++) {
            __m256 scale = _mm256_mul_ps(ck_half8(head + 16 * half), from_u8(p + 256 + 8 * half));
            __m256 minimum = _mm256_mul_ps(_mm256_xor_ps(ck_half8(head + 32 + 16 * half), minus),
                                           from_u8(p + 272 + 8 * half));
            _mm256_storeu_ps(chunk->scale[b][0] + 8 * half, scale);
            _mm256_storeu_ps(chunk->offset[b] + 8 * half, minimum);
        }
    }
}

AVX2 void ck_expand_b8_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk) {
    panel += first / BLOCK * B8_BYTES;
    for (size_t b = 0; b < columns / BLOCK; b++, panel += B8_BYTES) {
        memcpy(chunk->quads[b], panel, 512);
        _mm256_storeu_ps(chunk->scale[b][0], ck_half8(panel + 512));
        _mm256_storeu_ps(chunk->scale[b][0] + 8, ck_half8(panel + 528));
    }
}

AVX2 void ck_expand_k6_avx2(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk) {
    for (size_t b = 0; b < columns / BLOCK; b++) {
        size_t block = first / BLOCK + b;
        const uint8_t *head = panel + block / 8 * K6_BYTES, *p = head + 32 + block % 8 * K6_BLOCK;
        memcpy(chunk->quads[b], p, 512);
        for (int i = 0; i < 4; i++) {
            __m256 scale = _mm256_mul_ps(ck_half8(head + 16 * (i % 2)), from_i8(p + 512 + 8 * i));
            _mm256_storeu_ps(chunk->scale[b][i / 2] + 8 * (i % 2), scale);
        }
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

// The kernels below are compiled once for each number of tokens; `n` is a constant there.
AVX2_INLINE void tile_n4(const ck_chunk *chunk, size_t blocks, const ck_operand *x, size_t token, int n,
                         float *out, size_t stride) {
    const __m256i ones = _mm256_set1_epi16(1);
    const int8_t *q = x->q + token * x->q_stride;
    const float *scales = x->scale + token * x->block_stride, *sums = x->sum + token * x->block_stride;
    __m256 low[3], high[3];
    out += token * stride;
    for (int t = 0; t < n; t++) {
        low[t] = _mm256_loadu_ps(out + (size_t)t * stride);
        high[t] = _mm256_loadu_ps(out + (size_t)t * stride + 8);
    }
    for (size_t b = 0; b < blocks; b++, q += BLOCK) {
        const uint8_t *w = chunk->quads[b];
        __m256i s0[3], s1[3];
#pragma clang loop unroll(full)
        for (int i = 0; i < 8; i++) {
            __m256i w0 = ck_bytes32(w + 64 * i), w1 = ck_bytes32(w + 64 * i + 32);
#pragma clang loop unroll(full)
            for (int t = 0; t < n; t++) {
                __m256i a = ck_quad(q + (size_t)t * x->q_stride + 4 * i);
                __m256i d0 = _mm256_maddubs_epi16(w0, a), d1 = _mm256_maddubs_epi16(w1, a);
                s0[t] = i ? _mm256_add_epi16(s0[t], d0) : d0;
                s1[t] = i ? _mm256_add_epi16(s1[t], d1) : d1;
                CK_KEEP(s0[t]);
                CK_KEEP(s1[t]);
            }
        }
        __m256 w0 = _mm256_loadu_ps(chunk->scale[b][0]), w1 = _mm256_loadu_ps(chunk->scale[b][0] + 8);
        __m256 m0 = _mm256_loadu_ps(chunk->offset[b]), m1 = _mm256_loadu_ps(chunk->offset[b] + 8);
#pragma clang loop unroll(full)
        for (int t = 0; t < n; t++) {
            __m256 scale = _mm256_broadcast_ss(scales + (size_t)t * x->block_stride + b);
            __m256 sum = _mm256_broadcast_ss(sums + (size_t)t * x->block_stride + b);
            __m256 f0 = _mm256_cvtepi32_ps(_mm256_madd_epi16(s0[t], ones));
            __m256 f1 = _mm256_cvtepi32_ps(_mm256_madd_epi16(s1[t], ones));
            low[t] = _mm256_fmadd_ps(m0, sum, _mm256_fmadd_ps(f0, _mm256_mul_ps(w0, scale), low[t]));
            high[t] = _mm256_fmadd_ps(m1, sum, _mm256_fmadd_ps(f1, _mm256_mul_ps(w1, scale), high[t]));
        }
    }
    for (int t = 0; t < n; t++) {
        _mm256_storeu_ps(out + (size_t)t * stride, low[t]);
        _mm256_storeu_ps(out + (size_t)t * stride + 8, high[t]);
    }
}

// Signed bytes. With `small` weights (-32...31) four products fit 16 bits and each half of a block
// has its own scale.
AVX2_INLINE void tile_bytes(const ck_chunk *chunk, size_t blocks, const ck_operand *x, size_t token, int n,
                            float *out, size_t stride, bool small) {
    const __m256i ones = _mm256_set1_epi16(1);
    const int8_t *q = x->q + token * x->q_stride;
    const float *scales = x->scale + token * x->block_stride;
    __m256 low[2], high[2];
    out += token * stride;
    for (int t = 0; t < n; t++) {
        low[t] = _mm256_loadu_ps(out + (size_t)t * stride);
        high[t] = _mm256_loadu_ps(out + (size_t)t * stride + 8);
    }
    for (size_t b = 0; b < blocks; b++, q += BLOCK) {
#pragma clang loop unroll(full)
        for (int half = 0; half < (small ? 2 : 1); half++) {
            const uint8_t *w = chunk->quads[b] + 256 * half;
            __m256i s0[2], s1[2];
            for (int t = 0; t < n; t++) { s0[t] = s1[t] = _mm256_setzero_si256(); }
#pragma clang loop unroll(full)
            for (int i = 0; i < (small ? 4 : 8); i++) {
                __m256i w0 = ck_bytes32(w + 64 * i), w1 = ck_bytes32(w + 64 * i + 32);
                __m256i a0 = _mm256_abs_epi8(w0), a1 = _mm256_abs_epi8(w1);
#pragma clang loop unroll(full)
                for (int t = 0; t < n; t++) {
                    __m256i a = ck_quad(q + (size_t)t * x->q_stride + 16 * half + 4 * i);
                    __m256i d0 = _mm256_maddubs_epi16(a0, _mm256_sign_epi8(a, w0));
                    __m256i d1 = _mm256_maddubs_epi16(a1, _mm256_sign_epi8(a, w1));
                    s0[t] = small ? _mm256_add_epi16(s0[t], d0)
                                  : _mm256_add_epi32(s0[t], _mm256_madd_epi16(d0, ones));
                    s1[t] = small ? _mm256_add_epi16(s1[t], d1)
                                  : _mm256_add_epi32(s1[t], _mm256_madd_epi16(d1, ones));
                    CK_KEEP(s0[t]);
                    CK_KEEP(s1[t]);
                }
            }
            __m256 w0 = _mm256_loadu_ps(chunk->scale[b][half]),
                   w1 = _mm256_loadu_ps(chunk->scale[b][half] + 8);
#pragma clang loop unroll(full)
            for (int t = 0; t < n; t++) {
                __m256 scale = _mm256_broadcast_ss(scales + (size_t)t * x->block_stride + b);
                __m256 f0 = _mm256_cvtepi32_ps(small ? _mm256_madd_epi16(s0[t], ones) : s0[t]);
                __m256 f1 = _mm256_cvtepi32_ps(small ? _mm256_madd_epi16(s1[t], ones) : s1[t]);
                low[t] = _mm256_fmadd_ps(f0, _mm256_mul_ps(w0, scale), low[t]);
                high[t] = _mm256_fmadd_ps(f1, _mm256_mul_ps(w1, scale), high[t]);
            }
        }
    }
    for (int t = 0; t < n; t++) {
        _mm256_storeu_ps(out + (size_t)t * stride, low[t]);
        _mm256_storeu_ps(out + (size_t)t * stride + 8, high[t]);
    }
}

AVX2_INLINE void tile_float(const ck_chunk *chunk, size_t columns, const ck_operand *x, size_t token, int n,
                            float *out, size_t stride) {
    const float *v = x->x + token * x->x_stride;
    __m256 low[6], high[6];
    out += token * stride;
    for (int t = 0; t < n; t++) {
        low[t] = _mm256_loadu_ps(out + (size_t)t * stride);
        high[t] = _mm256_loadu_ps(out + (size_t)t * stride + 8);
    }
    for (size_t i = 0; i < columns; i++) {
        __m256 w0 = _mm256_loadu_ps(chunk->columns[i]), w1 = _mm256_loadu_ps(chunk->columns[i] + 8);
#pragma clang loop unroll(full)
        for (int t = 0; t < n; t++) {
            __m256 a = _mm256_broadcast_ss(v + (size_t)t * x->x_stride + i);
            low[t] = _mm256_fmadd_ps(w0, a, low[t]);
            high[t] = _mm256_fmadd_ps(w1, a, high[t]);
        }
    }
    for (int t = 0; t < n; t++) {
        _mm256_storeu_ps(out + (size_t)t * stride, low[t]);
        _mm256_storeu_ps(out + (size_t)t * stride + 8, high[t]);
    }
}

AVX2 void ck_tile_n4_avx2(const ck_chunk *chunk, size_t columns, const ck_operand *x, size_t tokens,
                          float *out, size_t stride) {
    size_t t = 0, blocks = columns / BLOCK;
    for (; t + 3 <= tokens; t += 3) { tile_n4(chunk, blocks, x, t, 3, out, stride); }
    if (tokens - t == 2) { tile_n4(chunk, blocks, x, t, 2, out, stride); }
    if (tokens - t == 1) { tile_n4(chunk, blocks, x, t, 1, out, stride); }
}

AVX2 void ck_tile_b8_avx2(const ck_chunk *chunk, size_t columns, const ck_operand *x, size_t tokens,
                          float *out, size_t stride) {
    size_t t = 0, blocks = columns / BLOCK;
    for (; t + 2 <= tokens; t += 2) { tile_bytes(chunk, blocks, x, t, 2, out, stride, false); }
    if (t < tokens) { tile_bytes(chunk, blocks, x, t, 1, out, stride, false); }
}

AVX2 void ck_tile_k6_avx2(const ck_chunk *chunk, size_t columns, const ck_operand *x, size_t tokens,
                          float *out, size_t stride) {
    size_t t = 0, blocks = columns / BLOCK;
    for (; t + 2 <= tokens; t += 2) { tile_bytes(chunk, blocks, x, t, 2, out, stride, true); }
    if (t < tokens) { tile_bytes(chunk, blocks, x, t, 1, out, stride, true); }
}

AVX2 void ck_tile_float_avx2(const ck_chunk *chunk, size_t columns, const ck_operand *x, size_t tokens,
                             float *out, size_t stride) {
    size_t t = 0;
    for (; t + 6 <= tokens; t += 6) { tile_float(chunk, columns, x, t, 6, out, stride); }
    for (; t + 2 <= tokens; t += 2) { tile_float(chunk, columns, x, t, 2, out, stride); }
    if (t < tokens) { tile_float(chunk, columns, x, t, 1, out, stride); }
}

#endif
