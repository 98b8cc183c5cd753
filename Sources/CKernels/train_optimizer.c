// What a step does with the gradients: their size, and AdamW.
#include "training.h"

#include <math.h>

// Elements of a piece of work; a constant, so that sums do not depend on the lanes.
enum { PIECE = 16384, MOST_PIECES = 1024 };

struct stepping {
    ck_adamw settings;
    const float *gradients;
    float *parameters, *means, *squares;
    size_t n;
    float mean_share, square_share;
};

static void step_piece(void *context, int lane, int index) {
    (void)lane;
    const struct stepping *job = context;
    ck_adamw s = job->settings;
    size_t first = (size_t)index * PIECE, end = first + PIECE < job->n ? first + PIECE : job->n;
    float keep = 1 - s.rate * s.decay;
    for (size_t i = first; i < end; i++) {
        float g = job->gradients[i] * s.scale;
        float mean = s.beta1 * job->means[i] + (1 - s.beta1) * g;
        float square = s.beta2 * job->squares[i] + (1 - s.beta2) * g * g;
        job->means[i] = mean;
        job->squares[i] = square;
        float size = sqrtf(square * job->square_share) + s.epsilon;
        job->parameters[i] = job->parameters[i] * keep - s.rate * (mean * job->mean_share) / size;
    }
}

void ck_adamw_step(ck_pool *pool, ck_adamw settings, const float *gradients, size_t n, float *parameters,
                   float *means, float *squares) {
    struct stepping job = {
        .settings = settings,
        .gradients = gradients,
        .parameters = parameters,
        .means = means,
        .squares = squares,
        .n = n,
        .mean_share = (float)(1 / (1 - pow((double)settings.beta1, settings.step))),
        .square_share = (float)(1 / (1 - pow((double)settings.beta2, settings.step))),
    };
    ck_pool_run(pool, (int)((n + PIECE - 1) / PIECE), step_piece, &job);
}

struct measuring {
    const float *x;
    size_t n;
    double *sums;
};

static void measure_piece(void *context, int lane, int index) {
    (void)lane;
    const struct measuring *job = context;
    size_t first = (size_t)index * PIECE, end = first + PIECE < job->n ? first + PIECE : job->n;
    double sum = 0;
    for (size_t i = first; i < end; i++) { sum += (double)job->x[i] * (double)job->x[i]; }
    job->sums[index] = sum;
}

double ck_sum_squares(ck_pool *pool, const float *x, size_t n) {
    double sums[MOST_PIECES], sum = 0;
    for (size_t first = 0; first < n; first += (size_t)PIECE * MOST_PIECES) {
        size_t count = n - first < (size_t)PIECE * MOST_PIECES ? n - first : (size_t)PIECE * MOST_PIECES;
        size_t pieces = (count + PIECE - 1) / PIECE;
        struct measuring job = {x + first, count, sums};
        ck_pool_run(pool, (int)pieces, measure_piece, &job);
        for (size_t i = 0; i < pieces; i++) { sum += sums[i]; }
    }
    return sum;
}
