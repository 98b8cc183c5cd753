// AVX-512 VNNI: quantised attention over one tile, several rows at a time.
//
// Products are of 16 by 16 bits, as on every instruction set: the same numbers, and one instruction
// multiplies two pairs and adds them up. Rows share what is loaded of keys and values.
#include "avx512.h"

#if defined(__x86_64__)

#include <math.h>

// Rows taken together, registers of sums a row, and up to how many rows a tile is not spread.
enum { ROWS = 6, WIDE = 2, FEW = 8, SPAN = 16 * WIDE };

// One of the pairs of each quad in a register: elements 0 and 1, or 2 and 3.
AVX512_INLINE __m512i unsigned_pairs(__m512i quads, int half) {
    return half ? _mm512_srli_epi16(quads, 8) : _mm512_and_si512(quads, _mm512_set1_epi16(0xff));
}
AVX512_INLINE __m512i signed_pairs(__m512i quads, int half) {
    return _mm512_srai_epi16(half ? quads : _mm512_slli_epi16(quads, 8), 8);
}

CK_OPEN_512(ck_open_turbo8_avx512) {
    int head = rows->head;
    const uint8_t *base = tile, *key = base, *value = base + ck_turbo_values(head);
    int16_t *keys_out = rows->scratch, *values_out = keys_out + CK_TILE * head;
    *opened = (ck_opened){
        .keys = key,
        .values = value,
        .key_scale = (const float *)(const void *)(base + ck_turbo_key_scales(head)),
        .value_scale = (const float *)(const void *)(base + ck_turbo_value_scales(head)),
        .raw = count <= FEW,
        .weight_limit = 32760,
    };
    if (opened->raw) { return; }
    opened->keys = keys_out;
    opened->values = values_out;
    for (int c = 0; c < head; c += 4, key += 4 * CK_TILE) {
        int16_t *to = keys_out + c * CK_TILE;
        for (int t = 0; t < CK_TILE; t += 16) {
            __m512i quads = ck_bytes64(key + 4 * t);
            ck_put64(to + 2 * t, unsigned_pairs(quads, 0));
            ck_put64(to + 2 * CK_TILE + 2 * t, unsigned_pairs(quads, 1));
        }
    }
    for (int t = 0; t < keys; t += 4, value += 4 * head) {
        int16_t *to = values_out + t * head;
        for (int c = 0; c < head; c += 16) {
            __m512i quads = ck_bytes64(value + 4 * c);
            ck_put64(to + 2 * c, signed_pairs(quads, 0));
            ck_put64(to + 2 * head + 2 * c, signed_pairs(quads, 1));
        }
    }
}

// What rows that are taken together hand from the scores to the sums of values.
struct few {
    float score[ROWS][CK_TILE];
    int16_t weight[ROWS][CK_TILE];
    float rescale[ROWS], scale[ROWS];
};

// sum[r] += a[r] · b for `quads` groups of four: a (rows, 4 · quads) with `stride` numbers from row to
// row, b (quads, SPAN columns) with `line` bytes from one group to the next.
AVX512_INLINE void multiply(const int count, const bool raw, const bool is_signed, const int16_t *a,
                            int stride, const void *b, size_t line, uintptr_t ahead, int quads,
                            __m512i sum[ROWS][WIDE]) {
    const uint8_t *from = b;
    for (int quad = 0; quad < quads; quad++, a += 4, from += line) {
        __m512i fours[WIDE], pairs[WIDE];
        for (int i = 0; raw && i < WIDE; i++) {
            ck_fetch(from + 64 * i, ahead);
            fours[i] = ck_bytes64(from + 64 * i);
        }
#pragma clang loop unroll(full)
        for (int half = 0; half < 2; half++) {
            for (int i = 0; i < WIDE; i++) {
                pairs[i] = !raw        ? ck_bytes64(from + (size_t)half * (line / 2) + 64 * i)
                           : is_signed ? signed_pairs(fours[i], half)
                                       : unsigned_pairs(fours[i], half);
            }
#pragma clang loop unroll(full)
            for (int r = 0; r < count; r++) {
                __m512i x = ck_quad16(a + r * stride + 2 * half);
                for (int i = 0; i < WIDE; i++) { sum[r][i] = _mm512_dpwssd_epi32(sum[r][i], pairs[i], x); }
            }
        }
    }
}

