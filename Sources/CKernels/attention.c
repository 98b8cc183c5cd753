// Attention of many rows: who does what, and the joining of segments.
//
// Keys are taken in segments of 16 tiles whose results are joined in order. One row of a long
// context can so be shared out between the lanes, and many rows give bit for bit the same.
#include "internal.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>

enum { SEGMENT_TILES = 16, SEGMENT = SEGMENT_TILES * CK_TILE, ROW_BLOCK = 16, FEW = 8, MAX_GROUP = 64 };
static const float LOG2_E = 1.44269504f;

struct ck_attention {
    ck_attention_shape shape;
    int rows, context, segments, group;
    size_t lane_bytes;
    uint8_t *lanes; // of each lane: see `lane_memory`
    float *partial; // (FEW, heads, segments, head + 2)
    int *blocks;    // first row of each block of rows that share pages
};

struct attending {
    const ck_kernels *kernels;
    ck_attention *attention;
    const ck_view *views;
    ck_layer layer;
    const float *queries;
    float *out;
    float scale, threshold; // to base 2
    int segments, blocks;
};

static size_t block_rows(const ck_attention *a) { return (size_t)ROW_BLOCK * (size_t)a->group; }

ck_attention *ck_attention_create(ck_pool *pool, ck_attention_shape shape, int rows, int context) {
    if (shape.head <= 0 || shape.head > 256 || shape.head % 32 || shape.kv_heads <= 0 ||
        shape.heads % shape.kv_heads || shape.heads / shape.kv_heads > MAX_GROUP) {
        return NULL;
    }
    ck_attention *a = calloc(1, sizeof *a);
    if (!a) { return NULL; }
    *a = (ck_attention){.shape = shape, .rows = rows, .context = context};
    a->segments = (context + SEGMENT - 1) / SEGMENT;
    a->group = shape.heads / shape.kv_heads;
    size_t head = (size_t)shape.head, n = block_rows(a);
    // Queries, sums of a segment and of all; their maxima and sums; two open tiles; queries of 16 bits.
    size_t floats = 3 * n * head + 5 * n + n * head / BLOCK + 2 * CK_TILE * head;
    a->lane_bytes = (floats * sizeof(float) + n * head * sizeof(int16_t) + 127) / 64 * 64;
    a->lanes = aligned_alloc(64, a->lane_bytes * (size_t)ck_pool_lanes(pool));
    a->partial = malloc((size_t)FEW * (size_t)shape.heads * (size_t)a->segments * (head + 2) * sizeof(float));
    a->blocks = malloc(((size_t)rows + 1) * sizeof(int));
    if (!a->lanes || !a->partial || !a->blocks) {
        ck_attention_destroy(a);
        return NULL;
    }
    return a;
}

void ck_attention_destroy(ck_attention *a) {
    if (!a) { return; }
    free(a->lanes);
    free(a->partial);
    free(a->blocks);
    free(a);
}

struct lane {
    float *query, *out, *total, *maximum, *sum, *total_maximum, *total_sum, *query_scale, *scratch;
    int32_t *bias;
    int16_t *query16;
};

static struct lane lane_memory(const ck_attention *a, int lane) {
    size_t head = (size_t)a->shape.head, n = block_rows(a);
    float *p = (float *)(void *)(a->lanes + a->lane_bytes * (size_t)lane);
    struct lane m = {.scratch = p, .query = p + 2 * CK_TILE * head};
    m.out = m.query + n * head;
    m.total = m.out + n * head;
    m.maximum = m.total + n * head;
    m.sum = m.maximum + n;
    m.total_maximum = m.sum + n;
    m.total_sum = m.total_maximum + n;
    m.query_scale = m.total_sum + n;
    m.bias = (int32_t *)(void *)(m.query_scale + n);
    m.query16 = (int16_t *)(void *)(m.bias + n * head / BLOCK);
    return m;
}

