/// Quantised matrices and their products with activations.
#ifndef LAM_CK_MATRIX_H
#define LAM_CK_MATRIX_H

#include "ck_pool.h"
#include "ck_types.h"

/// A weight matrix packed into panels of 16 rows, as the products read it.
typedef struct ck_matrix ck_matrix;

/// Packs a row-major matrix of GGUF blocks; NULL when memory is short or the shape does not fit
/// the type (`columns` must be a multiple of its block).
ck_matrix *ck_matrix_create(ck_pool *pool, uint32_t type, const void *data, size_t rows, size_t columns);

/// Changes whenever packed weights of an earlier version would be read wrongly.
enum { CK_PACKED_VERSION = 3 };
/// The bytes of a packed matrix; 0 for a shape that does not fit the type.
size_t ck_matrix_packed_bytes(uint32_t type, size_t rows, size_t columns);
/// Packs as `ck_matrix_create`, into `memory` of the caller's: `ck_matrix_packed_bytes` of it,
/// aligned to 64 and there for as long as the matrix.
ck_matrix *ck_matrix_create_in(
    ck_pool *pool, uint32_t type, const void *data, size_t rows, size_t columns, void *memory);
/// A matrix over memory of the caller's that was packed before.
///
/// Any bytes will do for safety: nothing in them is a place or a length.
ck_matrix *ck_matrix_view(uint32_t type, size_t rows, size_t columns, const void *packed);
/// Frees a matrix.
void ck_matrix_destroy(ck_matrix *matrix);
/// The outputs of a matrix.
size_t ck_matrix_rows(const ck_matrix *matrix);
/// The inputs of a matrix.
size_t ck_matrix_columns(const ck_matrix *matrix);
/// The bytes of the packed weights.
size_t ck_matrix_bytes(const ck_matrix *matrix);
/// Whether the type's activations share a scale over 256 elements (K types) rather than 32.
bool ck_matrix_wide_scale(const ck_matrix *matrix);

/// Vectors to be multiplied, with their 8-bit form: blocks of 32 with a scale each.
typedef struct ck_activations ck_activations;

/// Makes room for `tokens` vectors of up to `columns` elements.
ck_activations *ck_activations_create(size_t tokens, size_t columns);
/// Frees the room.
void ck_activations_destroy(ck_activations *activations);

/// Loads `tokens` vectors: keeps the pointer to the floats and quantises each to 8 bits.
///
/// `x` is (tokens, columns), dense, and stays the caller's; `wide` gives 256 elements one scale.
void ck_activations_load(
    ck_pool *pool, ck_activations *activations, const float *x, size_t tokens, size_t columns, bool wide);

/// Loads as `ck_activations_load`, after RMS normalisation: x * weight / sqrt(mean(x²) + epsilon).
void ck_activations_load_normed(
    ck_pool *pool, ck_activations *activations, const float *x, const float *weight, float epsilon,
    size_t tokens, size_t columns, bool wide);

/// What a gate goes through before it is multiplied.
typedef enum {
    /// x * sigmoid(x).
    CK_GATE_SILU = 0,
    /// x * Φ(x) in its tanh form.
    CK_GATE_GELU = 1
} ck_gate;

/// Loads gate(x) * up, both (tokens, columns).
void ck_activations_load_gated(
    ck_pool *pool, ck_activations *activations, ck_gate kind, const float *gate, const float *up,
    size_t tokens, size_t columns, bool wide);

/// The second factor of a low-rank change; see ck_lowrank.h.
typedef struct ck_lowrank ck_lowrank;

/// A low-rank change (LoRA) of one of the products of a call: out += B(A·x).
typedef struct {
    /// The first factor, A, as `ck_lowrank_first` packs it.
    const ck_matrix *a;
    /// The second factor, B.
    const ck_lowrank *b;
    /// Room for A·x of all loaded tokens: (tokens, padded rank) floats, whose contents are the kernels' own.
    float *inner;
    /// Which of the products is changed.
    int product;
    /// The tokens that are changed: `tokens` from `first` on.
    size_t first, tokens;
} ck_change;

/// Computes gate(x·G) * (x·U) of loaded activations in one parallel region, and loads it into others.
///
/// The changes, of `gate` as product 0 and of `up` as product 1, are added to x·G and x·U first. With `bytes` the result
/// is there in bytes also where `next` takes floats: an adapter's first factor reads them.
/// `gate` and `up` have as many rows, a multiple of 32, as `next` has columns: `next` is what the
/// result will be multiplied with, and decides in what form it is loaded. The numbers are those of
/// `ck_multiply_changed` and `ck_activations_load_gated`.
void ck_multiply_gated(
    ck_pool *pool, const ck_activations *x, ck_gate kind, const ck_matrix *gate, const ck_matrix *up,
    const ck_matrix *next, const ck_change *changes, int count, bool bytes, ck_activations *to);

/// One product of a fused region.
typedef struct {
    /// The weights.
    const ck_matrix *matrix;
    /// Where the result goes: (tokens, stride) floats, of which the first rows are written.
    float *out;
    /// Floats between the results of two tokens.
    size_t stride;
    /// A vector of `rows` floats to begin from, or NULL for zero.
    const float *bias;
    /// Whether the result is added to what `out` holds; `bias` is then ignored.
    bool accumulate;
} ck_product;

/// Computes several products of the same activations in one parallel region.
///
/// Each number is computed by the same operations in the same order however many tokens are
/// loaded, so results do not depend on how a text is split into batches.
void ck_multiply(ck_pool *pool, const ck_activations *x, const ck_product *products, int count);

/// Computes products as `ck_multiply` and adds changes to them.
///
/// A·x is quantised once more, with a scale for each token. Of few tokens all is done in one region; of many, B has a
/// region of its own. What is said of `ck_multiply` holds here too.
void ck_multiply_changed(
    ck_pool *pool, const ck_activations *x, const ck_product *products, int count, const ck_change *changes,
    int changed);

#endif
