// Parallel products of packed matrices.
#include "lowrank.h"

#include <stdlib.h>

struct multiplying {
    const ck_kernels *kernels;
    const ck_activations *x;
    const ck_product *products;
    int count;
    ck_changes *changes; // or NULL
    size_t group;        // panels a work item takes
    size_t ahead;        // panels from one to the next that a lane is likely to take
};

static void begin(const ck_target *to, size_t rows, float *out) {
    if (to->accumulate) { return; }
    if (!to->bias && rows == PANEL) {
        memset(out, 0, PANEL * sizeof(float)); // of a constant length: no call
    } else if (to->bias) {
        memcpy(out, to->bias, rows * sizeof(float));
    } else {
        memset(out, 0, rows * sizeof(float));
    }
}

static ck_operand operand(const ck_activations *a, size_t token, size_t column) {
    size_t at = token * a->columns + column;
    return (ck_operand){
        .x = a->x + at,
        .q = a->q + at,
        .scale = a->scale + at / BLOCK,
        .sum = a->sum + at / BLOCK,
        .bias = a->bias + at / BLOCK * 2,
        .x_stride = a->columns,
        .q_stride = a->columns,
        .block_stride = a->columns / BLOCK,
    };
}

// One panel, which may be narrower than a register: then it goes through a buffer.
static void multiply_few(const ck_kernels *kernels, const ck_activations *a, const ck_matrix *m, size_t panel,
                         const ck_target *to) {
    size_t row = panel * PANEL, rows = m->rows - row < PANEL ? m->rows - row : PANEL;
    ck_dot dot = kernels->dot[m->type->kind];
    const uint8_t *weights = m->data + panel * m->panel_bytes;
    for (size_t token = 0; token < a->tokens; token++) {
        float *out = to->out + token * to->stride;
        float acc[PANEL] = {0};
        begin(to, rows, out);
        ck_operand x = operand(a, token, 0);
        if (rows == PANEL) {
            dot(weights, m->columns, &x, out);
            continue;
        }
        memcpy(acc, out, rows * sizeof(float));
        dot(weights, m->columns, &x, acc);
        memcpy(out, acc, rows * sizeof(float));
    }
}

static void multiply_many(const ck_kernels *kernels, const ck_activations *a, const ck_matrix *m, size_t panel,
                          const ck_target *to) {
    enum { SLICE = 48 };
    ck_expand expand = kernels->expand[m->type->kind];
    ck_tile tile = kernels->tile[m->type->kind];
    size_t row = panel * PANEL, rows = m->rows - row < PANEL ? m->rows - row : PANEL, stride = to->stride;
    size_t step = m->type->kind <= KIND_BF16 ? FLOAT_CHUNK : CHUNK;
    for (size_t token = 0; token < a->tokens && token < SLICE; token++) {
        __builtin_prefetch(to->out + token * stride, 1);
    }
    // The weights that are expanded next are fetched meanwhile, a part with each slice.
    const uint8_t *next = to->next, *end = next ? next + m->panel_bytes : NULL;
    size_t slices = (a->tokens + SLICE - 1) / SLICE * ((m->columns + step - 1) / step);
    size_t fetched = (m->panel_bytes / slices + 63) / 64 * 64;
    _Alignas(64) ck_chunk chunk;
    for (size_t column = 0; column < m->columns; column += step) {
        size_t columns = m->columns - column < step ? m->columns - column : step;
        expand(m->data + panel * m->panel_bytes, column, columns, &chunk);
        for (size_t token = 0; token < a->tokens; token += SLICE) {
            size_t tokens = a->tokens - token < SLICE ? a->tokens - token : SLICE;
            float *slice = to->out + token * stride;
            // Results of many tokens lie far apart: fetch the lines of the next slice meanwhile.
            for (size_t i = tokens; i < tokens + SLICE && token + i < a->tokens; i++) {
                __builtin_prefetch(slice + i * stride, 1);
            }
            if (column == 0) {
                for (size_t i = 0; i < tokens; i++) { begin(to, rows, slice + i * stride); }
            }
            const uint8_t *stop = next + fetched < end ? next + fetched : end;
            for (; next < stop; next += 64) { __builtin_prefetch(next, 0, 2); }
            ck_operand x = operand(a, token, column);
            if (rows == PANEL) {
                tile(&chunk, columns, &x, tokens, slice, stride);
                continue;
            }
            // The last panel of a matrix may be narrower than a register: go through a buffer.
            float buffer[SLICE][PANEL] = {{0}};
            for (size_t i = 0; i < tokens; i++) { memcpy(buffer[i], slice + i * stride, rows * sizeof(float)); }
            tile(&chunk, columns, &x, tokens, buffer[0], PANEL);
            for (size_t i = 0; i < tokens; i++) { memcpy(slice + i * stride, buffer[i], rows * sizeof(float)); }
        }
    }
}