// Copies the queries of a block for one KV head, scaled, and quantises them row by row.
static void load_queries(const struct attending *job, struct lane *m, int first, int rows, int kv) {
    const ck_attention_shape *shape = &job->attention->shape;
    int head = shape->head, group = job->attention->group;
    for (int r = 0; r < rows * group; r++) {
        size_t at = (size_t)(first + r / group) * (size_t)(shape->heads * head) +
                    (size_t)((kv * group + r % group) * head);
        const float *from = job->queries + at;
        float *query = m->query + r * head;
        if (shape->mode == CK_CACHE_F16) {
            // Keys are halves: queries are rounded like them, as is usual.
            for (int c = 0; c < head; c++) { query[c] = ck_from_half(ck_to_half(from[c])) * job->scale; }
            continue;
        }
        int16_t *query16 = m->query16 + r * head;
        if (shape->mode == CK_CACHE_TURBO8) {
            memcpy(query, from, (size_t)head * sizeof(float));
            ck_hadamard(query, head);
            from = query;
        }
        m->query_scale[r] = ck_symmetric(from, head, QUERY_LIMIT, query16) * job->scale;
        for (int c = 0; c < head; c += BLOCK) {
            int sum = 0;
            for (int i = 0; i < BLOCK; i++) { sum += query16[c + i]; }
            m->bias[(r * head + c) / BLOCK] = -128 * sum;
        }
    }
}

static ck_bits bits_of(const struct attending *job, int kv) { return ck_layer_bits(&job->layer, kv); }

// Where the packed tile of a KV head lies after the layer's first.
static size_t packed_offset(const struct attending *job, int kv) {
    size_t offset = 0;
    for (int i = 0; i < kv; i++) { offset += ck_packed_bytes(bits_of(job, i), job->attention->shape.head); }
    return offset;
}

// A tile and the rows that may see something of it.
struct tile_of_rows {
    int first, rows, key, keys;
    uintptr_t ahead; // to the bytes of the next; 0 for the last
};

// Which rows are taken: all, those that stand in the tile, or those that stand in a later one.
enum which { ANY, INSIDE, BEYOND };

// Opens a tile and takes the rows that see something of it, a run at a time.
static void take_tile(const struct attending *job, const ck_rows *state, ck_format format,
                      const uint8_t *bytes, struct tile_of_rows tile, enum which which) {
    const ck_kernels *kernels = job->kernels;
    ck_span spans[ROW_BLOCK * MAX_GROUP];
    ck_opened opened;
    int group = job->attention->group, run = 0, count = 0;
    kernels->tile_open[format](state, bytes, tile.keys, tile.rows * group, &opened);
    opened.ahead = opened.raw ? tile.ahead : 0;
    for (int r = 0; r < tile.rows * group; r++) {
        const ck_view *view = &job->views[tile.first + r / group];
        int keys = view->length - tile.key, from = view->first - tile.key;
        bool taken = which == ANY || (keys <= CK_TILE) == (which == INSIDE);
        if (taken && keys > 0 && from < CK_TILE) {
            spans[count++] = (ck_span){from > 0 ? from : 0, keys < CK_TILE ? keys : CK_TILE};
            continue;
        }
        if (count > 0) { kernels->tile_rows[format](state, &opened, run, count, spans); }
        run = r + 1;
        count = 0;
    }
    if (count > 0) { kernels->tile_rows[format](state, &opened, run, count, spans); }
}

