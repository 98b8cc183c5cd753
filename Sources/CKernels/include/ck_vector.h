/// Operations on vectors of floats.
#ifndef LAM_CK_VECTOR_H
#define LAM_CK_VECTOR_H

#include "ck_types.h"

/// out = x * weight / sqrt(mean(x²) + epsilon), n elements.
void ck_rms_norm(const float *x, const float *weight, float epsilon, size_t n, float *out);

/// Fills cosines and sines of the rotary angles of one position, half a head each.
///
/// `factors` divides the frequencies (half a head of floats) or is NULL.
void ck_rope_angles(size_t position, size_t head, double base, const float *factors, float *cosines, float *sines);

/// Rotates the heads of one vector in place; pairs are (2i, 2i+1) when interleaved (llama), else
/// (i, i + head/2) (qwen2).
void ck_rope(float *x, size_t heads, size_t head, const float *cosines, const float *sines, bool interleaved);

/// out = silu(gate) * up, n elements.
void ck_silu_multiply(const float *gate, const float *up, size_t n, float *out);

/// The largest of n floats and where it first is; NaN never wins. n must be above 0.
size_t ck_argmax(const float *x, size_t n);

/// The logarithm of the sum of exponentials of n floats.
double ck_log_sum_exp(const float *x, size_t n);

/// exp(x - maximum) of each, in place; returns their sum.
double ck_exp_shifted(float *x, size_t n, float maximum);

#endif
