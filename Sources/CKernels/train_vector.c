// Norms, gates, losses and dropout of training, row by row.
//
// Sums over a row go through eight partial sums in a fixed order, which compilers turn into vectors.
#include "training.h"

#include <math.h>

enum { PARTS = 8 };

static float total(const float *parts) {
    return ((parts[0] + parts[1]) + (parts[2] + parts[3])) + ((parts[4] + parts[5]) + (parts[6] + parts[7]));
}

struct norming {
    const ck_kernels *kernels;
    const float *x, *weight, *d_out;
    float epsilon, *out;
    size_t n;
};

static void norm_row(void *context, int lane, int index) {
    (void)lane;
    const struct norming *job = context;
    size_t at = (size_t)index * job->n;
    job->kernels->rms_norm(job->x + at, job->weight, job->epsilon, job->n, job->out + at);
}

void ck_norm_rows(ck_pool *pool, const float *x, const float *weight, float epsilon, size_t rows, size_t n,
                  float *out) {
    struct norming job = {ck_pool_kernels(pool), x, weight, NULL, epsilon, out, n};
    ck_pool_run(pool, (int)rows, norm_row, &job);
}

// With r = 1/sqrt(mean(x²) + epsilon) and g = weight * d_out: d_x = r * (g - x * r² * mean(g * x)).
static void norm_row_backward(void *context, int lane, int index) {
    (void)lane;
    const struct norming *job = context;
    size_t n = job->n, at = (size_t)index * n, i = 0;
    const float *x = job->x + at, *d_out = job->d_out + at, *weight = job->weight;
    float *d_x = job->out + at, squares[PARTS] = {0}, products[PARTS] = {0};
    for (; i + PARTS <= n; i += PARTS) {
        for (size_t j = 0; j < PARTS; j++) {
            squares[j] += x[i + j] * x[i + j];
            products[j] += x[i + j] * (weight[i + j] * d_out[i + j]);
        }
    }
    for (; i < n; i++) {
        squares[0] += x[i] * x[i];
        products[0] += x[i] * (weight[i] * d_out[i]);
    }
    float r = 1 / sqrtf(total(squares) / (float)n + job->epsilon), share = total(products) / (float)n * r * r;
    for (i = 0; i < n; i++) { d_x[i] += r * (weight[i] * d_out[i] - x[i] * share); }
}

void ck_norm_rows_backward(ck_pool *pool, const float *x, const float *weight, float epsilon, const float *d_out,
                           size_t rows, size_t n, float *d_x) {
    struct norming job = {ck_pool_kernels(pool), x, weight, d_out, epsilon, d_x, n};
    ck_pool_run(pool, (int)rows, norm_row_backward, &job);
}

struct gating {
    const ck_kernels *kernels;
    const float *gate_in, *up_in;
    float *gate, *up, *out;
    size_t n;
};

static void silu_row(void *context, int lane, int index) {
    (void)lane;
    const struct gating *job = context;
    size_t at = (size_t)index * job->n;
    job->kernels->silu_multiply(job->gate_in + at, job->up_in + at, job->n, job->out + at);
}

void ck_silu_rows(ck_pool *pool, const float *gate, const float *up, size_t rows, size_t n, float *out) {
    struct gating job = {.kernels = ck_pool_kernels(pool), .gate_in = gate, .up_in = up, .out = out, .n = n};
    ck_pool_run(pool, (int)rows, silu_row, &job);
}

static void silu_row_backward(void *context, int lane, int index) {
    (void)lane;
    const struct gating *job = context;
    size_t at = (size_t)index * job->n;
    job->kernels->silu_backward(job->gate + at, job->up + at, job->out + at, job->n);
}

void ck_silu_rows_backward(ck_pool *pool, float *gate, float *up, float *d_out, size_t rows, size_t n) {
    struct gating job = {.kernels = ck_pool_kernels(pool), .gate = gate, .up = up, .out = d_out, .n = n};
    ck_pool_run(pool, (int)rows, silu_row_backward, &job);
}

struct crossing {
    const ck_kernels *kernels;
    float *logits;
    size_t stride, n;
    const int32_t *targets;
    const float *weights;
    bool gradient;
    double *losses;
    bool *hits;
};

static void cross_row(void *context, int lane, int index) {
    (void)lane;
    const struct crossing *job = context;
    float *x = job->logits + (size_t)index * job->stride;
    size_t target = (size_t)job->targets[index], n = job->n;
    float most[PARTS], maximum = x[0], wanted = x[target];
    size_t i = 0;
    for (size_t j = 0; j < PARTS; j++) { most[j] = x[0]; }
    for (; i + PARTS <= n; i += PARTS) {
        for (size_t j = 0; j < PARTS; j++) { most[j] = x[i + j] > most[j] ? x[i + j] : most[j]; }
    }
    for (size_t j = 0; j < PARTS; j++) { maximum = most[j] > maximum ? most[j] : maximum; }
    for (; i < n; i++) { maximum = x[i] > maximum ? x[i] : maximum; }
    double sum = job->kernels->exp_shifted(x, n, maximum, job->gradient);
    job->losses[index] = (double)maximum + log(sum) - (double)wanted;
    job->hits[index] = wanted >= maximum;
    if (!job->gradient) { return; }
    float weight = job->weights[index], share = (float)((double)weight / sum);
    for (i = 0; i < n; i++) { x[i] *= share; }
    x[target] -= weight;
}

void ck_cross_entropy(ck_pool *pool, float *logits, size_t stride, size_t rows, size_t n,
                      const int32_t *targets, const float *weights, bool gradient, double *losses, bool *hits) {
    struct crossing job = {ck_pool_kernels(pool), logits, stride, n, targets, weights, gradient, losses, hits};
    ck_pool_run(pool, (int)rows, cross_row, &job);
}

struct dropping {
    const float *x;
    size_t n;
    float rate;
    uint64_t seed;
    bool add;
    float *out;
};

// Mixes the bits of a number well enough that neighbours have nothing in common (SplitMix64).
static uint64_t mixed(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static void drop_row(void *context, int lane, int index) {
    (void)lane;
    const struct dropping *job = context;
    const float *x = job->x + (size_t)index * job->n;
    float *out = job->out + (size_t)index * job->n, kept = 1 / (1 - job->rate);
    uint32_t least = (uint32_t)((double)job->rate * 4294967296.0);
    for (size_t i = 0; i < job->n; i += 2) {
        // Two elements of one draw.
        uint64_t draw = mixed(job->seed + ((uint64_t)index * job->n + i + 1) * 0x9e3779b97f4a7c15u);
        for (size_t j = i; j < i + 2 && j < job->n; j++, draw >>= 32) {
            float value = (uint32_t)draw < least ? 0 : x[j] * kept;
            out[j] = job->add ? out[j] + value : value;
        }
    }
}

void ck_dropout_rows(ck_pool *pool, const float *x, size_t rows, size_t n, float rate, uint64_t seed, bool add,
                     float *out) {
    struct dropping job = {x, n, rate, seed, add, out};
    ck_pool_run(pool, (int)rows, drop_row, &job);
}
