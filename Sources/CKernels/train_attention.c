// Attention of packed groups, whose branches see a shared prefix and themselves, and its gradients.
//
// An item of work is one query head of one group. Keys come in tiles of 64, queries in tiles of 48 rows; of a
// tile of scores at most a few exist at a time. The gradients compute the scores again from the logarithms
// of the softmaxes' sums (Dao et al., 2022).
#include "training.h"

#include <math.h>
#include <stdlib.h>

struct attending {
    const ck_training *training;
    const ck_kernels *kernels;
    const ck_grouped *shape;
    const float *out_in, *logs_in, *d_out;      // of the gradients
    float *out, *logs;                          // of the results
    float *d_queries, *d_key_heads, *d_value_heads; // of the gradients; keys' and values' by query head
};

static size_t tiles_of(size_t rows) { return (rows + CK_TILE - 1) / CK_TILE; }

// Panels [head][16] of the transposed keys, four for each tile of 64; keys that are not there are zero.
static void across(const ck_kernels *kernels, const float *x, size_t stride, size_t count, size_t head, float *to,
                   float *scratch) {
    for (size_t key = 0; key < tiles_of(count) * CK_TILE; key += PANEL, to += head * PANEL) {
        size_t rows = key >= count ? 0 : count - key < PANEL ? count - key : PANEL;
        if (rows == PANEL) {
            kernels->turn(x + key * stride, stride, head, to);
            continue;
        }
        memset(scratch, 0, PANEL * head * sizeof(float));
        for (size_t i = 0; i < rows; i++) {
            memcpy(scratch + i * head, x + (key + i) * stride, head * sizeof(float));
        }
        kernels->turn(scratch, head, head, to);
    }
}

// Panels [rows][16] of some rows, head / 16 of them; rows beyond `count` are zero.
static void along(const float *x, size_t stride, size_t count, size_t rows, size_t head, float *to) {
    for (size_t column = 0; column < head; column += PANEL, to += rows * PANEL) {
        for (size_t i = 0; i < count; i++) {
            memcpy(to + i * PANEL, x + i * stride + column, PANEL * sizeof(float));
        }
        memset(to + count * PANEL, 0, (rows - count) * PANEL * sizeof(float));
    }
}

// The same for each tile of 64 keys.
static void along_tiles(const float *x, size_t stride, size_t count, size_t head, float *to) {
    for (size_t key = 0; key < count; key += CK_TILE) {
        size_t rows = count - key < CK_TILE ? count - key : CK_TILE;
        along(x + key * stride, stride, rows, CK_TILE, head, to + key * head);
    }
}

// What the rows [first, first + rows) of a group see, together.
typedef struct {
    size_t prefix, own, end;
} span;

static span seen(const ck_sight *sights, size_t first, size_t rows) {
    span all = {0, first, first + rows};
    for (size_t i = first; i < first + rows; i++) {
        if ((size_t)sights[i].prefix > all.prefix) { all.prefix = (size_t)sights[i].prefix; }
        if ((size_t)sights[i].own < all.own) { all.own = (size_t)sights[i].own; }
    }
    return all;
}

static bool sees(span all, size_t tile) {
    size_t low = tile * CK_TILE;
    return low < all.prefix || (low < all.end && low + CK_TILE > all.own);
}

// Sets a row's scores of keys [from, to) to -inf; the row begins with key `low`.
static void hide(float *row, size_t low, size_t from, size_t to) {
    from = from > low ? from - low : 0;
    to = to > low + CK_TILE ? CK_TILE : to > low ? to - low : 0;
    for (size_t j = from; j < to; j++) { row[j] = -INFINITY; }
}

// The row of [first, first + rows) from which on a key is seen: nobody sees what follows it.
static size_t earliest(size_t key, size_t first, size_t rows) {
    size_t row = key > first ? key - first : 0;
    return row < rows ? row : rows;
}

// tile (rows, 64) += x (rows, head) times turned keys or values of a tile; 16 keys that a row does not see are
// left out.
static void multiply_keys(const struct attending *job, const float *x, const float *turned, size_t first, size_t rows,
                          size_t tile, float *out) {
    size_t head = job->shape->head;
    for (size_t p = 0; p < CK_TILE / PANEL; p++) {
        size_t key = tile * CK_TILE + p * PANEL, row = earliest(key, first, rows);
        if (row == rows) { return; }
        job->kernels->fma_tile(x + row * head, head, 1, turned + key * head, head, rows - row, 1,
                               out + row * CK_TILE + p * PANEL, CK_TILE);
    }
}

