// The vectors of rounded products: each is rounded once, before the products that read it.
#include "training.h"

#include <stdlib.h>

enum { ROWS = 16 }; // vectors that are rounded one after the other

struct rounding {
    const ck_kernels *kernels;
    const ck_rounded *rounded;
    size_t tokens;
};

static void round_rows(void *context, int lane, int index) {
    (void)lane;
    const struct rounding *job = context;
    size_t parts = (job->tokens + ROWS - 1) / ROWS, token = (size_t)index % parts * ROWS;
    const ck_rounded *to = &job->rounded[(size_t)index / parts];
    for (size_t first = 0; first < to->inner; first += TRAIN_DEPTH) {
        size_t n = to->inner - first < TRAIN_DEPTH ? to->inner - first : TRAIN_DEPTH, stride;
        int16_t *q = ck_rounded_piece(to, first, &stride);
        float *scales = to->scales + first / TRAIN_DEPTH * job->tokens;
        for (size_t t = token; t < token + ROWS && t < job->tokens; t++) {
            scales[t] = job->kernels->round_row(to->x + t * to->stride + first, n, q + t * stride);
        }
    }
}

const ck_rounded *ck_find_rounded(const ck_rounded *rounded, int count, const ck_term *term) {
    size_t inner = term->backward ? term->rows : term->columns;
    for (int i = 0; i < count; i++) {
        if (rounded[i].x == term->x && rounded[i].stride == term->stride && rounded[i].inner == inner) {
            return &rounded[i];
        }
    }
    return NULL;
}

// Both in multiples of a cache line.
static size_t numbers(const ck_rounded *one) { return (one->inner + 31) / 32 * 32 * one->tokens; }
static size_t scales(const ck_rounded *one) {
    return (one->inner + TRAIN_DEPTH - 1) / TRAIN_DEPTH * ((one->tokens + 15) / 16 * 16);
}

// Room for some bytes, which stays for the next time.
static uint8_t *room(ck_training *training, size_t bytes) {
    if (bytes > training->rounded_bytes) {
        free(training->rounded);
        training->rounded_bytes = (bytes + 63) / 64 * 64;
        training->rounded = aligned_alloc(64, training->rounded_bytes);
        if (!training->rounded) { abort(); }
    }
    return training->rounded;
}

int ck_round_vectors(ck_training *training, const ck_sum *sums, int count, size_t tokens,
                     ck_rounded rounded[MOST_ROUNDED]) {
    int found = 0;
    size_t bytes = 0;
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < sums[i].count; j++) {
            const ck_term *term = &sums[i].terms[j];
            if (!term->rounded || ck_find_rounded(rounded, found, term)) { continue; }
            if (found == MOST_ROUNDED) { abort(); }
            size_t inner = term->backward ? term->rows : term->columns;
            ck_rounded *one = &rounded[found++];
            *one = (ck_rounded){.x = term->x, .stride = term->stride, .inner = inner, .tokens = tokens};
            bytes += numbers(one) * sizeof(int16_t) + scales(one) * sizeof(float);
        }
    }
    if (!found) { return 0; }
    uint8_t *at = room(training, bytes);
    for (int i = 0; i < found; i++) {
        rounded[i].q = (int16_t *)(void *)at;
        at += numbers(&rounded[i]) * sizeof(int16_t);
        rounded[i].scales = (float *)(void *)at;
        at += scales(&rounded[i]) * sizeof(float);
    }
    struct rounding job = {ck_pool_kernels(training->pool), rounded, tokens};
    ck_pool_run(training->pool, found * (int)((tokens + ROWS - 1) / ROWS), round_rows, &job);
    return found;
}