void ck_multiply_panel(const ck_kernels *kernels, const ck_activations *x, const ck_matrix *matrix, size_t panel,
                       const ck_target *to) {
    if (x->tokens <= CK_FEW) {
        multiply_few(kernels, x, matrix, panel, to);
    } else {
        multiply_many(kernels, x, matrix, panel, to);
    }
}

void ck_multiply_run(const ck_kernels *kernels, const ck_activations *a, const ck_matrix *m, size_t panel,
                     size_t count, const ck_target *to) {
    ck_dots dots = kernels->dots[m->type->kind];
    ck_target part = *to;
    // A second token finds the panels of two streams in the first-level cache, but not those of four.
    size_t whole = m->rows / PANEL, end = panel + count, most = a->tokens > 1 ? 2 : CK_STREAMS;
    // Streams of equal length, then what is left.
    while (dots && panel + 1 < end && panel + 1 < whole) {
        size_t left = (end < whole ? end : whole) - panel, streams = left < most ? left : most;
        size_t length = left / streams, spread = length * PANEL;
        for (size_t i = 0; i < length * a->tokens; i++) {
            size_t token = i % a->tokens, row = i / a->tokens * PANEL;
            const uint8_t *weights = m->data + (panel + i / a->tokens) * m->panel_bytes;
            float *out = part.out + token * to->stride + row;
            for (size_t s = 0; s < streams; s++, row += spread) {
                ck_target one = {.bias = part.bias ? part.bias + row : NULL, .accumulate = to->accumulate};
                begin(&one, PANEL, out + s * spread);
            }
            ck_operand x = operand(a, token, 0);
            dots(weights, length * m->panel_bytes, (int)streams, m->columns, &x, out, spread);
        }
        panel += streams * length;
        part.out += streams * spread;
        if (part.bias) { part.bias += streams * spread; }
    }
    for (; panel < end; panel++) {
        multiply_few(kernels, a, m, panel, &part);
        part.out += PANEL;
        if (part.bias) { part.bias += PANEL; }
    }
}

size_t ck_few_panels(const ck_matrix *matrix, size_t panels, size_t lanes) {
    enum { LEAST = 192 << 10, MOST_ITEMS = 6 };
    size_t share = (panels + lanes - 1) / lanes, items = share * matrix->panel_bytes / LEAST;
    items = items < 1 ? 1 : items > MOST_ITEMS ? MOST_ITEMS : items;
    return (share + items - 1) / items;
}

// What an item takes of one of some products that lie one after the other.
typedef struct {
    size_t panel, panels; // the first, and how many
    ck_target to;
} share;

// The share of item `index` of a product whose first panel is number `base` of all.
static share share_of(const struct multiplying *job, int index, const ck_product *product, size_t base) {
    size_t first = (size_t)index * job->group, last = first + job->group;
    size_t end = base + product->matrix->panels, row;
    if (first < base) { first = base; }
    if (last > end) { last = end; }
    if (first >= last) { return (share){0}; }
    row = (first - base) * PANEL;
    return (share){.panel = first - base,
                   .panels = last - first,
                   .to = {.out = product->out + row,
                          .stride = product->stride,
                          .bias = product->bias ? product->bias + row : NULL,
                          .accumulate = product->accumulate}};
}