// Scores of a tile, with -inf for what a row does not see.
static void score(const struct attending *job, const ck_sight *sights, const float *queries, const float *turned,
                  size_t first, size_t rows, size_t tile, float *scores) {
    memset(scores, 0, rows * CK_TILE * sizeof(float));
    multiply_keys(job, queries, turned, first, rows, tile, scores);
    // Most tiles lie where every row sees all of them: only ends are looked at.
    for (size_t i = 0; i < rows; i++) {
        size_t row = first + i, low = tile * CK_TILE, high = low + CK_TILE;
        hide(scores + i * CK_TILE, low, (size_t)sights[row].prefix, (size_t)sights[row].own);
        hide(scores + i * CK_TILE, low, row + 1 > (size_t)sights[row].prefix ? row + 1 : (size_t)sights[row].prefix,
             high);
    }
}

// The largest of a row's scores.
static float largest(const float *row, float most) {
    float parts[8];
    for (size_t j = 0; j < 8; j++) { parts[j] = most; }
    for (size_t i = 0; i < CK_TILE; i += 8) {
        for (size_t j = 0; j < 8; j++) { parts[j] = row[i + j] > parts[j] ? row[i + j] : parts[j]; }
    }
    for (size_t j = 0; j < 8; j++) { most = parts[j] > most ? parts[j] : most; }
    return most;
}

// Query rows of one head, scaled and dense.
static void gather(const float *x, size_t stride, size_t rows, size_t head, float scale, float *to) {
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < head; j++) { to[i * head + j] = x[i * stride + j] * scale; }
    }
}

static void attend_item(void *context, int lane, int index) {
    const struct attending *job = context;
    const ck_grouped *shape = job->shape;
    size_t heads = shape->heads, head = shape->head, h = (size_t)index % heads;
    ck_relatives group = shape->groups[(size_t)index / heads];
    size_t kv = h / (heads / shape->kv_heads), kv_stride = shape->kv_heads * head, stride = heads * head;
    size_t padded = tiles_of(group.count) * CK_TILE;
    const ck_sight *sights = shape->sights + group.first;
    float *turned = ck_lane_memory(job->training, lane), *values = turned + padded * head;
    float *queries = values + padded * head, *sums = queries + QUERY_ROWS * head;
    float *scores = sums + QUERY_ROWS * head, *scratch = scores + QUERY_ROWS * CK_TILE;
    across(job->kernels, shape->keys + group.first * kv_stride + kv * head, kv_stride, group.count, head, turned,
           scratch);
    along_tiles(shape->values + group.first * kv_stride + kv * head, kv_stride, group.count, head, values);
    for (size_t first = 0; first < group.count; first += QUERY_ROWS) {
        size_t rows = group.count - first < QUERY_ROWS ? group.count - first : QUERY_ROWS;
        float maximum[QUERY_ROWS];
        double total[QUERY_ROWS];
        for (size_t i = 0; i < rows; i++) {
            maximum[i] = -INFINITY;
            total[i] = 0;
        }
        gather(shape->queries + (group.first + first) * stride + h * head, stride, rows, head, shape->scale, queries);
        memset(sums, 0, rows * head * sizeof(float));
        span all = seen(sights, first, rows);
        for (size_t tile = 0; tile < tiles_of(all.end); tile++) {
            if (!sees(all, tile)) { continue; }
            score(job, sights, queries, turned, first, rows, tile, scores);
            size_t skip = earliest(tile * CK_TILE, first, rows), keys = all.end - tile * CK_TILE;
            if (keys > CK_TILE) { keys = CK_TILE; }
            for (size_t i = skip; i < rows; i++) {
                float *row = scores + i * CK_TILE, most = largest(row, maximum[i]);
                if (most == -INFINITY) {
                    memset(row, 0, CK_TILE * sizeof(float));
                    continue;
                }
                if (most > maximum[i] && total[i] > 0) {
                    float shrink = expf(maximum[i] - most);
                    total[i] *= (double)shrink;
                    for (size_t j = 0; j < head; j++) { sums[i * head + j] *= shrink; }
                }
                maximum[i] = most;
                total[i] += job->kernels->exp_shifted(row, CK_TILE, most, true);
            }
            for (size_t p = 0; p < head / PANEL; p++) {
                job->kernels->fma_tile(scores + skip * CK_TILE, CK_TILE, 1,
                                       values + (tile * head + p * PANEL) * CK_TILE, keys, rows - skip, 1,
                                       sums + skip * head + p * PANEL, head);
            }
        }
        for (size_t i = 0; i < rows; i++) {
            size_t row = group.first + first + i;
            float *out = job->out + row * stride + h * head, share = (float)(1 / total[i]);
            for (size_t j = 0; j < head; j++) { out[j] = sums[i * head + j] * share; }
            job->logs[row * heads + h] = maximum[i] + (float)log(total[i]);
        }
    }
}

