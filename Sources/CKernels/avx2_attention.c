// AVX2: attention over one tile.
#include "avx2.h"

#if defined(__x86_64__)

#include <math.h>

AVX2 void ck_open_f16_avx2(const ck_rows *rows, const void *tile, int keys) {
    const uint8_t *key = tile, *value = key + ck_half_values(rows->head);
    int head = rows->head;
    float *keys_out = rows->scratch, *values_out = rows->scratch + CK_TILE * head;
    for (int i = 0; i < CK_TILE * head; i += 8) { _mm256_storeu_ps(keys_out + i, ck_half8(key + 2 * i)); }
    for (int i = 0; i < keys * head; i += 8) { _mm256_storeu_ps(values_out + i, ck_half8(value + 2 * i)); }
}

// Spreads values [16][head][4] of bytes to pairs of tokens [32][head][2] of 16 bits.
AVX2 void ck_open_turbo8_avx2(const ck_rows *rows, const void *tile, int keys) {
    const uint8_t *value = (const uint8_t *)tile + ck_turbo_values(rows->head);
    const __m256i first = _mm256_setr_epi8(-1, 0, -1, 1, -1, 4, -1, 5, -1, 8, -1, 9, -1, 12, -1, 13, -1, 0,
                                           -1, 1, -1, 4, -1, 5, -1, 8, -1, 9, -1, 12, -1, 13);
    const __m256i second = _mm256_setr_epi8(-1, 2, -1, 3, -1, 6, -1, 7, -1, 10, -1, 11, -1, 14, -1, 15, -1, 2,
                                            -1, 3, -1, 6, -1, 7, -1, 10, -1, 11, -1, 14, -1, 15);
    uint8_t *out = (uint8_t *)(void *)rows->scratch;
    int head = rows->head;
    for (int quad = 0; quad < (keys + 3) / 4; quad++) {
        for (int c = 0; c < head; c += 8) {
            __m256i v = ck_bytes32(value + (quad * head + c) * 4);
            uint8_t *to = out + (2 * quad * head + c) * 4;
            // The byte goes to the upper half of its 16 bits, and is shifted down with its sign.
            _mm256_storeu_si256((__m256i *)(void *)to, _mm256_srai_epi16(_mm256_shuffle_epi8(v, first), 8));
            _mm256_storeu_si256((__m256i *)(void *)(to + head * 4),
                                _mm256_srai_epi16(_mm256_shuffle_epi8(v, second), 8));
        }
    }
}

// -1 in each of the lanes from `first` up to `keys` of 64.
AVX2_INLINE __m256 lanes_between(int first, int keys, int i) {
    __m256i lane = _mm256_add_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), _mm256_set1_epi32(8 * i));
    return _mm256_castsi256_ps(_mm256_andnot_si256(_mm256_cmpgt_epi32(_mm256_set1_epi32(first), lane),
                                                   _mm256_cmpgt_epi32(_mm256_set1_epi32(keys), lane)));
}

// Masks the scores before `first` and past `keys`, finds the row's new maximum and returns e^(old - new).
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
          rescale = maximum == rows->maximum[row] ? 1 : expf(rows->maximum[row] - maximum);
    rows->maximum[row] = maximum;
    return rescale;
}

AVX2 void ck_row_f16_avx2(const ck_rows *rows, const void *tile, int row, int first, int keys) {
    (void)tile;
    int head = rows->head;
    const float *query = rows->query + row * head, *key = rows->scratch,
                *value = rows->scratch + CK_TILE * head;
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
        __m256 p = ck_exp8(_mm256_sub_ps(score[i], maximum));
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

// e^x for x <= 0 by table and cubic; 0 below the threshold.
AVX2_INLINE __m256 sas(__m256 x, __m256 threshold) {
    __m256 y = _mm256_xor_ps(x, _mm256_set1_ps(-0.0f));
    __m256i k = _mm256_min_epi32(_mm256_cvttps_epi32(y), _mm256_set1_epi32(15));
    __m256 f = _mm256_sub_ps(y, _mm256_cvtepi32_ps(k));
    __m256 p = _mm256_fmadd_ps(_mm256_set1_ps(SAS_C3), f, _mm256_set1_ps(SAS_C2));
    p = _mm256_fmadd_ps(p, f, _mm256_set1_ps(SAS_C1));
    p = _mm256_fmadd_ps(p, f, _mm256_set1_ps(SAS_C0));
    __m256 near = _mm256_permutevar8x32_ps(_mm256_loadu_ps(ck_sas_table), k);
    __m256 far = _mm256_permutevar8x32_ps(_mm256_loadu_ps(ck_sas_table + 8), k);
    __m256 power =
        _mm256_blendv_ps(near, far, _mm256_castsi256_ps(_mm256_cmpgt_epi32(k, _mm256_set1_epi32(7))));
    return _mm256_and_ps(_mm256_mul_ps(power, p), _mm256_cmp_ps(x, threshold, _CMP_GE_OQ));
}

// Q·Kᵀ in integers: |q| times k with q's sign. A pair is at most 2·119·119, which fits 16 bits.
// Each 32 elements have scales of their own, so that a large element spoils only its neighbours.
AVX2_INLINE void turbo_scores(const ck_rows *rows, const uint8_t *tile, int row, __m256 score[8]) {
    const __m256i ones = _mm256_set1_epi16(1);
    const uint8_t *key = tile;
    const float *key_scale = (const float *)(const void *)(tile + ck_turbo_key_scales(rows->head));
    const int8_t *query = rows->query8 + row * rows->head;
    for (int i = 0; i < 8; i++) { score[i] = _mm256_setzero_ps(); }
    for (int first = 0; first < rows->head; first += BLOCK, key_scale += CK_TILE) {
        __m256i sum[8];
        for (int i = 0; i < 8; i++) { sum[i] = _mm256_setzero_si256(); }
        for (int c = first; c < first + BLOCK; c += 4, key += 4 * CK_TILE) {
            __m256i q = ck_quad(query + c), magnitude = _mm256_abs_epi8(q);
#pragma clang loop unroll(full)
            for (int i = 0; i < 8; i++) {
                __m256i k = _mm256_sign_epi8(ck_bytes32(key + 32 * i), q);
                sum[i] =
                    _mm256_add_epi32(sum[i], _mm256_madd_epi16(_mm256_maddubs_epi16(magnitude, k), ones));
            }
        }
        __m256 query_scale = _mm256_broadcast_ss(rows->query_scale + (row * rows->head + first) / BLOCK);
        for (int i = 0; i < 8; i++) {
            __m256 scale = _mm256_mul_ps(query_scale, _mm256_loadu_ps(key_scale + 8 * i));
            score[i] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(sum[i]), scale, score[i]);
        }
    }
}

