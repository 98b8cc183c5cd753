/// Operations on vectors of floats.
#ifndef LAM_CK_VECTOR_H
#define LAM_CK_VECTOR_H

#include "ck_pool.h"
#include "ck_types.h"

/// out = x * weight / sqrt(mean(x²) + epsilon), n elements.
void ck_rms_norm(const float *x, const float *weight, float epsilon, size_t n, float *out);

/// Fills cosines and sines of the rotary angles of one position: half of `rotated` floats each.
///
/// `factors` divides the frequencies (half of `rotated` floats) or is NULL.
void ck_rope_angles(
    size_t position, size_t rotated, double base, const float *factors, float *cosines, float *sines);

/// How heads are rotated.
typedef struct {
    /// Elements of a head.
    size_t head;
    /// Elements of it that are rotated, the first ones; even.
    size_t rotated;
    /// Whether pairs are (2i, 2i+1) as in llama, or (i, i + rotated/2) as in qwen2.
    bool interleaved;
} ck_rotation;

/// Rotates `heads` heads of each of `rows` vectors in place; row r takes the angles at r.
///
/// `x` is (rows, heads * head); `cosines` and `sines` are (rows, rotated / 2).
void ck_rotate(
    ck_pool *pool, ck_rotation rotation, float *x, size_t rows, size_t heads, const float *cosines,
    const float *sines);

/// Normalises each head of `rows` vectors (rows, heads * head) in place, as `ck_rms_norm` does.
void ck_norm_heads(
    ck_pool *pool, float *x, const float *weight, float epsilon, size_t rows, size_t heads, size_t head);

/// stream += normalised y, both (rows, n); y is overwritten.
void ck_add_normed(
    ck_pool *pool, float *stream, float *y, const float *weight, float epsilon, size_t rows, size_t n);

/// out = silu(gate) * up, n elements.
void ck_silu_multiply(const float *gate, const float *up, size_t n, float *out);

/// out = gelu(gate) * up, n elements; gelu in its tanh form.
void ck_gelu_multiply(const float *gate, const float *up, size_t n, float *out);

/// The largest of n floats and where it first is; NaN never wins. n must be above 0.
size_t ck_argmax(const float *x, size_t n);

/// The logarithm of the sum of exponentials of n floats.
double ck_log_sum_exp(const float *x, size_t n);

/// The logarithms of the sums of exponentials of each of `rows` vectors (rows, n), in parallel.
void ck_log_sum_exp_rows(ck_pool *pool, const float *x, size_t rows, size_t n, double *out);

/// exp(x - maximum) of each, in place; returns their sum.
double ck_exp_shifted(float *x, size_t n, float maximum);

/// The Kullback-Leibler divergence of the distribution with logits `q` from that with logits `p`, in nats.
double ck_divergence(const float *p, const float *q, size_t n);

#endif