static float inner(const float *a, const float *b, size_t n) {
    float parts[8] = {0};
    for (size_t i = 0; i < n; i += 8) {
        for (size_t j = 0; j < 8; j++) { parts[j] += a[i + j] * b[i + j]; }
    }
    return ((parts[0] + parts[1]) + (parts[2] + parts[3])) + ((parts[4] + parts[5]) + (parts[6] + parts[7]));
}

static void backward_item(void *context, int lane, int index) {
    const struct attending *job = context;
    const ck_grouped *shape = job->shape;
    const ck_kernels *kernels = job->kernels;
    size_t heads = shape->heads, head = shape->head, h = (size_t)index % heads;
    ck_relatives group = shape->groups[(size_t)index / heads];
    size_t kv = h / (heads / shape->kv_heads), kv_stride = shape->kv_heads * head, stride = heads * head;
    size_t padded = tiles_of(group.count) * CK_TILE;
    const ck_sight *sights = shape->sights + group.first;
    const float *keys = shape->keys + group.first * kv_stride + kv * head;
    const float *values = shape->values + group.first * kv_stride + kv * head;
    float *turned_keys = ck_lane_memory(job->training, lane), *turned_values = turned_keys + padded * head;
    float *key_panels = turned_values + padded * head, *d_keys = key_panels + padded * head;
    float *d_values = d_keys + padded * head, *queries = d_values + padded * head;
    float *d_out = queries + QUERY_ROWS * head, *query_panels = d_out + QUERY_ROWS * head;
    float *d_out_panels = query_panels + QUERY_ROWS * head, *d_queries = d_out_panels + QUERY_ROWS * head;
    float *scores = d_queries + QUERY_ROWS * head, *d_scores = scores + QUERY_ROWS * CK_TILE;
    float *scratch = d_scores + QUERY_ROWS * CK_TILE;
    across(kernels, keys, kv_stride, group.count, head, turned_keys, scratch);
    across(kernels, values, kv_stride, group.count, head, turned_values, scratch);
    along_tiles(keys, kv_stride, group.count, head, key_panels);
    memset(d_keys, 0, 2 * padded * head * sizeof(float));
    for (size_t first = 0; first < group.count; first += QUERY_ROWS) {
        size_t rows = group.count - first < QUERY_ROWS ? group.count - first : QUERY_ROWS;
        size_t at = (group.first + first) * stride + h * head;
        gather(shape->queries + at, stride, rows, head, shape->scale, queries);
        gather(job->d_out + at, stride, rows, head, 1, d_out);
        along(queries, head, rows, rows, head, query_panels);
        along(d_out, head, rows, rows, head, d_out_panels);
        memset(d_queries, 0, rows * head * sizeof(float));
        float gained[QUERY_ROWS];
        for (size_t i = 0; i < rows; i++) {
            gained[i] = inner(d_out + i * head, job->out_in + at + i * stride, head);
        }
        span all = seen(sights, first, rows);
        for (size_t tile = 0; tile < tiles_of(all.end); tile++) {
            if (!sees(all, tile)) { continue; }
            score(job, sights, queries, turned_keys, first, rows, tile, scores);
            memset(d_scores, 0, rows * CK_TILE * sizeof(float));
            multiply_keys(job, d_out, turned_values, first, rows, tile, d_scores);
            size_t skip = earliest(tile * CK_TILE, first, rows), keys = all.end - tile * CK_TILE;
            if (keys > CK_TILE) { keys = CK_TILE; }
            for (size_t i = skip; i < rows; i++) {
                float *row = scores + i * CK_TILE, *d_row = d_scores + i * CK_TILE;
                kernels->exp_shifted(row, CK_TILE, job->logs_in[(group.first + first + i) * heads + h], true);
                for (size_t j = 0; j < CK_TILE; j++) { d_row[j] = row[j] * (d_row[j] - gained[i]); }
            }
            for (size_t p = 0; p < head / PANEL; p++) {
                size_t place = tile * CK_TILE * head + p * PANEL;
                size_t at_row = skip * CK_TILE, from = (p * rows + skip) * PANEL;
                kernels->fma_tile(scores + at_row, 1, CK_TILE, d_out_panels + from, rows - skip, keys, 1,
                                  d_values + place, head);
                kernels->fma_tile(d_scores + at_row, 1, CK_TILE, query_panels + from, rows - skip, keys, 1,
                                  d_keys + place, head);
                kernels->fma_tile(d_scores + at_row, CK_TILE, 1, key_panels + (tile * head + p * PANEL) * CK_TILE, keys,
                                  rows - skip, 1, d_queries + skip * head + p * PANEL, head);
            }
        }
        for (size_t i = 0; i < rows; i++) {
            for (size_t j = 0; j < head; j++) {
                job->d_queries[at + i * stride + j] = d_queries[i * head + j] * shape->scale;
            }
        }
    }
    for (size_t i = 0; i < group.count; i++) {
        size_t to = (group.first + i) * stride + h * head;
        memcpy(job->d_key_heads + to, d_keys + i * head, head * sizeof(float));
        memcpy(job->d_value_heads + to, d_values + i * head, head * sizeof(float));
    }
}

