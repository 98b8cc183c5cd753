// Packed matrices and the parallel products.
#include "internal.h"

#include <stdlib.h>

struct ck_matrix {
    const ck_type *type;
    size_t rows, columns, panels, panel_bytes;
    const uint8_t *data;
    void *own; // the memory of `data` unless it is the caller's
};

struct packing {
    const ck_matrix *matrix;
    const uint8_t *source;
    uint8_t *to;
};

static void pack_panel(void *context, int lane, int index) {
    (void)lane;
    struct packing *job = context;
    const ck_matrix *matrix = job->matrix;
    size_t first = (size_t)index * PANEL, left = matrix->rows - first;
    size_t row_bytes = matrix->columns / matrix->type->block * matrix->type->bytes;
    uint8_t *panel = job->to + (size_t)index * matrix->panel_bytes;
    if (left < PANEL) { memset(panel, 0, matrix->panel_bytes); }
    matrix->type->pack(job->source + first * row_bytes, row_bytes, left < PANEL ? (int)left : PANEL,
                       matrix->columns / matrix->type->block, panel);
}

static bool shape(uint32_t type, size_t rows, size_t columns, ck_matrix *matrix) {
    const ck_type *found = ck_find_type(type);
    if (!found || !rows || !columns || columns % found->block || rows > INT32_MAX || columns > INT32_MAX) {
        return false;
    }
    *matrix = (ck_matrix){
        .type = found,
        .rows = rows,
        .columns = columns,
        .panels = (rows + PANEL - 1) / PANEL,
        .panel_bytes = ck_panel_bytes(found->kind, columns),
    };
    return true;
}

size_t ck_matrix_packed_bytes(uint32_t type, size_t rows, size_t columns) {
    ck_matrix matrix;
    return shape(type, rows, columns, &matrix) ? ck_matrix_bytes(&matrix) : 0;
}

ck_matrix *ck_matrix_view(uint32_t type, size_t rows, size_t columns, const void *packed) {
    ck_matrix *matrix = malloc(sizeof *matrix);
    if (!matrix || !shape(type, rows, columns, matrix)) {
        free(matrix);
        return NULL;
    }
    matrix->data = packed;
    return matrix;
}

ck_matrix *ck_matrix_create_in(ck_pool *pool, uint32_t type, const void *data, size_t rows, size_t columns,
                               void *memory) {
    ck_matrix *matrix = ck_matrix_view(type, rows, columns, memory);
    if (!matrix) { return NULL; }
    struct packing job = {matrix, data, memory};
    ck_pool_run(pool, (int)matrix->panels, pack_panel, &job);
    return matrix;
}

ck_matrix *ck_matrix_create(ck_pool *pool, uint32_t type, const void *data, size_t rows, size_t columns) {
    size_t bytes = ck_matrix_packed_bytes(type, rows, columns);
    void *memory = bytes ? aligned_alloc(64, (bytes + 63) / 64 * 64) : NULL;
    ck_matrix *matrix = memory ? ck_matrix_create_in(pool, type, data, rows, columns, memory) : NULL;
    if (!matrix) {
        free(memory);
        return NULL;
    }
    matrix->own = memory;
    return matrix;
}

void ck_matrix_destroy(ck_matrix *matrix) {
    if (!matrix) { return; }
    free(matrix->own);
    free(matrix);
}

size_t ck_matrix_rows(const ck_matrix *matrix) { return matrix->rows; }
size_t ck_matrix_columns(const ck_matrix *matrix) { return matrix->columns; }
size_t ck_matrix_bytes(const ck_matrix *matrix) { return matrix->panels * matrix->panel_bytes; }
bool ck_matrix_wide_scale(const ck_matrix *matrix) { return matrix->type->wide; }

struct ck_activations {
    size_t tokens, columns;
    size_t room;
    const float *x;
    float *floats; // of normed or gated vectors
    int8_t *q;
    float *scale, *sum;
    int32_t *bias;
};

