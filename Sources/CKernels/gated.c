// The two products of a gated feed-forward network, what becomes of them, and its quantisation, in one
// region: the products themselves are never stored beyond the caches.
#include "lowrank.h"

#include <stdlib.h>

// An item takes a few columns of many tokens, or many columns of few tokens.
enum { MOST_TOKENS = 256, MANY_UNIT = 64, BUFFER = MOST_TOKENS * PANEL };

struct gating {
    const ck_kernels *kernels;
    const ck_activations *x;
    const ck_matrix *gate, *up;
    ck_gate kind;
    ck_activations *to;
    ck_changes *changes; // or NULL
    size_t unit, group;  // columns of an item; elements that share a scale
    size_t skipped;      // panels between a lane's items
    bool floats, bytes;  // in what forms the result is wanted
    bool by_item;        // whether each item has a tile of its own
};

// The tokens [first, first + count) of some activations.
static ck_activations part(const ck_activations *a, size_t first, size_t count) {
    ck_activations some = *a;
    size_t at = first * a->columns;
    some.tokens = count;
    some.x += at;
    some.q += at;
    some.scale += at / BLOCK;
    some.sum += at / BLOCK;
    some.bias += at / BLOCK * 2;
    return some;
}

static void gate(const struct gating *job, const float *x, const float *up, size_t n, float *out) {
    (job->kind == CK_GATE_GELU ? job->kernels->gelu_multiply : job->kernels->silu_multiply)(x, up, n, out);
}

static void change(const struct gating *job, int product, size_t first, size_t count, size_t column, size_t rows,
                   float *out, size_t stride) {
    if (job->changes) { ck_changes_add(job->changes, product, first, count, column, rows, out, stride); }
}

// 16 columns of many tokens, into (tokens, stride) floats.
static void gate_panel(const struct gating *job, const ck_activations *x, size_t token, size_t panel, size_t next,
                       float *out, size_t stride) {
    _Alignas(64) float first[BUFFER], second[BUFFER];
    ck_target to = {.out = first, .stride = PANEL, .next = ck_panel_data(job->up, panel)};
    ck_multiply_panel(job->kernels, x, job->gate, panel, &to);
    change(job, 0, token, x->tokens, panel * PANEL, PANEL, first, PANEL);
    to = (ck_target){.out = second, .stride = PANEL, .next = ck_panel_data(job->gate, next)};
    ck_multiply_panel(job->kernels, x, job->up, panel, &to);
    change(job, 1, token, x->tokens, panel * PANEL, PANEL, second, PANEL);
    gate(job, first, second, x->tokens * PANEL, first);
    for (size_t t = 0; t < x->tokens; t++) { memcpy(out + t * stride, first + t * PANEL, PANEL * sizeof(float)); }
}

// `unit` columns of few tokens. One matrix after the other: weights are read in their order.
static void gate_few(const struct gating *job, const ck_activations *x, size_t column, size_t unit, float *out,
                     size_t stride) {
    _Alignas(64) float results[2][BUFFER];
    for (int i = 0; i < 2; i++) {
        const ck_target to = {.out = results[i], .stride = unit};
        if (job->changes) { ck_changes_fetch(job->changes, i, column / PANEL, unit / PANEL); }
        ck_multiply_run(job->kernels, x, i ? job->up : job->gate, column / PANEL, unit / PANEL, &to);
    }
    if (job->changes) { ck_changes_await(job->changes); }
    for (int i = 0; i < 2; i++) { change(job, i, 0, x->tokens, column, unit, results[i], unit); }
    for (size_t t = 0; t < x->tokens; t++) {
        gate(job, results[0] + t * unit, results[1] + t * unit, unit, out + t * stride);
    }
}

static void gate_item(void *context, int lane, int index) {
    const struct gating *job = context;
    ck_activations *to = job->to;
    bool few = to->tokens <= CK_FEW;
    if (few && job->changes && index == 0) { ck_changes_begin(job->changes); }
    size_t n = to->columns, column = (size_t)index * job->unit;
    size_t unit = n - column < job->unit ? n - column : job->unit;
    for (size_t first = 0; first < to->tokens; first += MOST_TOKENS) {
        size_t count = to->tokens - first < MOST_TOKENS ? to->tokens - first : MOST_TOKENS;
        const ck_activations x = part(job->x, first, count);
        size_t at = first * n + column, stride = n;
        float *out = to->floats + at;
        if (few) {
            gate_few(job, &x, column, unit, out, stride);
        } else {
            if (!job->floats) {
                // A lane's tile stays in its cache.
                size_t tile = job->unit * (to->tokens < MOST_TOKENS ? to->tokens : MOST_TOKENS);
                out = to->floats + (size_t)(job->by_item ? index : lane) * tile;
                stride = job->unit;
            }
            for (size_t c = 0; c < unit; c += PANEL) {
                size_t panel = (column + c) / PANEL, next = c + PANEL < unit ? 1 : 1 + job->skipped;
                gate_panel(job, &x, first, panel, panel + next, out + c, stride);
            }
        }
        for (size_t t = 0; t < count && job->bytes; t++, at += n) {
            job->kernels->quantize(out + t * stride, unit, job->group, to->q + at, to->scale + at / BLOCK,
                                   to->sum + at / BLOCK);
            if (job->kernels->bias) { job->kernels->bias(to->q + at, unit, to->bias + at / BLOCK * 2); }
        }
    }
}

void ck_multiply_gated(ck_pool *pool, const ck_activations *x, ck_gate kind, const ck_matrix *gate,
                       const ck_matrix *up, const ck_matrix *next, const ck_change *changes, int count,
                       bool bytes, ck_activations *to) {
    size_t n = gate->rows, lanes = (size_t)ck_pool_lanes(pool);
    if (gate->columns != x->columns || up->columns != x->columns || up->rows != n || next->columns != n ||
        n % BLOCK || x->tokens * n > to->room || to == x) {
        abort();
    }
    to->tokens = x->tokens;
    to->columns = n;
    to->x = to->floats;
    ck_changes all = ck_changes_of(ck_pool_kernels(pool), x, changes, count);
    struct gating job = {.kernels = all.kernels,
                         .x = x,
                         .gate = gate,
                         .up = up,
                         .kind = kind,
                         .to = to,
                         .changes = count ? &all : NULL,
                         .group = ck_group(next->type->wide, n),
                         .floats = next->type->kind <= KIND_BF16,
                         .bytes = bytes || next->type->kind > KIND_BF16};
    if (x->tokens > CK_FEW) {
        if (count) { ck_multiply_first(pool, x, changes, count); }
        job.unit = job.group == BLOCK && n % MANY_UNIT == 0 ? MANY_UNIT : job.group;
        job.by_item = lanes * job.unit > n;
    } else {
        const size_t most = BUFFER / CK_FEW;
        // A panel of each matrix makes 16 columns.
        size_t share = ck_few_panels(gate, n / PANEL, lanes) * PANEL;
        job.unit = (share + job.group - 1) / job.group * job.group;
        if (job.unit > most) { job.unit = most; }
    }
    job.skipped = (lanes - 1) * job.unit / PANEL;
    ck_pool_run(pool, (int)((n + job.unit - 1) / job.unit), gate_item, &job);
}
