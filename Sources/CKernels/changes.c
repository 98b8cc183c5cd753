// Low-rank changes of products: who computes A·x, who adds B(A·x) and when.
#include "lowrank.h"

#include <sched.h>
#include <stdlib.h>

enum { SPINS = 400 };

ck_changes ck_changes_of(const ck_kernels *kernels, const ck_activations *x, const ck_change *changes, int count) {
    for (int i = 0; i < count; i++) {
        if (changes[i].a->columns != x->columns) { abort(); }
    }
    return (ck_changes){.kernels = kernels, .x = x, .changes = changes, .count = count};
}

static void fetch(const void *data, size_t bytes) {
    for (size_t at = 0; at < bytes; at += 64) { ck_fetch(data, at); }
}

void ck_changes_first(const ck_changes *changes, int index) {
    const ck_change *change = &changes->changes[index];
    const ck_matrix *a = change->a;
    const size_t rank = change->b->rank, tokens = changes->x->tokens;
    ck_target to = {.out = change->inner, .stride = rank};
    if (tokens <= CK_FEW) {
        ck_multiply_run(changes->kernels, changes->x, a, 0, a->panels, &to);
    } else {
        for (size_t panel = 0; panel < a->panels; panel++, to.out += PANEL) {
            ck_multiply_panel(changes->kernels, changes->x, a, panel, &to);
        }
    }
    changes->kernels->round_inner(change->inner, rank, tokens);
}

void ck_changes_begin(ck_changes *changes) {
    for (int i = 0; i < changes->count; i++) {
        // Factors are short and lie apart: the processor has no time to see a pattern.
        const ck_matrix *next = i + 1 < changes->count ? changes->changes[i + 1].a : NULL;
        if (next) { fetch(next->data, ck_matrix_bytes(next)); }
        ck_changes_first(changes, i);
    }
    atomic_store_explicit(&changes->ready, true, memory_order_release);
}

void ck_changes_await(ck_changes *changes) {
    // The lane that computes it may have lost its processor.
    for (int i = 0; !atomic_load_explicit(&changes->ready, memory_order_acquire); i++) {
        if (i >= SPINS) { sched_yield(); }
    }
}

void ck_changes_fetch(const ck_changes *changes, int product, size_t panel, size_t panels) {
    for (int i = 0; i < changes->count; i++) {
        if (changes->changes[i].product != product) { continue; }
        const ck_lowrank *factor = changes->changes[i].b;
        size_t bytes = ck_lowrank_panel(factor->rank);
        fetch(factor->data + panel * bytes, panels * bytes);
    }
}

void ck_changes_add(const ck_changes *changes, int product, size_t first, size_t count, size_t row, size_t rows,
                    float *out, size_t stride) {
    for (int i = 0; i < changes->count; i++) {
        const ck_change *one = &changes->changes[i];
        size_t begin = one->first > first ? one->first : first, end = one->first + one->tokens;
        if (end > first + count) { end = first + count; }
        if (one->product != product || begin >= end) { continue; }
        const ck_lowrank *factor = one->b;
        changes->kernels->add_lowrank(&(ck_lowrank_tile){
            .panels = factor->data + row / PANEL * ck_lowrank_panel(factor->rank),
            .rank = factor->rank,
            .rows = rows,
            .inner = one->inner + begin * factor->rank,
            .tokens = end - begin,
            .out = out + (begin - first) * stride,
            .stride = stride,
        });
    }
}

// Panels and tokens of an item of many tokens.
enum { GROUP = 16, TOKENS = 64 };

struct adding {
    const ck_changes *changes;
    const ck_product *products;
};

static size_t groups_of(const ck_change *change) { return (change->b->panels + GROUP - 1) / GROUP; }
static int items_of(const ck_change *change) {
    return (int)(groups_of(change) * ((change->tokens + TOKENS - 1) / TOKENS));
}

static void add_item(void *context, int lane, int index) {
    (void)lane;
    const struct adding *job = context;
    const ck_change *change = job->changes->changes;
    for (; index >= items_of(change); change++) { index -= items_of(change); }
    const ck_product *product = &job->products[change->product];
    const ck_changes one = {.kernels = job->changes->kernels, .changes = change, .count = 1};
    size_t groups = groups_of(change), row = (size_t)index % groups * GROUP * PANEL;
    size_t token = (size_t)index / groups * TOKENS, rows = change->b->rows - row, tokens = change->tokens - token;
    token += change->first;
    ck_changes_add(&one, change->product, token, tokens < TOKENS ? tokens : TOKENS, row,
                   rows < GROUP * PANEL ? rows : GROUP * PANEL, product->out + token * product->stride + row,
                   product->stride);
}

void ck_changes_add_all(ck_pool *pool, const ck_changes *changes, const ck_product *products) {
    struct adding job = {changes, products};
    int items = 0;
    for (int i = 0; i < changes->count; i++) { items += items_of(&changes->changes[i]); }
    ck_pool_run(pool, items, add_item, &job);
}