// Q·Kᵀ of `count` rows.
AVX512_INLINE void scores(const ck_rows *rows, const ck_opened *tile, int first, const int count,
                          const bool raw, struct few *few) {
    int head = rows->head, blocks = (int)((unsigned)head / BLOCK);
    size_t line = (raw ? 4 : 8) * CK_TILE;
    const int32_t *bias = rows->bias + first * blocks;
    const int16_t *query = rows->query16 + first * head;
    for (int t = 0; t < CK_TILE; t += SPAN) {
        const uint8_t *key = (const uint8_t *)tile->keys + 4 * t;
        __m512 score[ROWS][WIDE];
        for (int block = 0; block < blocks; block++, key += BLOCK / 4 * line) {
            __m512i sum[ROWS][WIDE];
            for (int r = 0; r < count; r++) {
                for (int i = 0; i < WIDE; i++) { sum[r][i] = _mm512_set1_epi32(bias[r * blocks + block]); }
            }
            multiply(count, raw, false, query + block * BLOCK, head, key, line, tile->ahead, BLOCK / 4, sum);
            for (int i = 0; i < WIDE; i++) {
                __m512 scale = _mm512_loadu_ps(tile->key_scale + block * CK_TILE + t + 16 * i);
                for (int r = 0; r < count; r++) {
                    __m512 part = _mm512_cvtepi32_ps(sum[r][i]);
                    score[r][i] = block == 0 ? _mm512_mul_ps(part, scale)
                                             : _mm512_fmadd_ps(part, scale, score[r][i]);
                }
            }
        }
        for (int r = 0; r < count; r++) {
            __m512 scale = _mm512_set1_ps(rows->query_scale[first + r]);
            for (int i = 0; i < WIDE; i++) {
                _mm512_storeu_ps(few->score[r] + t + 16 * i, _mm512_mul_ps(score[r][i], scale));
            }
        }
    }
}

// 2^(x - n) for x <= n by a cubic and the exponent. `origin` is 1.5 · 2^23 - n for a whole n: adding it
// rounds to whole numbers.
AVX512_INLINE __m512 sas(__m512 x, __m512 origin) {
    __m512 moved = _mm512_add_ps(x, origin), f = _mm512_sub_ps(x, _mm512_sub_ps(moved, origin));
    __m512 p = _mm512_fmadd_ps(_mm512_set1_ps(SAS_C3), f, _mm512_set1_ps(SAS_C2));
    p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(SAS_C1));
    p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(SAS_C0));
    __m512i power = _mm512_slli_epi32(_mm512_castps_si512(moved), 23);
    return _mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(p), power));
}

// Turns the scores of row `first + r` to weights. `top` is the largest value scale of a full tile.
AVX512_INLINE void softmax(const ck_rows *rows, const ck_opened *tile, int first, int r, ck_span span,
                           float top, struct few *few) {
    const __m512 none = _mm512_set1_ps(-INFINITY);
    __m512 x[4], most = none;
    for (int i = 0; i < 4; i++) {
        // What lies outside may be anything, NaN included: it is masked, not multiplied away.
        x[i] = _mm512_mask_mov_ps(none, ck_lanes16(span, i), _mm512_loadu_ps(few->score[r] + 16 * i));
        most = _mm512_max_ps(x[i], most);
    }
    if (span.first > 0 || span.keys < CK_TILE) {
        top = 0;
        for (int t = span.first; t < span.keys; t++) {
            top = tile->value_scale[t] > top ? tile->value_scale[t] : top;
        }
    }
    float old = rows->maximum[first + r], near = ceilf(_mm512_reduce_max_ps(most));
    float maximum = old > near ? old : near, limit = (float)tile->weight_limit;
    float share = ck_power(near - maximum), rescale = ck_power(old - maximum);
    const __m512 lowest = _mm512_set1_ps(maximum + rows->threshold), origin = _mm512_set1_ps(12582912.0f - near);
    const __m512 unit = _mm512_set1_ps(top > 0 ? limit / top : 0);
    __m256 sum = _mm256_setzero_ps();
    for (int i = 0; i < 4; i++) {
        __mmask16 kept = _mm512_cmp_ps_mask(x[i], lowest, _CMP_GE_OQ);
        __m512 p = _mm512_maskz_mov_ps(kept, sas(x[i], origin));
        __m512 value = _mm512_mul_ps(_mm512_loadu_ps(tile->value_scale + 16 * i), unit);
        __m512i weight = _mm512_cvtps_epi32(_mm512_maskz_mul_ps(kept, p, value));
        _mm256_storeu_si256((__m256i *)(void *)(few->weight[r] + 16 * i), _mm512_cvtsepi32_epi16(weight));
        sum = ck_add_halves(sum, p);
    }
    rows->sum[first + r] = fmaf(ck_sum_of8(sum), share, rows->sum[first + r] * rescale);
    rows->maximum[first + r] = maximum;
    few->rescale[r] = rescale;
    few->scale[r] = top / limit * share;
}

