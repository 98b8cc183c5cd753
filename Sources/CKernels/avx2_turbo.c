// AVX2: quantised attention over one tile, several rows at a time.
//
// Products are of 16 by 16 bits: 8-bit ones would need an instruction more to stay exact, and so cost
// the same. Rows share what is loaded of keys and values, since loading would else be the limit.
#include "avx2.h"

#if defined(__x86_64__)

#include <math.h>

// Rows taken together, of a tile that was spread and of one that was not, and registers of sums a row.
enum { ROWS = 6, RAW_ROWS = 4, WIDE = 2, FEW = 8 };

AVX2_INLINE void store(void *p, __m256i v) { _mm256_storeu_si256(p, v); }

// One of the pairs of each quad in a register: elements 0 and 1, or 2 and 3.
AVX2_INLINE __m256i unsigned_pairs(__m256i quads, int half) {
    return half ? _mm256_srli_epi16(quads, 8) : _mm256_and_si256(quads, _mm256_set1_epi16(0xff));
}
AVX2_INLINE __m256i signed_pairs(__m256i quads, int half) {
    return _mm256_srai_epi16(half ? quads : _mm256_slli_epi16(quads, 8), 8);
}

AVX2 void ck_open_turbo8_avx2(const ck_rows *rows, const void *tile, int keys, int count, ck_opened *opened) {
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
        for (int t = 0; t < CK_TILE; t += 8) {
            __m256i quads = ck_bytes32(key + 4 * t);
            quads = _mm256_xor_si256(quads, _mm256_set1_epi8((char)0x80));
            store(to + 2 * t, signed_pairs(quads, 0));
            store(to + 2 * CK_TILE + 2 * t, signed_pairs(quads, 1));
        }
    }
    for (int t = 0; t < keys; t += 4, value += 4 * head) {
        int16_t *to = values_out + t * head;
        for (int c = 0; c < head; c += 8) {
            __m256i quads = ck_bytes32(value + 4 * c);
            store(to + 2 * c, signed_pairs(quads, 0));
            store(to + 2 * head + 2 * c, signed_pairs(quads, 1));
        }
    }
}

// What rows that are taken together hand from the scores to the sums of values.
struct few {
    float score[ROWS][CK_TILE];
    int16_t weight[ROWS][CK_TILE];
    float rescale[ROWS], scale[ROWS];
};

// sum[r] += a[r] · b for `quads` groups of four, a multiple of 4: a (rows, 4 · quads) with `stride` numbers from
// row to row, the groups in the order 0 2 1 3 where they are `mixed`; b (quads, 8 · WIDE columns) with `line`
// bytes from one group to the next.
AVX2_INLINE void multiply(const int count, const bool raw, const bool mixed, const bool is_signed, const int16_t *a,
                          int stride, const void *b, size_t line, uintptr_t ahead, int quads,
                          __m256i sum[ROWS][WIDE]) {
    const uint8_t *from = b;
    for (int four = 0; four < quads; four += 4, a += 16) {
#pragma clang loop unroll(full)
        for (int quad = 0; quad < 4; quad++, from += line) {
            __m256i quads[WIDE], pairs[WIDE];
            const int16_t *numbers = a + 4 * (mixed ? ck_quad_place(quad) : quad);
            if (raw) { ck_fetch(from, ahead); }
            for (int i = 0; raw && i < WIDE; i++) { quads[i] = ck_bytes32(from + 32 * i); }
            for (int half = 0; half < 2; half++) {
                for (int i = 0; i < WIDE; i++) {
                    pairs[i] = !raw        ? ck_bytes32(from + half * line / 2 + 32 * i)
                               : is_signed ? signed_pairs(quads[i], half)
                                           : unsigned_pairs(quads[i], half);
                }
                for (int r = 0; r < count; r++) {
                    __m256i x = ck_quad(numbers + r * stride + 2 * half);
                    for (int i = 0; i < WIDE; i++) {
                        sum[r][i] = _mm256_add_epi32(sum[r][i], _mm256_madd_epi16(pairs[i], x));
                        CK_KEEP(sum[r][i]);
                    }
                }
            }
        }
    }
}

