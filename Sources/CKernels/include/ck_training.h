/// What training needs beside inference: products in 32-bit floats, and the gradients of each operation.
///
/// Every number is computed by the same operations in the same order whatever the lanes of the pool, so
/// that a run can be repeated bit for bit on one instruction set.
#ifndef LAM_CK_TRAINING_H
#define LAM_CK_TRAINING_H

#include "ck_pool.h"
#include "ck_types.h"
#include "ck_vector.h"

/// Memory that the products and attention work in, for each lane.
typedef struct ck_training ck_training;

/// Makes the memory; heads have at most `head` elements and a group at most `rows` rows. NULL when memory
/// is short.
ck_training *ck_training_create(ck_pool *pool, size_t head, size_t rows);
/// Frees the memory.
void ck_training_destroy(ck_training *training);
/// The bytes of the memory.
size_t ck_training_bytes(const ck_training *training);

/// One term of a sum of products: vectors times a row-major matrix W of a GGUF type.
typedef struct {
    /// The vectors: (tokens, stride) floats, of which the first are read.
    const float *x;
    /// Floats between two vectors.
    size_t stride;
    /// The GGUF type of the matrix; float matrices are multiplied as they are, others dequantised.
    uint32_t type;
    /// The rows of the matrix, one after the other.
    const void *data;
    /// Rows and columns of the matrix.
    size_t rows, columns;
    /// Whether vectors have an element for each row and results one for each column (x·W, as gradients
    /// flow back), rather than the other way round (x·Wᵀ).
    bool backward;
    /// What the term is multiplied with.
    float scale;
    /// Whether vectors and matrix are rounded to 16 bits and multiplied as whole numbers.
    ///
    /// Every 256 elements of a vector share a scale, and so do 256 of a result's weights: rounding costs each
    /// product about a thousandth of its size, less than bfloat16 does. A vector with an element that is no
    /// number, or not finite, gives results that are no numbers.
    bool rounded;
} ck_term;

/// A sum of products: out = base (or bias, or zero) + Σ scale · x·W.
typedef struct {
    /// Where the result goes: (tokens, stride) floats, of which the first `columns` are written.
    float *out;
    /// Floats between the results of two tokens.
    size_t stride;
    /// Elements of a result.
    size_t columns;
    /// What is begun with, laid out as `out` and perhaps the same memory; or NULL.
    const float *base;
    /// A vector of `columns` to begin with where there is no base; or NULL.
    const float *bias;
    /// The terms, in order.
    const ck_term *terms;
    /// How many.
    int count;
} ck_sum;

/// Computes sums that do not depend on each other for `tokens` tokens, in one parallel region; one more
/// rounds the vectors of rounded terms, of which there may be 32.
void ck_sum_products(ck_training *training, const ck_sum *sums, int count, size_t tokens);

/// A sum of outer products, the gradient of a factor: out (rank, columns) += scale · leftᵀ·right.
typedef struct {
    /// (tokens, rank), dense.
    const float *left;
    /// The rank; a multiple of 16.
    size_t rank;
    /// (tokens, columns), dense.
    const float *right;
    /// Elements of a vector of `right`.
    size_t columns;
    /// What the sum is multiplied with.
    float scale;
    /// (rank, columns), dense.
    float *out;
} ck_outer;

/// Adds outer products over `tokens` tokens, in one parallel region.
void ck_sum_outer(ck_training *training, const ck_outer *outers, int count, size_t tokens);

/// Which keys a row sees of its group, besides none: those below `prefix` and those from `own` to itself.
typedef struct {
    /// Rows at the beginning of the group that are seen.
    int32_t prefix;
    /// Where the row's own branch begins.
    int32_t own;
} ck_sight;

/// Rows that attend to each other and to nobody else.
typedef struct {
    /// The first row.
    size_t first;
    /// How many.
    size_t count;
} ck_relatives;

/// The attention of packed groups.
typedef struct {
    /// Query heads, and key and value heads, which divide them.
    size_t heads, kv_heads;
    /// Elements of a head: a multiple of 16.
    size_t head;
    /// What scores are multiplied with.
    float scale;
    /// The groups, which do not overlap.
    const ck_relatives *groups;
    /// How many.
    int count;
    /// What each row sees.
    const ck_sight *sights;
    /// (rows, heads * head).
    const float *queries;
    /// (rows, kv_heads * head).
    const float *keys, *values;
} ck_grouped;

/// Attention: out (rows, heads * head), and the logarithms of the softmaxes' sums (rows, heads).
void ck_attend_groups(ck_training *training, const ck_grouped *attention, float *out, float *logs);

/// The gradients of attention, from its results, their logarithms and the gradient of its results.
///
/// `d_queries`, `d_keys` and `d_values` are laid out as what they are gradients of; `shares` is room for
/// 2 * rows * heads * head floats. Scores are computed again, a tile at a time; none is kept.
void ck_attend_groups_backward(
    ck_training *training, const ck_grouped *attention, const float *out, const float *logs,
    const float *d_out, float *d_queries, float *d_keys, float *d_values, float *shares);

/// RMS normalisation of `rows` vectors of n elements.
void ck_norm_rows(
    ck_pool *pool, const float *x, const float *weight, float epsilon, size_t rows, size_t n, float *out);

/// d_x += the gradient of RMS normalisation, from the gradient of its result.
void ck_norm_rows_backward(
    ck_pool *pool, const float *x, const float *weight, float epsilon, const float *d_out, size_t rows,
    size_t n, float *d_x);

/// out = silu(gate) * up of `rows` vectors of n elements.
void ck_silu_rows(ck_pool *pool, const float *gate, const float *up, size_t rows, size_t n, float *out);

/// The gradients of silu(gate) * up: `gate` and `up` become theirs, `d_out` becomes the product itself.
void ck_silu_rows_backward(ck_pool *pool, float *gate, float *up, float *d_out, size_t rows, size_t n);

/// The cross entropy of rows of logits, which become its gradient.
///
/// Row r has `weights[r]` and the token `targets[r]`; `losses` takes -log p, not weighted, and `hits`
/// whether the token was the likeliest. Rows lie `stride` floats apart. With `gradient` false the logits are left in no particular state.
void ck_cross_entropy(
    ck_pool *pool, float *logits, size_t stride, size_t rows, size_t n, const int32_t *targets, const float *weights,
    bool gradient, double *losses, bool *hits);

/// Zeroes elements of `rows` vectors with probability `rate` and multiplies the others by 1/(1 - rate).
///
/// Which ones depends on `seed` and the place alone. With `add` the result is added to `out`.
void ck_dropout_rows(
    ck_pool *pool, const float *x, size_t rows, size_t n, float rate, uint64_t seed, bool add, float *out);

/// One step of AdamW (Loshchilov and Hutter, 2019).
typedef struct {
    /// The step's learning rate.
    float rate;
    /// The decay of the means of gradients and of their squares.
    float beta1, beta2;
    /// What keeps the quotient finite.
    float epsilon;
    /// The share of a parameter taken off for each unit of learning rate.
    float decay;
    /// What gradients are multiplied with first.
    float scale;
    /// The number of this step, from 1.
    int step;
} ck_adamw;

/// Changes n parameters by their gradients and the two means kept for each.
void ck_adamw_step(
    ck_pool *pool, ck_adamw settings, const float *gradients, size_t n, float *parameters, float *means,
    float *squares);

/// The sum of the squares of n floats, whatever the lanes.
double ck_sum_squares(ck_pool *pool, const float *x, size_t n);

#endif