struct joining {
    const ck_grouped *shape;
    const float *from[2];
    float *to[2];
};

// Adds up what the query heads that share a key-value head gave it.
static void join_row(void *context, int lane, int index) {
    (void)lane;
    const struct joining *job = context;
    const ck_grouped *shape = job->shape;
    size_t each = shape->heads / shape->kv_heads, head = shape->head;
    for (int part = 0; part < 2; part++) {
        const float *from = job->from[part] + (size_t)index * shape->heads * head;
        float *to = job->to[part] + (size_t)index * shape->kv_heads * head;
        for (size_t kv = 0; kv < shape->kv_heads; kv++, to += head) {
            memcpy(to, from, head * sizeof(float));
            from += head;
            for (size_t h = 1; h < each; h++, from += head) {
                for (size_t i = 0; i < head; i++) { to[i] += from[i]; }
            }
        }
    }
}

static size_t most_rows(const ck_training *training, const ck_grouped *shape) {
    size_t rows = 0;
    if (shape->head % PANEL || shape->head > training->head || shape->heads % shape->kv_heads) { abort(); }
    for (int i = 0; i < shape->count; i++) {
        if (shape->groups[i].count > training->rows) { abort(); }
        if (shape->groups[i].first + shape->groups[i].count > rows) {
            rows = shape->groups[i].first + shape->groups[i].count;
        }
    }
    return rows;
}

void ck_attend_groups(ck_training *training, const ck_grouped *attention, float *out, float *logs) {
    most_rows(training, attention);
    struct attending job = {.training = training,
                            .kernels = ck_pool_kernels(training->pool),
                            .shape = attention,
                            .out = out,
                            .logs = logs};
    ck_pool_run(training->pool, attention->count * (int)attention->heads, attend_item, &job);
}

void ck_attend_groups_backward(ck_training *training, const ck_grouped *attention, const float *out,
                               const float *logs, const float *d_out, float *d_queries, float *d_keys,
                               float *d_values, float *shares) {
    size_t rows = most_rows(training, attention);
    struct attending job = {.training = training,
                            .kernels = ck_pool_kernels(training->pool),
                            .shape = attention,
                            .out_in = out,
                            .logs_in = logs,
                            .d_out = d_out,
                            .d_queries = d_queries,
                            .d_key_heads = shares,
                            .d_value_heads = shares + rows * attention->heads * attention->head};
    ck_pool_run(training->pool, attention->count * (int)attention->heads, backward_item, &job);
    struct joining joining = {attention, {job.d_key_heads, job.d_value_heads}, {d_keys, d_values}};
    ck_pool_run(training->pool, (int)rows, join_row, &joining);
}

ck_training *ck_training_create(ck_pool *pool, size_t head, size_t rows) {
    ck_training *training = calloc(1, sizeof *training);
    if (!training) { return NULL; }
    size_t padded = tiles_of(rows) * CK_TILE;
    size_t attention = 5 * padded * head + 5 * QUERY_ROWS * head + 2 * QUERY_ROWS * CK_TILE + PANEL * head;
    size_t products = TRAIN_PANELS * TRAIN_DEPTH * PANEL + PANEL * TRAIN_DEPTH;
    *training = (ck_training){.pool = pool, .lanes = (size_t)ck_pool_lanes(pool), .head = head, .rows = rows};
    training->lane_floats = ((attention > products ? attention : products) + 63) / 64 * 64;
    training->memory = aligned_alloc(64, training->lanes * training->lane_floats * sizeof(float));
    if (!training->memory) {
        free(training);
        return NULL;
    }
    return training;
}

void ck_training_destroy(ck_training *training) {
    if (!training) { return; }
    free(training->rounded);
    free(training->memory);
    free(training);
}

size_t ck_training_bytes(const ck_training *training) {
    return training->lanes * training->lane_floats * sizeof(float) + training->rounded_bytes;
}
