// AVX-512: exact attention over one tile of halves.
#include "avx512.h"

#if defined(__x86_64__)

#include <math.h>

CK_OPEN_512(ck_open_f16_avx512) {
    (void)count;
    const uint8_t *key = tile, *value = key + ck_half_values(rows->head);
    int head = rows->head;
    float *keys_out = rows->scratch, *values_out = keys_out + CK_TILE * head;
    for (int i = 0; i < CK_TILE * head; i += 16) { _mm512_storeu_ps(keys_out + i, ck_half16(key + 2 * i)); }
    for (int i = 0; i < keys * head; i += 16) { _mm512_storeu_ps(values_out + i, ck_half16(value + 2 * i)); }
    *opened = (ck_opened){.keys = keys_out, .values = values_out};
}

// Masks the scores outside the span, finds the row's new maximum, returns 2^(old - new).
AVX512_INLINE float new_maximum(const ck_rows *rows, int row, ck_span span, __m512 score[4]) {
    __m512 most = _mm512_set1_ps(-INFINITY);
    for (int i = 0; i < 4; i++) {
        score[i] = _mm512_mask_mov_ps(_mm512_set1_ps(-INFINITY), ck_lanes16(span, i), score[i]);
        most = _mm512_max_ps(score[i], most);
    }
    float old = rows->maximum[row], maximum = _mm512_reduce_max_ps(most);
    maximum = maximum > old ? maximum : old;
    rows->maximum[row] = maximum;
    return maximum == old ? 1 : exp2f(old - maximum);
}

AVX512_INLINE void float_scores(const float *query, const float *key, int head, __m512 score[4]) {
    for (int i = 0; i < 4; i++) { score[i] = _mm512_setzero_ps(); }
    for (int c = 0; c < head; c++) {
        __m512 q = _mm512_set1_ps(query[c]);
#pragma clang loop unroll(full)
        for (int i = 0; i < 4; i++) {
            score[i] = _mm512_fmadd_ps(q, _mm512_loadu_ps(key + c * CK_TILE + 16 * i), score[i]);
        }
    }
}

AVX512_INLINE void row_f16(const ck_rows *rows, const ck_opened *tile, int row, ck_span span) {
    int head = rows->head;
    const float *value = tile->values;
    __m512 score[4];
    __m256 sum = _mm256_setzero_ps();
    float_scores(rows->query + row * head, tile->keys, head, score);
    float rescale = new_maximum(rows, row, span, score), weight[CK_TILE];
    __m512 maximum = _mm512_set1_ps(rows->maximum[row]);
    for (int i = 0; i < 4; i++) {
        __m512 p = ck_exp16(_mm512_mul_ps(_mm512_sub_ps(score[i], maximum), _mm512_set1_ps(0.69314718f)));
        sum = ck_add_halves(sum, p);
        _mm512_storeu_ps(weight + 16 * i, p);
    }
    rows->sum[row] = rows->sum[row] * rescale + ck_sum_of8(sum);
    for (int c = 0; c < head; c += 32) {
        float *out = rows->out + row * head + c;
        __m512 low = _mm512_mul_ps(_mm512_loadu_ps(out), _mm512_set1_ps(rescale));
        __m512 high = _mm512_mul_ps(_mm512_loadu_ps(out + 16), _mm512_set1_ps(rescale));
        for (int t = span.first; t < span.keys; t++) {
            __m512 p = _mm512_set1_ps(weight[t]);
            low = _mm512_fmadd_ps(p, _mm512_loadu_ps(value + t * head + c), low);
            high = _mm512_fmadd_ps(p, _mm512_loadu_ps(value + t * head + c + 16), high);
        }
        _mm512_storeu_ps(out, low);
        _mm512_storeu_ps(out + 16, high);
    }
}

CK_ROWS_512(ck_rows_f16_avx512) {
    for (int i = 0; i < count; i++) { row_f16(rows, tile, first + i, spans[i]); }
}

#endif
