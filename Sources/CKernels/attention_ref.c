// Attention over one tile in plain C.
#include "internal.h"

#include <math.h>

void ck_open_f16_ref(const ck_rows *rows, const void *tile, int keys, int count, ck_opened *opened) {
    (void)count;
    const uint8_t *key = tile, *value = key + ck_half_values(rows->head);
    int head = rows->head;
    float *keys_out = rows->scratch, *values_out = keys_out + CK_TILE * head;
    for (int i = 0; i < CK_TILE * head; i++) { keys_out[i] = ck_from_half(ck_load16(key + 2 * i)); }
    for (int i = 0; i < keys * head; i++) { values_out[i] = ck_from_half(ck_load16(value + 2 * i)); }
    *opened = (ck_opened){.keys = keys_out, .values = values_out};
}

static void row_f16(const ck_rows *rows, const ck_opened *tile, int row, int first, int keys) {
    int head = rows->head;
    const float *key = tile->keys, *value = tile->values, *query = rows->query + row * head;
    float *out = rows->out + row * head, score[CK_TILE], maximum = rows->maximum[row];
    for (int t = first; t < keys; t++) {
        score[t] = 0;
        for (int c = 0; c < head; c++) { score[t] += query[c] * key[c * CK_TILE + t]; }
        maximum = fmaxf(maximum, score[t]);
    }
    float rescale = exp2f(rows->maximum[row] - maximum), sum = 0;
    for (int c = 0; c < head; c++) { out[c] *= rescale; }
    for (int t = first; t < keys; t++) {
        float p = exp2f(score[t] - maximum);
        sum += p;
        for (int c = 0; c < head; c++) { out[c] += p * value[t * head + c]; }
    }
    rows->sum[row] = rows->sum[row] * rescale + sum;
    rows->maximum[row] = maximum;
}

void ck_rows_f16_ref(const ck_rows *rows, const ck_opened *tile, int first, int count,
                     const ck_span *spans) {
    for (int i = 0; i < count; i++) { row_f16(rows, tile, first + i, spans[i].first, spans[i].keys); }
}

void ck_open_turbo8_ref(const ck_rows *rows, const void *tile, int keys, int count, ck_opened *opened) {
    (void)count;
    const uint8_t *key = tile;
    int head = rows->head;
    const int8_t *value = (const int8_t *)key + ck_turbo_values(head);
    int16_t *keys_out = rows->scratch, *values_out = keys_out + CK_TILE * head;
    for (int c = 0; c < head; c++) {
        for (int t = 0; t < CK_TILE; t++) {
            keys_out[(c / 2 * CK_TILE + t) * 2 + c % 2] =
                key[(c / 4 * CK_TILE + t) * 4 + ck_quad_place(c % 4)];
        }
    }
    for (int t = 0; t < (keys + 3) / 4 * 4; t++) {
        for (int c = 0; c < head; c++) {
            values_out[(t / 2 * head + c) * 2 + t % 2] = value[(t / 4 * head + c) * 4 + ck_quad_place(t % 4)];
        }
    }
    *opened = (ck_opened){
        .keys = keys_out,
        .values = values_out,
        .key_scale = (const float *)(const void *)(key + ck_turbo_key_scales(head)),
        .value_scale = (const float *)(const void *)(key + ck_turbo_value_scales(head)),
        .weight_limit = 32760,
    };
}

// 2^x for x <= 0 by SAS.
static float sas(float x) {
    float whole = ck_round(x), f = x - whole;
    return ck_power(whole) * fmaf(fmaf(fmaf(SAS_C3, f, SAS_C2), f, SAS_C1), f, SAS_C0);
}

static void row_turbo(const ck_rows *rows, const ck_opened *tile, int row, int first, int keys) {
    int head = rows->head;
    const int16_t *key = tile->keys, *value = tile->values, *query = rows->query16 + row * head;
    float *out = rows->out + row * head, score[CK_TILE], most = -INFINITY, top = 0;
    for (int t = first; t < keys; t++) {
        score[t] = 0;
        for (int block = 0; block < head; block += BLOCK) {
            int total = rows->bias[(row * head + block) / BLOCK];
            for (int c = block; c < block + BLOCK; c++) {
                total += query[c] * key[(c / 2 * CK_TILE + t) * 2 + c % 2];
            }
            score[t] = fmaf((float)total, tile->key_scale[block / BLOCK * CK_TILE + t], score[t]);
        }
        score[t] *= rows->query_scale[row];
        most = fmaxf(most, score[t]);
        top = fmaxf(top, tile->value_scale[t]);
    }
    // The tile's own power of two keeps the weights' bits; the row's keeps the sums in range.
    float near = ceilf(most), maximum = fmaxf(rows->maximum[row], near);
    float rescale = ck_power(rows->maximum[row] - maximum), share = ck_power(near - maximum);
    float lowest = maximum + rows->threshold, unit = top > 0 ? (float)tile->weight_limit / top : 0, sum = 0;
    int weight[CK_TILE] = {0};
    for (int t = first; t < keys; t++) {
        if (!(score[t] >= lowest)) { continue; }
        float p = sas(score[t] - near);
        sum += p;
        weight[t] = (int)ck_round(p * (tile->value_scale[t] * unit));
    }
    for (int c = 0; c < head; c++) {
        int total = 0;
        for (int t = first; t < keys; t++) { total += weight[t] * value[(t / 2 * head + c) * 2 + t % 2]; }
        out[c] = fmaf((float)total, top / (float)tile->weight_limit * share, out[c] * rescale);
    }
    rows->sum[row] = fmaf(sum, share, rows->sum[row] * rescale);
    rows->maximum[row] = maximum;
}

void ck_rows_turbo_ref(const ck_rows *rows, const ck_opened *tile, int first, int count,
                       const ck_span *spans) {
    for (int i = 0; i < count; i++) { row_turbo(rows, tile, first + i, spans[i].first, spans[i].keys); }
}