static void multiply_few_item(void *context, int lane, int index) {
    (void)lane;
    const struct multiplying *job = context;
    if (job->changes && index == 0) { ck_changes_begin(job->changes); }
    size_t base = 0;
    for (int i = 0; i < job->count; base += job->products[i++].matrix->panels) {
        const ck_matrix *matrix = job->products[i].matrix;
        share one = share_of(job, index, &job->products[i], base);
        if (!one.panels) { continue; }
        if (job->changes) { ck_changes_fetch(job->changes, i, one.panel, one.panels); }
        ck_multiply_run(job->kernels, job->x, matrix, one.panel, one.panels, &one.to);
    }
    if (!job->changes) { return; }
    ck_changes_await(job->changes);
    base = 0;
    for (int i = 0; i < job->count; base += job->products[i++].matrix->panels) {
        share one = share_of(job, index, &job->products[i], base);
        size_t row = one.panel * PANEL, rows = job->products[i].matrix->rows - row;
        if (rows > one.panels * PANEL) { rows = one.panels * PANEL; }
        ck_changes_add(job->changes, i, 0, job->x->tokens, row, rows, one.to.out, one.to.stride);
    }
}

// An item is one panel of a product, or the whole first factor of a change.
static void multiply_many_item(void *context, int lane, int index) {
    (void)lane;
    const struct multiplying *job = context;
    size_t base = 0;
    for (int i = 0; i < job->count; base += job->products[i++].matrix->panels) {
        share one = share_of(job, index, &job->products[i], base);
        if (one.panels) {
            one.to.next = ck_panel_data(job->products[i].matrix, one.panel + job->ahead);
            ck_multiply_panel(job->kernels, job->x, job->products[i].matrix, one.panel, &one.to);
            return;
        }
    }
    ck_changes_first(job->changes, index - (int)base);
}

static void multiply_few_tokens(ck_pool *pool, struct multiplying *job) {
    enum { SMALL = 32 << 10 };
    const ck_matrix *like = job->products->matrix;
    size_t panels = 0, bytes = 0;
    for (int i = 0; i < job->count; i++) {
        const ck_matrix *matrix = job->products[i].matrix;
        panels += matrix->panels;
        bytes += matrix->panels * matrix->panel_bytes;
    }
    job->group = ck_few_panels(like, panels, (size_t)ck_pool_lanes(pool));
    int items = (int)((panels + job->group - 1) / job->group);
    if (bytes <= SMALL) {
        // A microsecond or two: less than meeting the other lanes is worth.
        for (int item = 0; item < items; item++) { multiply_few_item(job, 0, item); }
        return;
    }
    ck_pool_run(pool, items, multiply_few_item, job);
}

static void multiply_many_tokens(ck_pool *pool, struct multiplying *job) {
    size_t panels = 0;
    for (int i = 0; i < job->count; i++) { panels += job->products[i].matrix->panels; }
    job->group = 1;
    ck_pool_run(pool, (int)panels + (job->changes ? job->changes->count : 0), multiply_many_item, job);
}

static struct multiplying job_of(ck_pool *pool, const ck_activations *x, const ck_product *products, int count) {
    for (int i = 0; i < count; i++) {
        if (products[i].matrix->columns != x->columns) { abort(); }
    }
    return (struct multiplying){.kernels = ck_pool_kernels(pool),
                                .x = x,
                                .products = products,
                                .count = count,
                                .ahead = (size_t)ck_pool_lanes(pool)};
}

void ck_multiply(ck_pool *pool, const ck_activations *x, const ck_product *products, int count) {
    struct multiplying job = job_of(pool, x, products, count);
    if (x->tokens <= CK_FEW) {
        multiply_few_tokens(pool, &job);
    } else {
        multiply_many_tokens(pool, &job);
    }
}

void ck_multiply_first(ck_pool *pool, const ck_activations *x, const ck_change *changes, int count) {
    struct multiplying job = job_of(pool, x, NULL, 0);
    ck_changes all = ck_changes_of(job.kernels, x, changes, count);
    job.changes = &all;
    multiply_many_tokens(pool, &job);
}

void ck_multiply_changed(ck_pool *pool, const ck_activations *x, const ck_product *products, int count,
                         const ck_change *changes, int changed) {
    if (!changed) {
        ck_multiply(pool, x, products, count);
        return;
    }
    struct multiplying job = job_of(pool, x, products, count);
    ck_changes all = ck_changes_of(job.kernels, x, changes, changed);
    job.changes = &all;
    if (x->tokens <= CK_FEW) {
        multiply_few_tokens(pool, &job);
    } else {
        multiply_many_tokens(pool, &job);
        ck_changes_add_all(pool, &all, products);
    }
}
