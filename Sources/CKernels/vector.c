// Operations on vectors of floats: norms, rotary positions, sampling.
#include "internal.h"

#include <math.h>

void ck_rms_norm(const float *x, const float *weight, float epsilon, size_t n, float *out) {
    ck_table(ck_best_isa())->rms_norm(x, weight, epsilon, n, out);
}

void ck_silu_multiply(const float *gate, const float *up, size_t n, float *out) {
    ck_table(ck_best_isa())->silu_multiply(gate, up, n, out);
}

void ck_gelu_multiply(const float *gate, const float *up, size_t n, float *out) {
    ck_table(ck_best_isa())->gelu_multiply(gate, up, n, out);
}

struct norming {
    const ck_kernels *kernels;
    float *x, *stream;
    const float *weight;
    float epsilon;
    size_t heads, n;
};

static void norm_row(void *context, int lane, int index) {
    (void)lane;
    const struct norming *job = context;
    size_t n = job->n;
    for (size_t h = 0; h < job->heads; h++) {
        float *x = job->x + ((size_t)index * job->heads + h) * n;
        job->kernels->rms_norm(x, job->weight, job->epsilon, n, x);
    }
    if (!job->stream) { return; }
    float *stream = job->stream + (size_t)index * n;
    const float *y = job->x + (size_t)index * n;
    for (size_t i = 0; i < n; i++) { stream[i] += y[i]; }
}

void ck_norm_heads(ck_pool *pool, float *x, const float *weight, float epsilon, size_t rows, size_t heads,
                   size_t head) {
    struct norming job = {ck_pool_kernels(pool), x, NULL, weight, epsilon, heads, head};
    ck_pool_run(pool, (int)rows, norm_row, &job);
}

void ck_add_normed(ck_pool *pool, float *stream, float *y, const float *weight, float epsilon, size_t rows,
                   size_t n) {
    struct norming job = {ck_pool_kernels(pool), y, stream, weight, epsilon, 1, n};
    ck_pool_run(pool, (int)rows, norm_row, &job);
}

void ck_rope_angles(size_t position, size_t rotated, double base, const float *factors, float *cosines,
                    float *sines) {
    for (size_t i = 0; i < rotated / 2; i++) {
        double angle = (double)position * pow(base, -2.0 * (double)i / (double)rotated);
        if (factors) { angle /= (double)factors[i]; }
        cosines[i] = (float)cos(angle);
        sines[i] = (float)sin(angle);
    }
}

void ck_rotate_ref(ck_rotation rotation, float *x, size_t heads, const float *cosines, const float *sines) {
    size_t half = rotation.rotated / 2;
    size_t step = rotation.interleaved ? 2 : 1, apart = rotation.interleaved ? 1 : half;
    for (size_t h = 0; h < heads; h++, x += rotation.head) {
        for (size_t i = 0; i < half; i++) {
            float a = x[i * step], b = x[i * step + apart];
            x[i * step] = a * cosines[i] - b * sines[i];
            x[i * step + apart] = a * sines[i] + b * cosines[i];
        }
    }
}

struct rotating {
    const ck_kernels *kernels;
    ck_rotation rotation;
    float *x;
    size_t heads;
    const float *cosines, *sines;
};

static void rotate_row(void *context, int lane, int index) {
    (void)lane;
    const struct rotating *job = context;
    size_t at = (size_t)index * (job->rotation.rotated / 2);
    job->kernels->rotate(job->rotation, job->x + (size_t)index * job->heads * job->rotation.head, job->heads,
                         job->cosines + at, job->sines + at);
}

void ck_rotate(ck_pool *pool, ck_rotation rotation, float *x, size_t rows, size_t heads, const float *cosines,
               const float *sines) {
    struct rotating job = {ck_pool_kernels(pool), rotation, x, heads, cosines, sines};
    ck_pool_run(pool, (int)rows, rotate_row, &job);
}

size_t ck_argmax(const float *x, size_t n) {
    size_t best = 0;
    for (size_t i = 1; i < n; i++) {
        if (x[i] > x[best] || x[best] != x[best]) { best = i; }
    }
    return best;
}

double ck_log_sum_exp(const float *x, size_t n) {
    float maximum = x[ck_argmax(x, n)];
    if (!isfinite(maximum)) { return (double)maximum; }
    // The floats are not changed when nothing is stored.
    return (double)maximum +
           log(ck_table(ck_best_isa())->exp_shifted((float *)(uintptr_t)x, n, maximum, false));
}

struct summing {
    const float *x;
    size_t n;
    double *out;
};

static void sum_row(void *context, int lane, int index) {
    (void)lane;
    const struct summing *job = context;
    job->out[index] = ck_log_sum_exp(job->x + (size_t)index * job->n, job->n);
}

void ck_log_sum_exp_rows(ck_pool *pool, const float *x, size_t rows, size_t n, double *out) {
    struct summing job = {x, n, out};
    ck_pool_run(pool, (int)rows, sum_row, &job);
}

double ck_exp_shifted(float *x, size_t n, float maximum) {
    return ck_table(ck_best_isa())->exp_shifted(x, n, maximum, true);
}

double ck_divergence(const float *p, const float *q, size_t n) {
    double whole_p = ck_log_sum_exp(p, n), whole_q = ck_log_sum_exp(q, n), sum = 0;
    for (size_t i = 0; i < n; i++) {
        double a = (double)p[i] - whole_p;
        // What has no weight adds nothing, and most tokens have none.
        if (a > -40) { sum += (double)expf((float)a) * (a - ((double)q[i] - whole_q)); }
    }
    return sum;
}