ck_activations *ck_activations_create(size_t tokens, size_t columns) {
    ck_activations *a = calloc(1, sizeof *a);
    if (!a) { return NULL; }
    a->room = tokens * ((columns + BLOCK - 1) / BLOCK * BLOCK);
    a->floats = malloc(a->room * sizeof(float));
    a->q = malloc(a->room);
    a->scale = malloc(a->room / BLOCK * sizeof(float));
    a->sum = malloc(a->room / BLOCK * sizeof(float));
    a->bias = malloc(a->room / BLOCK * 2 * sizeof(int32_t));
    if (!a->floats || !a->q || !a->scale || !a->sum || !a->bias) {
        ck_activations_destroy(a);
        return NULL;
    }
    return a;
}

void ck_activations_destroy(ck_activations *a) {
    if (!a) { return; }
    free(a->floats);
    free(a->q);
    free(a->scale);
    free(a->sum);
    free(a->bias);
    free(a);
}

struct loading {
    const ck_kernels *kernels;
    ck_activations *to;
    const float *x, *weight, *up;
    ck_gate gate;
    float epsilon;
    bool wide;
};

static void load_token(void *context, int lane, int index) {
    (void)lane;
    struct loading *job = context;
    ck_activations *a = job->to;
    const ck_kernels *kernels = job->kernels;
    size_t n = a->columns, at = (size_t)index * n;
    const float *x = job->x + at;
    if (job->weight) {
        kernels->rms_norm(x, job->weight, job->epsilon, n, a->floats + at);
        x = a->floats + at;
    } else if (job->up) {
        (job->gate == CK_GATE_GELU ? kernels->gelu_multiply
                                   : kernels->silu_multiply)(x, job->up + at, n, a->floats + at);
        x = a->floats + at;
    }
    // Columns that are no multiple of a block occur with float weights only, which read floats.
    if (n % BLOCK) { return; }
    size_t group = job->wide && n % SUPER == 0 ? SUPER : BLOCK;
    kernels->quantize(x, n, group, a->q + at, a->scale + at / BLOCK, a->sum + at / BLOCK);
    if (kernels->bias) { kernels->bias(a->q + at, n, a->bias + at / BLOCK * 2); }
}

static void load(ck_pool *pool, struct loading *job, size_t tokens, size_t columns) {
    ck_activations *a = job->to;
    if (tokens * columns > a->room) { abort(); }
    job->kernels = ck_pool_kernels(pool);
    a->tokens = tokens;
    a->columns = columns;
    a->x = job->weight || job->up ? a->floats : job->x;
    ck_pool_run(pool, (int)tokens, load_token, job);
}

void ck_activations_load(ck_pool *pool, ck_activations *activations, const float *x, size_t tokens,
                         size_t columns, bool wide) {
    load(pool, &(struct loading){.to = activations, .x = x, .wide = wide}, tokens, columns);
}

void ck_activations_load_normed(ck_pool *pool, ck_activations *activations, const float *x,
                                const float *weight, float epsilon, size_t tokens, size_t columns,
                                bool wide) {
    load(pool,
         &(struct loading){.to = activations, .x = x, .weight = weight, .epsilon = epsilon, .wide = wide},
         tokens, columns);
}

void ck_activations_load_gated(ck_pool *pool, ck_activations *activations, ck_gate kind, const float *gate,
                               const float *up, size_t tokens, size_t columns, bool wide) {
    load(pool, &(struct loading){.to = activations, .x = gate, .up = up, .gate = kind, .wide = wide}, tokens,
         columns);
}

struct multiplying {
    const ck_kernels *kernels;
    const ck_activations *x;
    const ck_product *products;
    int count, group; // products; panels a work item takes
};

