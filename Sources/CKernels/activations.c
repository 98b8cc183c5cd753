// Vectors to be multiplied: normalised or gated, then quantised.
#include "matrix.h"

#include <stdlib.h>

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
    kernels->quantize(x, n, ck_group(job->wide, n), a->q + at, a->scale + at / BLOCK, a->sum + at / BLOCK);
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
