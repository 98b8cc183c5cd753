// AVX-512 VNNI: an expanded part of a panel times many tokens. Bound by arithmetic.
//
// 16 rows and 8 tokens keep their 8 integer and 8 float sums in registers; each dot product takes
// its weights from a register and its activations from memory. Numbers are added up in the order of
// the one-token kernels, so that both give the same bits.
#include "avx512.h"

#if defined(__x86_64__)

enum { MOST = 8 };

// The kernels below are compiled once for each number of tokens; `n` is a constant there.
AVX512_INLINE void tile_n4(const ck_chunk *chunk, size_t blocks, const ck_operand *x, size_t token, int n,
                           float *out, size_t stride) {
    const size_t apart = x->q_stride, block_apart = x->block_stride;
    const int8_t *q = x->q + token * apart;
    const float *scales = x->scale + token * block_apart, *sums = x->sum + token * block_apart;
    __m512 total[MOST];
    out += token * stride;
    for (int t = 0; t < n; t++) { total[t] = _mm512_loadu_ps(out + (size_t)t * stride); }
    for (size_t b = 0; b < blocks; b++, q += BLOCK) {
        __m512i sum[MOST];
        for (int t = 0; t < n; t++) { sum[t] = _mm512_setzero_si512(); }
#pragma clang loop unroll(full)
        for (int i = 0; i < 8; i++) {
            __m512i w = ck_bytes64(chunk->quads[b] + 64 * i);
#pragma clang loop unroll(full)
            for (int t = 0; t < n; t++) {
                sum[t] = _mm512_dpbusd_epi32(sum[t], w, ck_quad16(q + (size_t)t * apart + 4 * i));
                CK_KEEP512(sum[t]);
            }
        }
        __m512 scale = _mm512_loadu_ps(chunk->scale[b][0]), offset = _mm512_loadu_ps(chunk->offset[b]);
#pragma clang loop unroll(full)
        for (int t = 0; t < n; t++) {
            size_t at = (size_t)t * block_apart + b;
            total[t] = ck_scaled16(sum[t], scale, scales[at], total[t]);
            total[t] = _mm512_fmadd_ps(offset, _mm512_set1_ps(sums[at]), total[t]);
        }
    }
    for (int t = 0; t < n; t++) { _mm512_storeu_ps(out + (size_t)t * stride, total[t]); }
}

// Signed bytes, as w + 128, with one scale a block.
AVX512_INLINE void tile_bytes(const ck_chunk *chunk, size_t blocks, const ck_operand *x, size_t token, int n,
                              float *out, size_t stride) {
    const size_t apart = x->q_stride, block_apart = x->block_stride;
    const int8_t *q = x->q + token * apart;
    const float *scales = x->scale + token * block_apart;
    const int32_t *bias = x->bias + 2 * token * block_apart;
    __m512 total[MOST];
    out += token * stride;
    for (int t = 0; t < n; t++) { total[t] = _mm512_loadu_ps(out + (size_t)t * stride); }
    for (size_t b = 0; b < blocks; b++, q += BLOCK) {
        __m512i sum[MOST];
#pragma clang loop unroll(full)
        for (int t = 0; t < n; t++) {
            const int32_t *both = bias + 2 * ((size_t)t * block_apart + b);
            sum[t] = _mm512_set1_epi32(both[0] + both[1]);
        }
#pragma clang loop unroll(full)
        for (int i = 0; i < 8; i++) {
            __m512i w = ck_bytes64(chunk->quads[b] + 64 * i);
#pragma clang loop unroll(full)
            for (int t = 0; t < n; t++) {
                sum[t] = _mm512_dpbusd_epi32(sum[t], w, ck_quad16(q + (size_t)t * apart + 4 * i));
                CK_KEEP512(sum[t]);
            }
        }
        __m512 scale = _mm512_loadu_ps(chunk->scale[b][0]);
#pragma clang loop unroll(full)
        for (int t = 0; t < n; t++) {
            total[t] = ck_scaled16(sum[t], scale, scales[(size_t)t * block_apart + b], total[t]);
        }
    }
    for (int t = 0; t < n; t++) { _mm512_storeu_ps(out + (size_t)t * stride, total[t]); }
}