static void begin(const ck_product *product, size_t row, size_t rows, float *to) {
    if (product->accumulate) { return; }
    if (!product->bias && rows == PANEL) {
        memset(to, 0, PANEL * sizeof(float)); // of a constant length: no call
    } else if (product->bias) {
        memcpy(to, product->bias + row, rows * sizeof(float));
    } else {
        memset(to, 0, rows * sizeof(float));
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

static void multiply_few(const ck_kernels *kernels, const ck_activations *a, const ck_product *product,
                         size_t panel) {
    const ck_matrix *m = product->matrix;
    size_t row = panel * PANEL, rows = m->rows - row < PANEL ? m->rows - row : PANEL;
    ck_dot dot = kernels->dot[m->type->kind];
    for (size_t token = 0; token < a->tokens; token++) {
        float *out = product->out + token * product->stride + row;
        float acc[PANEL] = {0};
        const uint8_t *weights = m->data + panel * m->panel_bytes;
        begin(product, row, rows, out);
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

static void multiply_many(const ck_kernels *kernels, const ck_activations *a, const ck_product *product,
                          size_t panel) {
    enum { SLICE = 48 };
    const ck_matrix *m = product->matrix;
    ck_expand expand = kernels->expand[m->type->kind];
    ck_tile tile = kernels->tile[m->type->kind];
    size_t row = panel * PANEL, rows = m->rows - row < PANEL ? m->rows - row : PANEL;
    size_t step = m->type->kind <= KIND_BF16 ? FLOAT_CHUNK : CHUNK;
    float *out = product->out + row;
    for (size_t token = 0; token < a->tokens && token < SLICE; token++) {
        __builtin_prefetch(out + token * product->stride, 1);
    }
    _Alignas(64) ck_chunk chunk;
    for (size_t column = 0; column < m->columns; column += step) {
        size_t columns = m->columns - column < step ? m->columns - column : step;
        expand(m->data + panel * m->panel_bytes, column, columns, &chunk);
        for (size_t token = 0; token < a->tokens; token += SLICE) {
            size_t tokens = a->tokens - token < SLICE ? a->tokens - token : SLICE;
            float *slice = out + token * product->stride;
            // Results of many tokens lie far apart: fetch the lines of the next slice meanwhile.
            for (size_t i = tokens; i < tokens + SLICE && token + i < a->tokens; i++) {
                __builtin_prefetch(slice + i * product->stride, 1);
            }
            if (column == 0) {
                for (size_t i = 0; i < tokens; i++) { begin(product, row, rows, slice + i * product->stride); }
            }
            ck_operand x = operand(a, token, column);
            if (rows == PANEL) {
                tile(&chunk, columns, &x, tokens, slice, product->stride);
                continue;
            }
            // The last panel of a matrix may be narrower than a register: go through a buffer.
            float buffer[SLICE][PANEL] = {{0}};
            for (size_t i = 0; i < tokens; i++) {
                memcpy(buffer[i], slice + i * product->stride, rows * sizeof(float));
            }
            tile(&chunk, columns, &x, tokens, buffer[0], PANEL);
            for (size_t i = 0; i < tokens; i++) {
                memcpy(slice + i * product->stride, buffer[i], rows * sizeof(float));
            }
        }
    }
}

static void multiply_item(void *context, int lane, int index) {
    (void)lane;
    const struct multiplying *job = context;
    size_t first = (size_t)index * (size_t)job->group, last = first + (size_t)job->group, base = 0;
    for (int i = 0; i < job->count; i++) {
        const ck_product *product = &job->products[i];
        size_t panels = product->matrix->panels;
        for (size_t p = first > base ? first : base; p < last && p < base + panels; p++) {
            if (job->x->tokens <= 2) {
                multiply_few(job->kernels, job->x, product, p - base);
            } else {
                multiply_many(job->kernels, job->x, product, p - base);
            }
        }
        base += panels;
    }
}

void ck_multiply(ck_pool *pool, const ck_activations *x, const ck_product *products, int count) {
    size_t panels = 0;
    for (int i = 0; i < count; i++) {
        if (products[i].matrix->columns != x->columns) { abort(); }
        panels += products[i].matrix->panels;
    }
    // Few tokens: a handful of items a lane. Many: one panel an item, they are long enough.
    size_t group = x->tokens <= 2 ? panels / ((size_t)ck_pool_lanes(pool) * 6) : 1;
    if (group < 1) { group = 1; }
    struct multiplying job = {ck_pool_kernels(pool), x, products, count, (int)group};
    ck_pool_run(pool, (int)((panels + group - 1) / group), multiply_item, &job);
}
