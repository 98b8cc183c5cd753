// Sums of products, in 32-bit floats or in rounded numbers of 16 bits, with matrices dequantised panel by panel as
// they are needed.
//
// A matrix is never there as floats: a piece of it, 256 terms of the sums deep and up to 256 results wide,
// is dequantised into panels of [depth][16] and multiplied with all tokens of a work item. At 100 tokens
// and more this costs a few hundredths of the products themselves. Rounded terms have their panels rounded too.
#include "training.h"

#include <stdlib.h>

// How much of a sum a work item takes.
typedef struct {
    size_t panels, tokens; // of an item
    size_t across, along;  // items across the columns, along the tokens
} cut;

struct summing {
    const ck_training *training;
    const ck_kernels *kernels;
    const ck_sum *sums;
    const cut *cuts;
    int count;
    size_t tokens;
    const ck_rounded *rounded;
    int rounded_count;
};

// Fills panels with x·Wᵀ's operand: panel p holds the rows from row + 16p, columns [first, first + depth).
static void ready_forward(const ck_kernels *kernels, const ck_term *term, size_t row, size_t panels, size_t first,
                          size_t depth, float *to, float *scratch) {
    const ck_type *type = ck_find_type(term->type);
    size_t row_bytes = term->columns / type->block * type->bytes;
    const uint8_t *data = (const uint8_t *)term->data + first / type->block * type->bytes;
    for (size_t p = 0; p < panels; p++, to += depth * PANEL) {
        for (size_t i = 0; i < PANEL; i++) {
            size_t r = row + p * PANEL + i;
            if (r < term->rows) {
                kernels->widen(type, data + r * row_bytes, depth, scratch + i * TRAIN_DEPTH);
            } else {
                memset(scratch + i * TRAIN_DEPTH, 0, depth * sizeof(float));
            }
        }
        kernels->turn(scratch, TRAIN_DEPTH, depth, to);
    }
}

// Fills panels with x·W's operand: panel p holds the columns from column + 16p, rows [first, first + depth).
static void ready_backward(const ck_kernels *kernels, const ck_term *term, size_t column, size_t panels, size_t first,
                           size_t depth, float *to, float *scratch) {
    enum { AHEAD = 8 };
    const ck_type *type = ck_find_type(term->type);
    size_t row_bytes = term->columns / type->block * type->bytes;
    size_t width = panels * PANEL, left = term->columns - column;
    const uint8_t *data = (const uint8_t *)term->data + first * row_bytes + column / type->block * type->bytes;
    size_t count = left < width ? left : width;
    if (count < width) { memset(scratch + count, 0, (width - count) * sizeof(float)); }
    for (size_t r = 0; r < depth; r++, data += row_bytes) {
        // Pieces of rows lie far apart: the processor sees no stream in them.
        if (r + AHEAD < depth) { __builtin_prefetch(data + AHEAD * row_bytes); }
        kernels->widen(type, data, count, scratch);
        for (size_t p = 0; p < panels; p++) {
            memcpy(to + (p * depth + r) * PANEL, scratch + p * PANEL, PANEL * sizeof(float));
        }
    }
}

static void begin(const ck_sum *sum, size_t token, size_t tokens, size_t column, size_t columns) {
    for (size_t t = token; t < token + tokens; t++) {
        float *out = sum->out + t * sum->stride + column;
        if (sum->base) {
            const float *base = sum->base + t * sum->stride + column;
            if (base != out) { memcpy(out, base, columns * sizeof(float)); }
        } else if (sum->bias) {
            memcpy(out, sum->bias + column, columns * sizeof(float));
        } else {
            memset(out, 0, columns * sizeof(float));
        }
    }
}

// A piece of a term's matrix that is ready to be multiplied.
typedef struct {
    const ck_term *term;
    const float *panels;       // of floats or of rounded pairs, each depth * PANEL floats from the one before
    size_t first, depth;       // the elements of the vectors
    const ck_rounded *rounded; // the vectors, where they are rounded
    const float *scales;       // then those of the panels' columns
} piece;

