// Packed matrices.
#include "matrix.h"

#include <stdlib.h>

struct packing {
    const ck_matrix *matrix;
    const uint8_t *source;
    uint8_t *to;
};

static void pack_panel(void *context, int lane, int index) {
    (void)lane;
    struct packing *job = context;
    const ck_matrix *matrix = job->matrix;
    size_t first = (size_t)index * PANEL, left = matrix->rows - first;
    size_t row_bytes = matrix->columns / matrix->type->block * matrix->type->bytes;
    uint8_t *panel = job->to + (size_t)index * matrix->panel_bytes;
    if (left < PANEL) { memset(panel, 0, matrix->panel_bytes); }
    matrix->type->pack(job->source + first * row_bytes, row_bytes, left < PANEL ? (int)left : PANEL,
                       matrix->columns / matrix->type->block, panel);
}

static bool shape(uint32_t type, size_t rows, size_t columns, ck_matrix *matrix) {
    const ck_type *found = ck_find_type(type);
    if (!found || !rows || !columns || columns % found->block || rows > INT32_MAX || columns > INT32_MAX) {
        return false;
    }
    *matrix = (ck_matrix){
        .type = found,
        .rows = rows,
        .columns = columns,
        .panels = (rows + PANEL - 1) / PANEL,
        .panel_bytes = ck_panel_bytes(found->kind, columns),
    };
    return true;
}

size_t ck_matrix_packed_bytes(uint32_t type, size_t rows, size_t columns) {
    ck_matrix matrix;
    return shape(type, rows, columns, &matrix) ? ck_matrix_bytes(&matrix) : 0;
}

ck_matrix *ck_matrix_view(uint32_t type, size_t rows, size_t columns, const void *packed) {
    ck_matrix *matrix = malloc(sizeof *matrix);
    if (!matrix || !shape(type, rows, columns, matrix)) {
        free(matrix);
        return NULL;
    }
    matrix->data = packed;
    return matrix;
}

ck_matrix *ck_matrix_create_in(ck_pool *pool, uint32_t type, const void *data, size_t rows, size_t columns,
                               void *memory) {
    ck_matrix *matrix = ck_matrix_view(type, rows, columns, memory);
    if (!matrix) { return NULL; }
    struct packing job = {matrix, data, memory};
    ck_pool_run(pool, (int)matrix->panels, pack_panel, &job);
    return matrix;
}

ck_matrix *ck_matrix_create(ck_pool *pool, uint32_t type, const void *data, size_t rows, size_t columns) {
    size_t bytes = ck_matrix_packed_bytes(type, rows, columns);
    void *memory = bytes ? aligned_alloc(64, (bytes + 63) / 64 * 64) : NULL;
    ck_matrix *matrix = memory ? ck_matrix_create_in(pool, type, data, rows, columns, memory) : NULL;
    if (!matrix) {
        free(memory);
        return NULL;
    }
    matrix->own = memory;
    return matrix;
}

void ck_matrix_destroy(ck_matrix *matrix) {
    if (!matrix) { return; }
    free(matrix->own);
    free(matrix);
}

size_t ck_matrix_rows(const ck_matrix *matrix) { return matrix->rows; }
size_t ck_matrix_columns(const ck_matrix *matrix) { return matrix->columns; }
size_t ck_matrix_bytes(const ck_matrix *matrix) { return matrix->panels * matrix->panel_bytes; }
bool ck_matrix_wide_scale(const ck_matrix *matrix) { return matrix->type->wide; }