// Q·Kᵀ of `count` rows.
AVX2_INLINE void scores(const ck_rows *rows, const ck_opened *tile, int first, const int count,
                        const bool raw, struct few *few) {
    int head = rows->head, blocks = (int)((unsigned)head / BLOCK);
    size_t line = (raw ? 4 : 8) * CK_TILE;
    const int32_t *bias = rows->bias + first * blocks;
    const int16_t *query = rows->query16 + first * head;
    for (int t = 0; t < CK_TILE; t += 8 * WIDE) {
        const uint8_t *key = (const uint8_t *)tile->keys + 4 * t;
        __m256 score[ROWS][WIDE];
        for (int block = 0; block < blocks; block++, key += BLOCK / 4 * line) {
            __m256i sum[ROWS][WIDE];
            for (int r = 0; r < count; r++) {
                // Keys that were spread have lost their bias.
                __m256i start = raw ? _mm256_set1_epi32(bias[r * blocks + block]) : _mm256_setzero_si256();
                for (int i = 0; i < WIDE; i++) { sum[r][i] = start; }
            }
            multiply(count, raw, false, false, query + block * BLOCK, head, key, line, tile->ahead, BLOCK / 4, sum);
            for (int i = 0; i < WIDE; i++) {
                __m256 scale = _mm256_loadu_ps(tile->key_scale + block * CK_TILE + t + 8 * i);
                for (int r = 0; r < count; r++) {
                    __m256 part = _mm256_cvtepi32_ps(sum[r][i]);
                    score[r][i] = block == 0 ? _mm256_mul_ps(part, scale)
                                             : _mm256_fmadd_ps(part, scale, score[r][i]);
                }
            }
        }
        for (int r = 0; r < count; r++) {
            __m256 scale = _mm256_broadcast_ss(rows->query_scale + first + r);
            for (int i = 0; i < WIDE; i++) {
                _mm256_storeu_ps(few->score[r] + t + 8 * i, _mm256_mul_ps(score[r][i], scale));
            }
        }
    }
}

// -1 in each of the lanes a span has of 64.
AVX2_INLINE __m256 lanes_of(ck_span span, int i) {
    __m256i lane = _mm256_add_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), _mm256_set1_epi32(8 * i));
    return _mm256_castsi256_ps(_mm256_andnot_si256(_mm256_cmpgt_epi32(_mm256_set1_epi32(span.first), lane),
                                                   _mm256_cmpgt_epi32(_mm256_set1_epi32(span.keys), lane)));
}

// 2^(x - n) for x <= n by a cubic and the exponent. `origin` is 1.5 · 2^23 - n for a whole n: adding it
// rounds to whole numbers.
AVX2_INLINE __m256 sas(__m256 x, __m256 origin) {
    __m256 moved = _mm256_add_ps(x, origin), f = _mm256_sub_ps(x, _mm256_sub_ps(moved, origin));
    __m256 p = _mm256_fmadd_ps(_mm256_set1_ps(SAS_C3), f, _mm256_set1_ps(SAS_C2));
    p = _mm256_fmadd_ps(p, f, _mm256_set1_ps(SAS_C1));
    p = _mm256_fmadd_ps(p, f, _mm256_set1_ps(SAS_C0));
    __m256i power = _mm256_slli_epi32(_mm256_castps_si256(moved), 23);
    return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(p), power));
}

// What weights are multiplied with so that they use their bits.
struct weighing {
    float top;            // the largest value scale
    float unit[CK_TILE];  // value scales, as shares of it times the limit
};

AVX2_INLINE void weigh(const ck_opened *tile, ck_span span, struct weighing *to) {
    __m256 scale[8], most = _mm256_setzero_ps();
    for (int i = 0; i < 8; i++) {
        // What lies outside may be anything, NaN included: it is masked, not multiplied away.
        scale[i] = _mm256_and_ps(_mm256_loadu_ps(tile->value_scale + 8 * i), lanes_of(span, i));
        most = _mm256_max_ps(scale[i], most);
    }
    to->top = ck_max8(most);
    __m256 unit = _mm256_set1_ps(to->top > 0 ? (float)tile->weight_limit / to->top : 0);
    for (int i = 0; i < 8; i++) { _mm256_storeu_ps(to->unit + 8 * i, _mm256_mul_ps(scale[i], unit)); }
}

AVX2_INLINE bool is_part(ck_span span) { return span.first > 0 || span.keys < CK_TILE; }