// out (rows, 16 of stride) += the piece's panel p times vectors from `token` on.
static void multiply_tile(const ck_kernels *kernels, const piece *piece, size_t p, size_t token, size_t rows,
                          float *out, size_t stride) {
    const ck_term *term = piece->term;
    const float *panel = piece->panels + p * piece->depth * PANEL;
    if (!piece->rounded) {
        const float *x = term->x + token * term->stride + piece->first;
        kernels->fma_tile(x, term->stride, 1, panel, piece->depth, rows, term->scale, out, stride);
        return;
    }
    size_t stride16;
    const int16_t *q = ck_rounded_piece(piece->rounded, piece->first, &stride16) + token * stride16;
    const float *scales = piece->rounded->scales + piece->first / TRAIN_DEPTH * piece->rounded->tokens + token;
    kernels->int16_tile(q, stride16, (const int16_t *)(const void *)panel, (piece->depth + 1) / 2, rows, scales,
                        piece->scales + p * PANEL, out, stride);
}

static void multiply(const ck_kernels *kernels, const ck_sum *sum, const piece *piece, size_t panels, size_t token,
                     size_t tokens, size_t column) {
    for (size_t t = token; t < token + tokens; t += TRAIN_TOKENS) {
        size_t rows = token + tokens - t < TRAIN_TOKENS ? token + tokens - t : TRAIN_TOKENS;
        for (size_t p = 0; p < panels; p++) {
            size_t at = column + p * PANEL, columns = sum->columns - at;
            float *out = sum->out + t * sum->stride + at;
            if (columns >= PANEL) {
                multiply_tile(kernels, piece, p, t, rows, out, sum->stride);
                continue;
            }
            // The last columns are fewer than a register's: go through a buffer.
            float buffer[TRAIN_TOKENS][PANEL] = {{0}};
            for (size_t i = 0; i < rows; i++) {
                memcpy(buffer[i], out + i * sum->stride, columns * sizeof(float));
            }
            multiply_tile(kernels, piece, p, t, rows, buffer[0], PANEL);
            for (size_t i = 0; i < rows; i++) {
                memcpy(out + i * sum->stride, buffer[i], columns * sizeof(float));
            }
        }
    }
}

static void sum_item(void *context, int lane, int index) {
    const struct summing *job = context;
    size_t item = (size_t)index;
    int s = 0;
    while (item >= job->cuts[s].across * job->cuts[s].along) {
        item -= job->cuts[s].across * job->cuts[s].along;
        s++;
    }
    const ck_sum *sum = &job->sums[s];
    const cut *cut = &job->cuts[s];
    size_t column = item % cut->across * cut->panels * PANEL, token = item / cut->across * cut->tokens;
    size_t left = sum->columns - column, width = cut->panels * PANEL;
    size_t columns = left < width ? left : width, panels = (columns + PANEL - 1) / PANEL;
    size_t tokens = job->tokens - token < cut->tokens ? job->tokens - token : cut->tokens;
    float *ready = ck_lane_memory(job->training, lane), *scratch = ready + TRAIN_PANELS * TRAIN_DEPTH * PANEL;
    float scales[TRAIN_PANELS * PANEL];
    begin(sum, token, tokens, column, columns);
    for (int i = 0; i < sum->count; i++) {
        const ck_term *term = &sum->terms[i];
        size_t inner = term->backward ? term->rows : term->columns;
        for (size_t first = 0; first < inner; first += TRAIN_DEPTH) {
            size_t depth = inner - first < TRAIN_DEPTH ? inner - first : TRAIN_DEPTH;
            (term->backward ? ready_backward : ready_forward)(job->kernels, term, column, panels, first, depth, ready,
                                                              scratch);
            piece piece = {term, ready, first, depth, NULL, scales};
            if (term->rounded) {
                piece.rounded = ck_find_rounded(job->rounded, job->rounded_count, term);
                for (size_t p = 0; p < panels; p++) {
                    job->kernels->round_panel(ready + p * depth * PANEL, depth, scales + p * PANEL);
                }
                for (size_t c = 0; c < panels * PANEL; c++) { scales[c] *= term->scale; }
            }
            multiply(job->kernels, sum, &piece, panels, token, tokens, column);
        }
    }
}

