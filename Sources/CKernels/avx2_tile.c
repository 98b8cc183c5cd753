// AVX2: an expanded part of a panel times many tokens. Bound by arithmetic.
//
// A block of 16 rows and a few tokens keeps its sums in registers; every number is added up in the
// order of the one-token kernels, so that both give the same bits.
#include "avx2.h"

#if defined(__x86_64__)

// The kernels below are compiled once for each number of tokens; `n` is a constant there.
//
// Unsigned bytes: eight product pairs of at most 2·15·127 fit 16 bits, or four of 2·31·127 (`five` bits).
AVX2_INLINE void tile_codes(const ck_chunk *chunk, size_t blocks, const ck_operand *x, size_t token, int n,
                            float *out, size_t stride, bool five) {
    const __m256i ones = _mm256_set1_epi16(1);
    const size_t q_stride = x->q_stride, block_stride = x->block_stride;
    const int8_t *q = x->q + token * q_stride;
    const float *scales = x->scale + token * block_stride, *sums = x->sum + token * block_stride;
    __m256 low[3], high[3];
    out += token * stride;
    for (int t = 0; t < n; t++) {
        low[t] = _mm256_loadu_ps(out + (size_t)t * stride);
        high[t] = _mm256_loadu_ps(out + (size_t)t * stride + 8);
    }
    for (size_t b = 0; b < blocks; b++, q += BLOCK) {
        const uint8_t *w = chunk->quads[b];
        __m256i s0[3], s1[3], first0[3], first1[3];
#pragma clang loop unroll(full)
        for (int i = 0; i < 8; i++) {
            __m256i w0 = ck_bytes32(w + 64 * i), w1 = ck_bytes32(w + 64 * i + 32);
#pragma clang loop unroll(full)
            for (int t = 0; t < n; t++) {
                __m256i a = ck_quad(q + (size_t)t * q_stride + 4 * i);
                __m256i d0 = _mm256_maddubs_epi16(w0, a), d1 = _mm256_maddubs_epi16(w1, a);
                bool fresh = i == 0 || (five && i == 4);
                s0[t] = fresh ? d0 : _mm256_add_epi16(s0[t], d0);
                s1[t] = fresh ? d1 : _mm256_add_epi16(s1[t], d1);
                CK_KEEP(s0[t]);
                CK_KEEP(s1[t]);
                if (five && i == 3) {
                    first0[t] = _mm256_madd_epi16(s0[t], ones);
                    first1[t] = _mm256_madd_epi16(s1[t], ones);
                }
            }
        }
        __m256 w0 = _mm256_loadu_ps(chunk->scale[b][0]), w1 = _mm256_loadu_ps(chunk->scale[b][0] + 8);
        __m256 m0 = _mm256_loadu_ps(chunk->offset[b]), m1 = _mm256_loadu_ps(chunk->offset[b] + 8);
#pragma clang loop unroll(full)
        for (int t = 0; t < n; t++) {
            __m256 scale = _mm256_broadcast_ss(scales + (size_t)t * block_stride + b);
            __m256 sum = _mm256_broadcast_ss(sums + (size_t)t * block_stride + b);
            __m256i i0 = _mm256_madd_epi16(s0[t], ones), i1 = _mm256_madd_epi16(s1[t], ones);
            if (five) {
                i0 = _mm256_add_epi32(i0, first0[t]);
                i1 = _mm256_add_epi32(i1, first1[t]);
            }
            __m256 f0 = _mm256_cvtepi32_ps(i0), f1 = _mm256_cvtepi32_ps(i1);
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
    const size_t q_stride = x->q_stride, block_stride = x->block_stride;
    const int8_t *q = x->q + token * q_stride;
    const float *scales = x->scale + token * block_stride;
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
                    __m256i a = ck_quad(q + (size_t)t * q_stride + 16 * half + 4 * i);
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
                __m256 scale = _mm256_broadcast_ss(scales + (size_t)t * block_stride + b);
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

// Bytes of 0...7 whose halves of 16 columns have scales and offsets of their own.
AVX2_INLINE void tile_halves(const ck_chunk *chunk, size_t blocks, const ck_operand *x, size_t token, int n,
                             float *out, size_t stride) {
    const __m256i ones = _mm256_set1_epi16(1);
    const size_t q_stride = x->q_stride, block_stride = x->block_stride;
    const int8_t *q = x->q + token * q_stride;
    const float *scales = x->scale + token * block_stride;
    __m256 low[2], high[2];
    out += token * stride;
    for (int t = 0; t < n; t++) {
        low[t] = _mm256_loadu_ps(out + (size_t)t * stride);
        high[t] = _mm256_loadu_ps(out + (size_t)t * stride + 8);
    }
    for (size_t b = 0; b < blocks; b++, q += BLOCK) {
        float sums[2][2];
        for (int t = 0; t < n; t++) { ck_half_sums(q + (size_t)t * q_stride, &sums[t][0], &sums[t][1]); }
#pragma clang loop unroll(full)
        for (int half = 0; half < 2; half++) {
            const uint8_t *w = chunk->quads[b] + 256 * half;
            const float *weight = chunk->scale[b][half], *offset = (half ? chunk->second : chunk->offset)[b];
#pragma clang loop unroll(full)
            for (int t = 0; t < n; t++) {
                __m256i s0 = _mm256_setzero_si256(), s1 = s0;
#pragma clang loop unroll(full)
                for (int i = 0; i < 4; i++) {
                    __m256i a = ck_quad(q + (size_t)t * q_stride + 16 * half + 4 * i);
                    s0 = _mm256_add_epi16(s0, _mm256_maddubs_epi16(ck_bytes32(w + 64 * i), a));
                    s1 = _mm256_add_epi16(s1, _mm256_maddubs_epi16(ck_bytes32(w + 64 * i + 32), a));
                }
                __m256 scale = _mm256_broadcast_ss(scales + (size_t)t * block_stride + b);
                __m256 sum = _mm256_mul_ps(scale, _mm256_set1_ps(sums[t][half]));
                __m256 f0 = _mm256_cvtepi32_ps(_mm256_madd_epi16(s0, ones));
                __m256 f1 = _mm256_cvtepi32_ps(_mm256_madd_epi16(s1, ones));
                low[t] = _mm256_fmadd_ps(f0, _mm256_mul_ps(_mm256_loadu_ps(weight), scale), low[t]);
                high[t] = _mm256_fmadd_ps(f1, _mm256_mul_ps(_mm256_loadu_ps(weight + 8), scale), high[t]);
                low[t] = _mm256_fmadd_ps(_mm256_loadu_ps(offset), sum, low[t]);
                high[t] = _mm256_fmadd_ps(_mm256_loadu_ps(offset + 8), sum, high[t]);
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
    for (; t + 3 <= tokens; t += 3) { tile_codes(chunk, blocks, x, t, 3, out, stride, false); }
    if (tokens - t == 2) { tile_codes(chunk, blocks, x, t, 2, out, stride, false); }
    if (tokens - t == 1) { tile_codes(chunk, blocks, x, t, 1, out, stride, false); }
}

AVX2 void ck_tile_n5_avx2(const ck_chunk *chunk, size_t columns, const ck_operand *x, size_t tokens,
                          float *out, size_t stride) {
    size_t t = 0, blocks = columns / BLOCK;
    for (; t + 2 <= tokens; t += 2) { tile_codes(chunk, blocks, x, t, 2, out, stride, true); }
    if (t < tokens) { tile_codes(chunk, blocks, x, t, 1, out, stride, true); }
}

AVX2 void ck_tile_h_avx2(const ck_chunk *chunk, size_t columns, const ck_operand *x, size_t tokens,
                         float *out, size_t stride) {
    size_t t = 0, blocks = columns / BLOCK;
    for (; t + 2 <= tokens; t += 2) { tile_halves(chunk, blocks, x, t, 2, out, stride); }
    if (t < tokens) { tile_halves(chunk, blocks, x, t, 1, out, stride); }
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