// One segment of keys for the rows of a block: fills `out`, `maximum` and `sum`.
static void attend_segment(const struct attending *job, struct lane *m, int first, int rows, int kv,
                           int segment) {
    const ck_attention *a = job->attention;
    int head = a->shape.head, group = a->group, longest = 0, shortest = INT_MAX, earliest = INT_MAX;
    ck_cache_mode mode = a->shape.mode;
    size_t tile_bytes = ck_tile_bytes(mode, head);
    for (int r = 0; r < rows * group; r++) {
        m->maximum[r] = -INFINITY;
        m->sum[r] = 0;
    }
    memset(m->out, 0, (size_t)(rows * group * head) * sizeof(float));
    for (int r = 0; r < rows; r++) {
        const ck_view *view = &job->views[first + r];
        if (view->length > longest) { longest = view->length; }
        if (view->length < shortest) { shortest = view->length; }
        if (view->first < earliest) { earliest = view->first; }
    }
    const ck_rows state = {
        .head = head,
        .threshold = job->threshold,
        .query = m->query,
        .query16 = m->query16,
        .query_scale = m->query_scale,
        .bias = m->bias,
        .turns = job->layer.turns,
        .maximum = m->maximum,
        .sum = m->sum,
        .out = m->out,
        .scratch = m->scratch,
    };
    int last = (segment + 1) * SEGMENT < longest ? (segment + 1) * SEGMENT : longest;
    int begin = segment * SEGMENT > earliest ? segment * SEGMENT : earliest / CK_TILE * CK_TILE;
    for (int key = begin; key < last; key += CK_TILE) {
        const ck_view *view = &job->views[first];
        const uint8_t *page = view->pages[key / CK_TILE];
        struct tile_of_rows tile = {first, rows, key, last - key < CK_TILE ? last - key : CK_TILE, 0};
        if (mode != CK_CACHE_TURBO4 && key + CK_TILE < longest) {
            tile.ahead = (uintptr_t)view->pages[key / CK_TILE + 1] - (uintptr_t)page;
        }
        if (mode != CK_CACHE_TURBO4) {
            ck_format format = mode == CK_CACHE_F16 ? FORMAT_F16 : FORMAT_TURBO8;
            take_tile(job, &state, format, page + job->layer.offset + (size_t)kv * tile_bytes, tile, ANY);
            continue;
        }
        // A row sees the tile it stands in as it was before it was packed, and those before it packed.
        int within = key + CK_TILE;
        if (key < longest && within >= shortest) {
            const uint8_t *buffer = view->buffers[key / CK_TILE];
            buffer += job->layer.buffer + (size_t)kv * tile_bytes;
            take_tile(job, &state, FORMAT_TURBO8, buffer, tile, INSIDE);
        }
        if (longest > within) {
            ck_format format = ck_packed_format(bits_of(job, kv));
            take_tile(job, &state, format, page + job->layer.offset + packed_offset(job, kv), tile, BEYOND);
        }
    }
}

// total = total joined with a later part.
static void join(float *total, float *maximum, float *sum, const float *part, float part_maximum,
                 float part_sum, int head) {
    if (part_maximum == -INFINITY) { return; }
    float most = fmaxf(*maximum, part_maximum), a = exp2f(*maximum - most), b = exp2f(part_maximum - most);
    for (int c = 0; c < head; c++) { total[c] = total[c] * a + part[c] * b; }
    *sum = *sum * a + part_sum * b;
    *maximum = most;
}

static float *out_row(const struct attending *job, int first, int r, int kv) {
    const ck_attention *a = job->attention;
    int head = a->shape.head, group = a->group;
    return job->out + (size_t)(first + r / group) * (size_t)(a->shape.heads * head) +
           (size_t)((kv * group + r % group) * head);
}

// Turns back what is made of values that were turned when they were written.
static void finish(const ck_attention *a, float *out) {
    if (a->shape.mode != CK_CACHE_F16) { ck_hadamard(out, a->shape.head); }
}