// Each 16 columns have a scale of their own: signed bytes as w + 128, or codes with an `offset` each.
AVX512_INLINE void tile_halves(const ck_chunk *chunk, size_t blocks, const ck_operand *x, size_t token, int n,
                               float *out, size_t stride, bool offset) {
    const size_t apart = x->q_stride, block_apart = x->block_stride;
    const int8_t *q = x->q + token * apart;
    const float *scales = x->scale + token * block_apart;
    const int32_t *bias = x->bias + 2 * token * block_apart;
    __m512 total[MOST];
    out += token * stride;
    for (int t = 0; t < n; t++) { total[t] = _mm512_loadu_ps(out + (size_t)t * stride); }
    for (size_t block = 0; block < 2 * blocks; block++, q += BLOCK / 2) {
        const size_t b = block / 2;
        const uint8_t *quads = chunk->quads[0] + block * (16 * PANEL);
        __m512i sum[MOST];
#pragma clang loop unroll(full)
        for (int t = 0; t < n; t++) {
            sum[t] = _mm512_set1_epi32(offset ? 0 : bias[2 * (size_t)t * block_apart + block]);
        }
#pragma clang loop unroll(full)
        for (int i = 0; i < 4; i++) {
            __m512i w = ck_bytes64(quads + 64 * i);
#pragma clang loop unroll(full)
            for (int t = 0; t < n; t++) {
                sum[t] = _mm512_dpbusd_epi32(sum[t], w, ck_quad16(q + (size_t)t * apart + 4 * i));
                CK_KEEP512(sum[t]);
            }
        }
        __m512 scale = _mm512_loadu_ps(chunk->scale[0][block]);
        __m512 from = _mm512_loadu_ps((block % 2 ? chunk->second : chunk->offset)[b]);
#pragma clang loop unroll(full)
        for (int t = 0; t < n; t++) {
            size_t at = (size_t)t * block_apart;
            total[t] = ck_scaled16(sum[t], scale, scales[at + b], total[t]);
            if (!offset) { continue; }
            total[t] = _mm512_fmadd_ps(from, ck_half_sum16(scales[at + b], bias[2 * at + block]), total[t]);
        }
    }
    for (int t = 0; t < n; t++) { _mm512_storeu_ps(out + (size_t)t * stride, total[t]); }
}

AVX512_INLINE void tile_float(const ck_chunk *chunk, size_t columns, const ck_operand *x, size_t token, int n,
                              float *out, size_t stride) {
    const size_t apart = x->x_stride;
    const float *v = x->x + token * apart;
    __m512 total[MOST];
    out += token * stride;
    for (int t = 0; t < n; t++) { total[t] = _mm512_loadu_ps(out + (size_t)t * stride); }
    for (size_t i = 0; i < columns; i++) {
        __m512 w = _mm512_loadu_ps(chunk->columns[i]);
#pragma clang loop unroll(full)
        for (int t = 0; t < n; t++) {
            total[t] = _mm512_fmadd_ps(w, _mm512_set1_ps(v[(size_t)t * apart + i]), total[t]);
        }
    }
    for (int t = 0; t < n; t++) { _mm512_storeu_ps(out + (size_t)t * stride, total[t]); }
}

// All tokens, the most at a time first.
#define IN_PARTS(call)                                                                                       \
    size_t t = 0;                                                                                            \
    for (; t + MOST <= tokens; t += MOST) { call(MOST); }                                                    \
    if (t + 4 <= tokens) {                                                                                   \
        call(4);                                                                                             \
        t += 4;                                                                                              \
    }                                                                                                        \
    if (t + 2 <= tokens) {                                                                                   \
        call(2);                                                                                             \
        t += 2;                                                                                              \
    }                                                                                                        \
    if (t < tokens) { call(1); }

CK_TILE_512(ck_tile_n4_avx512) {
#define CALL(n) tile_n4(chunk, columns / BLOCK, x, t, n, out, stride)
    IN_PARTS(CALL)
#undef CALL
}

CK_TILE_512(ck_tile_b8_avx512) {
#define CALL(n) tile_bytes(chunk, columns / BLOCK, x, t, n, out, stride)
    IN_PARTS(CALL)
#undef CALL
}

CK_TILE_512(ck_tile_k6_avx512) {
#define CALL(n) tile_halves(chunk, columns / BLOCK, x, t, n, out, stride, false)
    IN_PARTS(CALL)
#undef CALL
}

CK_TILE_512(ck_tile_h_avx512) {
#define CALL(n) tile_halves(chunk, columns / BLOCK, x, t, n, out, stride, true)
    IN_PARTS(CALL)
#undef CALL
}

CK_TILE_512(ck_tile_float_avx512) {
#define CALL(n) tile_float(chunk, columns, x, t, n, out, stride)
    IN_PARTS(CALL)
#undef CALL
}

#endif