// out = out * rescale + P·V * scale of `count` rows.
AVX512_INLINE void values(const ck_rows *rows, const ck_opened *tile, int first, const int count,
                          const bool raw, int quads, const struct few *few) {
    int head = rows->head;
    for (int c = 0; c < head; c += SPAN) {
        __m512i sum[ROWS][WIDE];
        for (int r = 0; r < count; r++) {
            for (int i = 0; i < WIDE; i++) { sum[r][i] = _mm512_setzero_si512(); }
        }
        multiply(count, raw, true, few->weight[0], CK_TILE, (const uint8_t *)tile->values + 4 * c,
                 (size_t)((raw ? 4 : 8) * head), tile->ahead, quads, sum);
        for (int r = 0; r < count; r++) {
            float *out = rows->out + (first + r) * head + c;
            __m512 rescale = _mm512_set1_ps(few->rescale[r]), scale = _mm512_set1_ps(few->scale[r]);
            for (int i = 0; i < WIDE; i++) {
                __m512 old = _mm512_mul_ps(_mm512_loadu_ps(out + 16 * i), rescale);
                _mm512_storeu_ps(out + 16 * i, _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum[r][i]), scale, old));
            }
        }
    }
}

AVX512_INLINE void take(const ck_rows *rows, const ck_opened *tile, int first, const int count,
                        const bool raw, const ck_span *spans, float top) {
    struct few few;
    scores(rows, tile, first, count, raw, &few);
    int most = 0;
    for (int r = 0; r < count; r++) {
        softmax(rows, tile, first, r, spans[r], top, &few);
        most = spans[r].keys > most ? spans[r].keys : most;
    }
    values(rows, tile, first, count, raw, (most + 3) / 4, &few);
}

// A function for each number of rows, so that their sums stay in registers.
#define TAKE_512(n, raw)                                                                                     \
    static AVX512_TARGET __attribute__((noinline)) void take_##n##_##raw(                                    \
        const ck_rows *rows, const ck_opened *tile, int first, const ck_span *spans, float top) {            \
        take(rows, tile, first, n, raw, spans, top);                                                         \
    }
TAKE_512(1, 0) TAKE_512(2, 0) TAKE_512(3, 0) TAKE_512(4, 0) TAKE_512(5, 0) TAKE_512(6, 0)
TAKE_512(1, 1) TAKE_512(2, 1) TAKE_512(3, 1) TAKE_512(4, 1) TAKE_512(5, 1) TAKE_512(6, 1)
#undef TAKE_512

CK_ROWS_512(ck_rows_turbo_avx512) {
    typedef void some(const ck_rows *, const ck_opened *, int, const ck_span *, float);
    static some *const takes[2][ROWS] = {
        {take_1_0, take_2_0, take_3_0, take_4_0, take_5_0, take_6_0},
        {take_1_1, take_2_1, take_3_1, take_4_1, take_5_1, take_6_1},
    };
    if (tile->raw) { ck_fetch_scales(tile, rows->head); }
    __m512 most = _mm512_setzero_ps();
    for (int i = 0; i < 4; i++) { most = _mm512_max_ps(_mm512_loadu_ps(tile->value_scale + 16 * i), most); }
    float top = _mm512_reduce_max_ps(most);
    int parts = (count + ROWS - 1) / ROWS;
    // Parts of equal size: seven rows are four and three.
    for (int part = 0, done = 0; part < parts; part++) {
        int size = (count - done + parts - part - 1) / (parts - part);
        takes[tile->raw][size - 1](rows, tile, first + done, spans + done, top);
        done += size;
    }
}

#endif
