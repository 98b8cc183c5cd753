// What the files of matrices, activations and products share.
#ifndef LAM_CK_MATRIX_INTERNAL_H
#define LAM_CK_MATRIX_INTERNAL_H

#include "internal.h"

struct ck_matrix {
    const ck_type *type;
    size_t rows, columns, panels, panel_bytes;
    const uint8_t *data;
    void *own; // the memory of `data` unless it is the caller's
};

struct ck_activations {
    size_t tokens, columns;
    size_t room;
    const float *x;
    float *floats; // of normed or gated vectors
    int8_t *q;
    float *scale, *sum;
    int32_t *bias;
};

// Tokens that are multiplied one after the other, with weights as they are packed.
enum { CK_FEW = 2 };

// Where the products of one panel go, and what they begin from.
typedef struct {
    float *out;    // (tokens, stride), the panel's first row
    size_t stride; // floats between the results of two tokens
    const float *bias;
    bool accumulate;
    const uint8_t *next; // the panel that will be wanted next, or NULL
} ck_target;

// The products of one panel with all tokens.
void ck_multiply_panel(const ck_kernels *kernels, const ck_activations *x, const ck_matrix *matrix, size_t panel,
                       const ck_target *to);

// The products of `count` panels with few tokens (at most CK_FEW).
void ck_multiply_run(const ck_kernels *kernels, const ck_activations *x, const ck_matrix *matrix, size_t panel,
                     size_t count, const ck_target *to);
// How many of some panels like a matrix's an item of few tokens takes: long streams are what memory is read fastest
// by, so there are several items a lane only where they are long.
size_t ck_few_panels(const ck_matrix *matrix, size_t panels, size_t lanes);

// A panel's bytes; NULL beyond the last.
static inline const uint8_t *ck_panel_data(const ck_matrix *matrix, size_t panel) {
    return panel < matrix->panels ? matrix->data + panel * matrix->panel_bytes : NULL;
}

// The elements of a vector that share a scale.
static inline size_t ck_group(bool wide, size_t columns) { return wide && columns % SUPER == 0 ? SUPER : BLOCK; }

#endif