// Turns the scores of row `first + r` to weights; `full` is for the rows that see the whole tile.
AVX2_INLINE void softmax(const ck_rows *rows, const ck_opened *tile, int first, int r, ck_span span,
                         const struct weighing *full, struct few *few) {
    const __m256 none = _mm256_set1_ps(-INFINITY);
    const bool part = is_part(span);
    struct weighing own;
    __m256 x[8], most = none;
    for (int i = 0; i < 8; i++) {
        x[i] = _mm256_loadu_ps(few->score[r] + 8 * i);
        if (part) { x[i] = _mm256_blendv_ps(none, x[i], lanes_of(span, i)); }
        most = _mm256_max_ps(x[i], most);
    }
    if (part) {
        weigh(tile, span, &own);
        full = &own;
    }
    float old = rows->maximum[first + r], near = ceilf(ck_max8(most)), maximum = old > near ? old : near;
    float share = ck_power(near - maximum), rescale = ck_power(old - maximum);
    const __m256 lowest = _mm256_set1_ps(maximum + rows->threshold), origin = _mm256_set1_ps(12582912.0f - near);
    __m256 sum = _mm256_setzero_ps();
    __m256i last = _mm256_setzero_si256();
    for (int i = 0; i < 8; i++) {
        __m256 p = _mm256_and_ps(sas(x[i], origin), _mm256_cmp_ps(x[i], lowest, _CMP_GE_OQ));
        sum = _mm256_add_ps(sum, p);
        __m256i whole = _mm256_cvtps_epi32(_mm256_mul_ps(p, _mm256_loadu_ps(full->unit + 8 * i)));
        // Groups of four lie in the order 0 2 1 3.
        if (i % 2) { store(few->weight[r] + 8 * (i - 1), _mm256_packs_epi32(last, whole)); }
        last = whole;
    }
    rows->sum[first + r] = fmaf(ck_sum8(sum), share, rows->sum[first + r] * rescale);
    rows->maximum[first + r] = maximum;
    few->rescale[r] = rescale;
    few->scale[r] = full->top / (float)tile->weight_limit * share;
}

// out = out * rescale + P·V * scale of `count` rows.
AVX2_INLINE void values(const ck_rows *rows, const ck_opened *tile, int first, const int count, const bool raw,
                        int quads, const struct few *few) {
    int head = rows->head;
    for (int c = 0; c < head; c += 8 * WIDE) {
        __m256i sum[ROWS][WIDE];
        for (int r = 0; r < count; r++) {
            for (int i = 0; i < WIDE; i++) { sum[r][i] = _mm256_setzero_si256(); }
        }
        multiply(count, raw, true, true, few->weight[0], CK_TILE, (const uint8_t *)tile->values + 4 * c,
                 (size_t)((raw ? 4 : 8) * head), tile->ahead, quads, sum);
        for (int r = 0; r < count; r++) {
            float *out = rows->out + (first + r) * head + c;
            __m256 rescale = _mm256_broadcast_ss(few->rescale + r), scale = _mm256_broadcast_ss(few->scale + r);
            for (int i = 0; i < WIDE; i++) {
                __m256 old = _mm256_mul_ps(_mm256_loadu_ps(out + 8 * i), rescale);
                _mm256_storeu_ps(out + 8 * i, _mm256_fmadd_ps(_mm256_cvtepi32_ps(sum[r][i]), scale, old));
            }
        }
    }
}

AVX2_INLINE void take(const ck_rows *rows, const ck_opened *tile, int first, const int count, const bool raw,
                      const ck_span *spans, const struct weighing *full) {
    struct few few;
    scores(rows, tile, first, count, raw, &few);
    int most = 0;
    for (int r = 0; r < count; r++) {
        softmax(rows, tile, first, r, spans[r], full, &few);
        most = spans[r].keys > most ? spans[r].keys : most;
    }
    values(rows, tile, first, count, raw, (most + 15) / 16 * 4, &few);
}

// A function for each number of rows, so that their sums stay in registers.
#define TAKE(n, raw)                                                                                         \
    AVX2 __attribute__((noinline)) static void take_##n##_##raw(                                             \
        const ck_rows *rows, const ck_opened *tile, int first, const ck_span *spans,                         \
        const struct weighing *full) {                                                                       \
        take(rows, tile, first, n, raw, spans, full);                                                        \
    }
TAKE(1, 0) TAKE(2, 0) TAKE(3, 0) TAKE(4, 0) TAKE(5, 0) TAKE(6, 0)
TAKE(1, 1) TAKE(2, 1) TAKE(3, 1) TAKE(4, 1)

AVX2 void ck_rows_turbo_avx2(const ck_rows *rows, const ck_opened *tile, int first, int count,
                             const ck_span *spans) {
    typedef void some(const ck_rows *, const ck_opened *, int, const ck_span *,
                      const struct weighing *);
    static some *const spread[ROWS] = {take_1_0, take_2_0, take_3_0, take_4_0, take_5_0, take_6_0};
    static some *const raw[RAW_ROWS] = {take_1_1, take_2_1, take_3_1, take_4_1};
    struct weighing full = {0};
    if (tile->raw) { ck_fetch_scales(tile, rows->head); }
    for (int r = 0; r < count; r++) {
        if (!is_part(spans[r])) {
            weigh(tile, spans[r], &full);
            break;
        }
    }
    int limit = tile->raw ? RAW_ROWS : ROWS, parts = (count + limit - 1) / limit;
    // Parts of equal size: seven rows are four and three.
    for (int part = 0, done = 0; part < parts; part++) {
        int size = (count - done + parts - part - 1) / (parts - part);
        (tile->raw ? raw : spread)[size - 1](rows, tile, first + done, spans + done, &full);
        done += size;
    }
}

#endif