// out = out * rescale + P·V * scale, in integers of 16 by 8 bits: wider weights cost nothing here,
// since 8 by 8 bits would need one more instruction to stay exact.
AVX2_INLINE void turbo_values(const int16_t *weight, const uint8_t *value, int head, int pairs, float *out,
                              float rescale, float scale) {
    for (int c = 0; c < head; c += 32) {
        __m256i acc[4];
        for (int i = 0; i < 4; i++) { acc[i] = _mm256_setzero_si256(); }
        const uint8_t *v = value + 4 * c;
        for (int t = 0; t < pairs; t++, v += 4 * head) {
            __m256i p = ck_quad(weight + 2 * t);
#pragma clang loop unroll(full)
            for (int i = 0; i < 4; i++) {
                acc[i] = _mm256_add_epi32(acc[i], _mm256_madd_epi16(p, ck_bytes32(v + 32 * i)));
            }
        }
        for (int i = 0; i < 4; i++) {
            __m256 old = _mm256_mul_ps(_mm256_loadu_ps(out + c + 8 * i), _mm256_set1_ps(rescale));
            _mm256_storeu_ps(out + c + 8 * i,
                             _mm256_fmadd_ps(_mm256_cvtepi32_ps(acc[i]), _mm256_set1_ps(scale), old));
        }
    }
}

AVX2 void ck_row_turbo8_avx2(const ck_rows *rows, const void *tile, int row, int first, int keys) {
    int head = rows->head;
    const float *value_scale =
        (const float *)(const void *)((const uint8_t *)tile + ck_turbo_value_scales(head));
    __m256 score[8];
    turbo_scores(rows, tile, row, score);
    float rescale = new_maximum(rows, row, first, keys, score);
    const __m256 maximum = _mm256_set1_ps(rows->maximum[row]), threshold = _mm256_set1_ps(rows->threshold);
    __m256 sum = _mm256_setzero_ps(), most = _mm256_setzero_ps();
    for (int i = 0; i < 8; i++) {
        __m256 p = sas(_mm256_sub_ps(score[i], maximum), threshold);
        sum = _mm256_add_ps(sum, p);
        // What lies past the keys may be anything, NaN included: it is masked, not multiplied away.
        __m256 w = _mm256_mul_ps(p, _mm256_loadu_ps(value_scale + 8 * i));
        score[i] = first > 0 || keys < CK_TILE ? _mm256_and_ps(w, lanes_between(first, keys, i)) : w;
        most = _mm256_max_ps(score[i], most);
    }
    rows->sum[row] = rows->sum[row] * rescale + ck_sum8(sum);
    float top = ck_max8(most);
    __m256 inverse = _mm256_set1_ps(top > 0 ? 32767.0f / top : 0);
    int16_t weight[CK_TILE];
    for (int i = 0; i < 8; i += 2) {
        __m256i low = _mm256_cvtps_epi32(_mm256_mul_ps(score[i], inverse));
        __m256i high = _mm256_cvtps_epi32(_mm256_mul_ps(score[i + 1], inverse));
        __m256i both = _mm256_permute4x64_epi64(_mm256_packs_epi32(low, high), 0xd8);
        _mm256_storeu_si256((__m256i *)(void *)(weight + 8 * i), both);
    }
    turbo_values(weight, (const uint8_t *)(const void *)rows->scratch, head, (keys + 1) / 2,
                 rows->out + row * head, rescale, top / 32767.0f);
}

#endif
