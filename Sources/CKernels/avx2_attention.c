// AVX2: exact attention over one tile of halves.
#include "avx2.h"

#if defined(__x86_64__)

#include <math.h>

AVX2 void ck_open_f16_avx2(const ck_rows *rows, const void *tile, int keys, int count, ck_opened *opened) {
    (void)count;
    const uint8_t *key = tile, *value = key + ck_half_values(rows->head);
    int head = rows->head;
    float *keys_out = rows->scratch, *values_out = keys_out + CK_TILE * head;
    for (int i = 0; i < CK_TILE * head; i += 8) { _mm256_storeu_ps(keys_out + i, ck_half8(key + 2 * i)); }
    for (int i = 0; i < keys * head; i += 8) { _mm256_storeu_ps(values_out + i, ck_half8(value + 2 * i)); }
    *opened = (ck_opened){.keys = keys_out, .values = values_out};
}

// -1 in each of the lanes from `first` up to `keys` of 64.
AVX2_INLINE __m256 lanes_between(int first, int keys, int i) {
    __m256i lane = _mm256_add_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), _mm256_set1_epi32(8 * i));
    return _mm256_castsi256_ps(_mm256_andnot_si256(_mm256_cmpgt_epi32(_mm256_set1_epi32(first), lane),
                                                   _mm256_cmpgt_epi32(_mm256_set1_epi32(keys), lane)));
}

// Masks the scores before `first` and past `keys`, finds the row's new maximum, returns 2^(old - new).
AVX2_INLINE float new_maximum(const ck_rows *rows, int row, int first, int keys, __m256 score[8]) {
    const __m256 none = _mm256_set1_ps(-INFINITY);
    __m256 most = _mm256_set1_ps(rows->maximum[row]);
    for (int i = 0; i < 8; i++) {
        if (first > 0 || keys < CK_TILE) {
            score[i] = _mm256_blendv_ps(none, score[i], lanes_between(first, keys, i));
        }
        most = _mm256_max_ps(score[i], most);
    }
    float maximum = ck_max8(most),
          rescale = maximum == rows->maximum[row] ? 1 : exp2f(rows->maximum[row] - maximum);
    rows->maximum[row] = maximum;
    return rescale;
}

AVX2_INLINE void row_f16(const ck_rows *rows, const ck_opened *tile, int row, int first, int keys) {
    int head = rows->head;
    const float *query = rows->query + row * head, *key = tile->keys, *value = tile->values;
    __m256 score[8];
    for (int i = 0; i < 8; i++) { score[i] = _mm256_setzero_ps(); }
    for (int c = 0; c < head; c++) {
        __m256 q = _mm256_broadcast_ss(query + c);
#pragma clang loop unroll(full)
        for (int i = 0; i < 8; i++) {
            score[i] = _mm256_fmadd_ps(q, _mm256_loadu_ps(key + c * CK_TILE + 8 * i), score[i]);
        }
    }
    float rescale = new_maximum(rows, row, first, keys, score), weight[CK_TILE];
    __m256 maximum = _mm256_set1_ps(rows->maximum[row]), sum = _mm256_setzero_ps();
    for (int i = 0; i < 8; i++) {
        __m256 p = ck_exp8(_mm256_mul_ps(_mm256_sub_ps(score[i], maximum), _mm256_set1_ps(0.69314718f)));
        sum = _mm256_add_ps(sum, p);
        _mm256_storeu_ps(weight + 8 * i, p);
    }
    rows->sum[row] = rows->sum[row] * rescale + ck_sum8(sum);
    for (int c = 0; c < head; c += 32) {
        float *out = rows->out + row * head + c;
        __m256 acc[4];
        for (int i = 0; i < 4; i++) {
            acc[i] = _mm256_mul_ps(_mm256_loadu_ps(out + 8 * i), _mm256_set1_ps(rescale));
        }
        for (int t = first; t < keys; t++) {
            __m256 p = _mm256_broadcast_ss(weight + t);
#pragma clang loop unroll(full)
            for (int i = 0; i < 4; i++) {
                acc[i] = _mm256_fmadd_ps(p, _mm256_loadu_ps(value + t * head + c + 8 * i), acc[i]);
            }
        }
        for (int i = 0; i < 4; i++) { _mm256_storeu_ps(out + 8 * i, acc[i]); }
    }
}

AVX2 void ck_rows_f16_avx2(const ck_rows *rows, const ck_opened *tile, int first, int count,
                           const ck_span *spans) {
    for (int i = 0; i < count; i++) { row_f16(rows, tile, first + i, spans[i].first, spans[i].keys); }
}

#endif