// An item takes whole blocks where columns come in blocks; few columns are cut along the tokens instead.
static cut cut_of(const ck_sum *sum, size_t tokens, size_t lanes) {
    size_t least = 4, all = (sum->columns + PANEL - 1) / PANEL;
    for (int i = 0; i < sum->count; i++) {
        size_t block = ck_type_block(sum->terms[i].type) / PANEL;
        if (sum->terms[i].backward && block > least) { least = block; }
    }
    cut result = {.panels = least, .across = (all + least - 1) / least};
    size_t along = result.across < 4 * lanes ? (4 * lanes + result.across - 1) / result.across : 1;
    size_t most = (tokens + 2 * TRAIN_TOKENS - 1) / (2 * TRAIN_TOKENS);
    if (along > most) { along = most; }
    result.tokens = (tokens + along - 1) / along;
    result.along = (tokens + result.tokens - 1) / result.tokens;
    return result;
}

void ck_sum_products(ck_training *training, const ck_sum *sums, int count, size_t tokens) {
    enum { MOST = 16 };
    cut cuts[MOST];
    if (!tokens || count <= 0) { return; }
    if (count > MOST) {
        ck_sum_products(training, sums, MOST, tokens);
        ck_sum_products(training, sums + MOST, count - MOST, tokens);
        return;
    }
    size_t items = 0;
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < sums[i].count; j++) {
            const ck_term *term = &sums[i].terms[j];
            size_t width = term->backward ? term->columns : term->rows;
            const ck_type *type = ck_find_type(term->type);
            if (!type || term->columns % type->block || width != sums[i].columns) { abort(); }
        }
        cuts[i] = cut_of(&sums[i], tokens, training->lanes);
        items += cuts[i].across * cuts[i].along;
    }
    ck_rounded rounded[MOST_ROUNDED];
    int rounded_count = ck_round_vectors(training, sums, count, tokens, rounded);
    struct summing job = {.training = training,
                          .kernels = ck_pool_kernels(training->pool),
                          .sums = sums,
                          .cuts = cuts,
                          .count = count,
                          .tokens = tokens,
                          .rounded = rounded,
                          .rounded_count = rounded_count};
    ck_pool_run(training->pool, (int)items, sum_item, &job);
}

struct spreading {
    const ck_training *training;
    const ck_kernels *kernels;
    const ck_outer *outers;
    size_t tokens;
};

static void outer_item(void *context, int lane, int index) {
    const struct spreading *job = context;
    size_t panel = (size_t)index;
    const ck_outer *outer = job->outers;
    while (panel >= (outer->columns + PANEL - 1) / PANEL) {
        panel -= (outer->columns + PANEL - 1) / PANEL;
        outer++;
    }
    size_t column = panel * PANEL, left = outer->columns - column, columns = left < PANEL ? left : PANEL;
    float *ready = ck_lane_memory(job->training, lane), *sums = ready + TRAIN_DEPTH * PANEL;
    memset(sums, 0, outer->rank * PANEL * sizeof(float));
    if (columns < PANEL) { memset(ready, 0, TRAIN_DEPTH * PANEL * sizeof(float)); }
    for (size_t first = 0; first < job->tokens; first += TRAIN_DEPTH) {
        size_t depth = job->tokens - first < TRAIN_DEPTH ? job->tokens - first : TRAIN_DEPTH;
        for (size_t t = 0; t < depth; t++) {
            const float *from = outer->right + (first + t) * outer->columns + column;
            memcpy(ready + t * PANEL, from, columns * sizeof(float));
        }
        job->kernels->fma_tile(outer->left + first * outer->rank, 1, outer->rank, ready, depth, outer->rank, 1,
                               sums, PANEL);
    }
    for (size_t r = 0; r < outer->rank; r++) {
        float *out = outer->out + r * outer->columns + column;
        for (size_t i = 0; i < columns; i++) { out[i] += outer->scale * sums[r * PANEL + i]; }
    }
}

void ck_sum_outer(ck_training *training, const ck_outer *outers, int count, size_t tokens) {
    size_t items = 0;
    for (int i = 0; i < count; i++) {
        if (outers[i].rank > TRAIN_DEPTH * (TRAIN_PANELS - 1)) { abort(); }
        items += (outers[i].columns + PANEL - 1) / PANEL;
    }
    struct spreading job = {training, ck_pool_kernels(training->pool), outers, tokens};
    ck_pool_run(training->pool, (int)items, outer_item, &job);
}
