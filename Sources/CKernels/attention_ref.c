// Attention over one tile in plain C.
#include "internal.h"

#include <math.h>

const float ck_sas_table[16] = {
    1.0f,
    3.678794412e-1f,
    1.353352832e-1f,
    4.978706837e-2f,
    1.831563889e-2f,
    6.737946999e-3f,
    2.478752177e-3f,
    9.118819656e-4f,
    3.354626279e-4f,
    1.234098041e-4f,
    4.539992976e-5f,
    1.670170079e-5f,
    6.144212353e-6f,
    2.260329407e-6f,
    8.315287191e-7f,
    3.059023205e-7f,
};

static float sas(float x, float threshold) {
    if (!(x >= threshold)) { return 0; }
    int k = (int)-x;
    if (k > 15) { k = 15; }
    float f = -x - (float)k;
    return ck_sas_table[k] * fmaf(fmaf(fmaf(SAS_C3, f, SAS_C2), f, SAS_C1), f, SAS_C0);
}

void ck_open_none(const ck_rows *rows, const void *tile, int keys) {
    (void)rows;
    (void)tile;
    (void)keys;
}

void ck_row_f16_ref(const ck_rows *rows, const void *tile, int row, int first, int keys) {
    const uint8_t *key = tile, *value = key + ck_half_values(rows->head);
    const float *query = rows->query + row * rows->head;
    float *out = rows->out + row * rows->head, score[CK_TILE], maximum = rows->maximum[row];
    for (int t = first; t < keys; t++) {
        score[t] = 0;
        for (int c = 0; c < rows->head; c++) {
            score[t] += query[c] * ck_from_half(ck_load16(key + 2 * (c * CK_TILE + t)));
        }
        maximum = fmaxf(maximum, score[t]);
    }
    float rescale = expf(rows->maximum[row] - maximum), sum = 0;
    for (int c = 0; c < rows->head; c++) { out[c] *= rescale; }
    for (int t = first; t < keys; t++) {
        float p = expf(score[t] - maximum);
        sum += p;
        for (int c = 0; c < rows->head; c++) {
            out[c] += p * ck_from_half(ck_load16(value + 2 * (t * rows->head + c)));
        }
    }
    rows->sum[row] = rows->sum[row] * rescale + sum;
    rows->maximum[row] = maximum;
}

void ck_row_turbo8_ref(const ck_rows *rows, const void *tile, int row, int first, int keys) {
    int head = rows->head;
    const int8_t *key = tile, *value = key + ck_turbo_values(head), *query = rows->query8 + row * head;
    const float *key_scale = (const float *)(const void *)(key + ck_turbo_key_scales(head));
    const float *value_scale = (const float *)(const void *)(key + ck_turbo_value_scales(head));
    float *out = rows->out + row * head, score[CK_TILE], maximum = rows->maximum[row];
    for (int t = first; t < keys; t++) {
        score[t] = 0;
        for (int block = 0; block < head; block += BLOCK) {
            int total = 0, group = block / BLOCK;
            for (int c = block; c < block + BLOCK; c++) {
                total += query[c] * key[(c / 4 * CK_TILE + t) * 4 + c % 4];
            }
            float scale = rows->query_scale[(row * head + block) / BLOCK] * key_scale[group * CK_TILE + t];
            score[t] = fmaf((float)total, scale, score[t]);
        }
        maximum = fmaxf(maximum, score[t]);
    }
    // The history is rescaled by a true exponential: SAS would zero it when the maximum jumps.
    float rescale = expf(rows->maximum[row] - maximum), sum = 0, most = 0, weight[CK_TILE];
    for (int t = first; t < keys; t++) {
        float p = sas(score[t] - maximum, rows->threshold);
        sum += p;
        weight[t] = p * value_scale[t];
        most = fmaxf(most, weight[t]);
    }
    float inverse = most > 0 ? 32767.0f / most : 0;
    for (int c = 0; c < head; c++) {
        int total = 0;
        for (int t = first; t < keys; t++) {
            total += (int)rintf(weight[t] * inverse) * value[(t / 4 * head + c) * 4 + t % 4];
        }
        out[c] = fmaf((float)total, most / 32767.0f, out[c] * rescale);
    }
    rows->sum[row] = rows->sum[row] * rescale + sum;
    rows->maximum[row] = maximum;
}