// Many rows: an item is a block of rows and a KV head, over all segments.
static void attend_block(void *context, int lane, int index) {
    const struct attending *job = context;
    const ck_attention *a = job->attention;
    // One KV head after the other: its keys and values then stay in the cache from block to block.
    int head = a->shape.head, kv = index / job->blocks, block = job->blocks - 1 - index % job->blocks;
    int first = a->blocks[block], rows = a->blocks[block + 1] - first;
    struct lane m = lane_memory(a, lane);
    load_queries(job, &m, first, rows, kv);
    int longest = 0;
    for (int r = 0; r < rows; r++) {
        if (job->views[first + r].length > longest) { longest = job->views[first + r].length; }
    }
    for (int segment = 0; segment * SEGMENT < longest; segment++) {
        attend_segment(job, &m, first, rows, kv, segment);
        for (int r = 0; r < rows * a->group; r++) {
            float *total = m.total + r * head;
            if (segment == 0) {
                memcpy(total, m.out + r * head, (size_t)head * sizeof(float));
                m.total_maximum[r] = m.maximum[r];
                m.total_sum[r] = m.sum[r];
            } else {
                join(total, &m.total_maximum[r], &m.total_sum[r], m.out + r * head, m.maximum[r], m.sum[r],
                     head);
            }
        }
    }
    for (int r = 0; r < rows * a->group; r++) {
        float *out = out_row(job, first, r, kv);
        for (int c = 0; c < head; c++) { out[c] = m.total[r * head + c] / m.total_sum[r]; }
        finish(a, out);
    }
}

// Few rows: an item is one segment of one row and KV head; the joining follows.
static void attend_part(void *context, int lane, int index) {
    const struct attending *job = context;
    const ck_attention *a = job->attention;
    int head = a->shape.head, kv_heads = a->shape.kv_heads;
    int segment = index % job->segments, kv = index / job->segments % kv_heads,
        row = index / job->segments / kv_heads;
    struct lane m = lane_memory(a, lane);
    load_queries(job, &m, row, 1, kv);
    attend_segment(job, &m, row, 1, kv, segment);
    for (int g = 0; g < a->group; g++) {
        size_t at =
            ((size_t)(row * a->shape.heads + kv * a->group + g) * (size_t)a->segments + (size_t)segment);
        float *part = a->partial + at * (size_t)(head + 2);
        part[0] = m.maximum[g];
        part[1] = m.sum[g];
        memcpy(part + 2, m.out + g * head, (size_t)head * sizeof(float));
    }
}

static void join_parts(const struct attending *job, int rows) {
    const ck_attention *a = job->attention;
    int head = a->shape.head;
    for (int i = 0; i < rows * a->shape.heads; i++) {
        const float *part = a->partial + (size_t)i * (size_t)a->segments * (size_t)(head + 2);
        float *out = job->out + i * head, maximum = part[0], sum = part[1];
        memcpy(out, part + 2, (size_t)head * sizeof(float));
        for (int s = 1; s < job->segments; s++) {
            part += head + 2;
            join(out, &maximum, &sum, part + 2, part[0], part[1], head);
        }
        for (int c = 0; c < head; c++) { out[c] = out[c] / sum; }
        finish(a, out);
    }
}

void ck_attend(ck_pool *pool, ck_attention *a, const ck_view *views, int rows, ck_layer layer,
               const float *queries, float *out) {
    if (rows > a->rows) { abort(); }
    struct attending job = {.kernels = ck_pool_kernels(pool),
                            .attention = a,
                            .views = views,
                            .layer = layer,
                            .queries = queries,
                            .out = out,
                            .scale = a->shape.scale * LOG2_E,
                            // A row's maximum is rounded up by less than 1.
                            .threshold = a->shape.threshold * LOG2_E - 1};
    int longest = 0, blocks = 0;
    for (int r = 0; r < rows; r++) {
        if (views[r].length > longest) { longest = views[r].length; }
        if (r == 0 || views[r].pages != views[r - 1].pages || r - a->blocks[blocks - 1] == ROW_BLOCK) {
            a->blocks[blocks++] = r;
        }
    }
    a->blocks[blocks] = rows;
    job.blocks = blocks;
    if (longest > a->context) { abort(); }
    if (rows > FEW) {
        ck_pool_run(pool, blocks * a->shape.kv_heads, attend_block, &job);
        return;
    }
    job.segments = (longest + SEGMENT - 1) / SEGMENT;
    ck_pool_run(pool, rows * a->shape.kv_heads * job.segments, attend_part, &job);
    join_parts(&job, rows);
}
