// What the files of this module share: panel layouts, the dispatch table, half-precision numbers.
#ifndef LAM_CK_INTERNAL_H
#define LAM_CK_INTERNAL_H

#include "include/CKernels.h"

#include <string.h>

// Rows in a panel: one AVX-512 register of 32-bit sums, two AVX2 ones.
enum { PANEL = 16, BLOCK = 32, SUPER = 256 };

// How a packed panel is laid out. A block is 32 columns of 16 rows; "quads" are 8 groups of
// [row][4 columns], the operand order of the 8-bit dot-product instructions.
typedef enum {
    KIND_F32,  // per column: 16 floats
    KIND_F16,  // per column: 16 halves
    KIND_BF16, // per column: 16 bfloats
    KIND_N4,   // per block: 256 bytes (quad q low nibble, q + 4 high), 16 half scales, 16 half offsets
    KIND_K4,   // per 256 columns: 16 half scales, 16 half minima; per block: 256 bytes as N4,
               // 16 integer scales, 16 integer minima
    KIND_B8,   // per block: 512 signed bytes, 16 half scales
    KIND_K6,   // per 256 columns: 16 half scales; per block: 512 signed bytes (-32...31), two times
               // 16 signed integer scales, one for each 16 columns
    KIND_COUNT
} ck_kind;

enum {
    N4_BYTES = 256 + 64,
    K4_BLOCK = 256 + 32,
    K4_BYTES = 64 + 8 * K4_BLOCK,
    B8_BYTES = 512 + 32,
    K6_BLOCK = 512 + 32,
    K6_BYTES = 32 + 8 * K6_BLOCK,
};

// Columns of a panel that are expanded at a time: with their scales they fit the first-level cache.
enum { CHUNK_BLOCKS = 32, CHUNK = CHUNK_BLOCKS * BLOCK, FLOAT_CHUNK = 256 };

// A part of a panel as the many-token product reads it.
typedef union {
    struct {
        uint8_t quads[CHUNK_BLOCKS][512];
        float scale[CHUNK_BLOCKS][2][PANEL];
        float offset[CHUNK_BLOCKS][PANEL];
    };
    float columns[FLOAT_CHUNK][PANEL];
} ck_chunk;

// Activations of one token from some column on.
typedef struct {
    const float *x;                          // as floats
    const int8_t *q;                         // as bytes
    const float *scale;                      // of each 32
    const float *sum;                        // scale * sum of bytes of each 32
    const int32_t *bias;                     // of each 16, where the kernels have it computed
    size_t x_stride, q_stride, block_stride; // to the next token
} ck_operand;

// acc (16) += panel · x over `columns` columns of one token.
typedef void (*ck_dot)(const uint8_t *panel, size_t columns, const ck_operand *x, float *acc);
// Expands columns [first, first + columns) of a panel.
typedef void (*ck_expand)(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk);
// out (tokens, 16 of stride) += chunk · x.
typedef void (*ck_tile)(const ck_chunk *chunk, size_t columns, const ck_operand *x, size_t tokens, float *out,
                        size_t stride);

// Query rows of one KV head over a run of tiles: the state of their online softmax.
typedef struct {
    int head;
    float threshold;
    const float *query;       // (rows, head), times the shape's scale
    const int8_t *query8;     // (rows, head)
    const float *query_scale; // (rows, head/32)
    float *maximum, *sum;     // (rows)
    float *out;               // (rows, head), not yet divided by the sum
    float *scratch;           // two tiles of 64 x head floats
} ck_rows;

// Readies the first `keys` tokens of a tile for several rows.
typedef void (*ck_tile_open)(const ck_rows *rows, const void *tile, int keys);
// Takes one row over the tokens from `first` up to `keys` (1...64) of the tile that was opened.
typedef void (*ck_tile_row)(const ck_rows *rows, const void *tile, int row, int first, int keys);

// Where the parts of a tile lie, in bytes. Turbo8: keys [head/4][64][4], values [64/4][head][4],
// then the scales of keys [head/32][64] and of values [64]. F16: keys [head][64], values [64][head].
static inline size_t ck_turbo_values(int head) { return (size_t)CK_TILE * (size_t)head; }
static inline size_t ck_turbo_key_scales(int head) { return 2 * (size_t)CK_TILE * (size_t)head; }
static inline size_t ck_turbo_value_scales(int head) {
    return ck_turbo_key_scales(head) + (size_t)(head / BLOCK) * CK_TILE * sizeof(float);
}
static inline size_t ck_half_values(int head) { return 2 * (size_t)CK_TILE * (size_t)head; }

// SAS: e^-k from a table times a cubic for e^-f, fitted for least relative error (3.2e-4).
#define SAS_C0 0.99968f
#define SAS_C1 -0.99130f
#define SAS_C2 0.45922f
#define SAS_C3 -0.09983f
extern const float ck_sas_table[16];

// Quantises n floats by one symmetric scale of max/119, which it returns.
float ck_symmetric(const float *x, int n, int8_t *out);

void ck_open_none(const ck_rows *rows, const void *tile, int keys);
void ck_row_f16_ref(const ck_rows *rows, const void *tile, int row, int first, int keys);
void ck_row_turbo8_ref(const ck_rows *rows, const void *tile, int row, int first, int keys);

// The kernels of one instruction set.
typedef struct {
    const char *name;
    // Quantises n (a multiple of 32) floats; `group` elements share a scale.
    void (*quantize)(const float *x, size_t n, size_t group, int8_t *q, float *scale, float *sum);
    // -128 times the sum of each 16 of n bytes, for kernels that read signed weights w as w + 128;
    // NULL where none does.
    void (*bias)(const int8_t *q, size_t n, int32_t *bias);
    ck_dot dot[KIND_COUNT];
    ck_expand expand[KIND_COUNT];
    ck_tile tile[KIND_COUNT];
    void (*rms_norm)(const float *x, const float *weight, float epsilon, size_t n, float *out);
    void (*silu_multiply)(const float *gate, const float *up, size_t n, float *out);
    void (*gelu_multiply)(const float *gate, const float *up, size_t n, float *out);
    double (*exp_shifted)(float *x, size_t n, float maximum, bool store);
    ck_tile_open tile_open[2];
    ck_tile_row tile_row[2];
} ck_kernels;

extern const ck_kernels ck_generic;
#if defined(__x86_64__)
extern const ck_kernels ck_avx2, ck_avx512;
#endif
// The table of an instruction set; NULL when the CPU lacks it.
const ck_kernels *ck_table(ck_isa isa);
// The table of a pool.
const ck_kernels *ck_pool_kernels(const ck_pool *pool);
// Gives an idle pool a table of the caller's; tests do so with kernels that this CPU cannot run.
void ck_pool_use(ck_pool *pool, const ck_kernels *kernels);

// GELU's tanh form is x * sigmoid(x * (GELU_X + GELU_X3 * x²)): 2 * sqrt(2/pi), and 0.044715 times that.
#define GELU_X 1.5957691216f
#define GELU_X3 0.0713548163f

// What is known of a GGUF tensor type.
typedef struct {
    uint32_t id;
    size_t block, bytes;
    ck_kind kind;
    bool wide;
    void (*dequantize)(const uint8_t *block, float *out);
    // Packs `units` blocks of up to 16 rows into a zeroed panel.
    void (*pack)(const uint8_t *rows, size_t row_bytes, int count, size_t units, uint8_t *panel);
} ck_type;

// The traits of a type, or NULL.
const ck_type *ck_find_type(uint32_t id);

// The bytes a panel of this kind needs for `columns`.
size_t ck_panel_bytes(ck_kind kind, size_t columns);

static inline uint32_t ck_load32(const void *p) {
    uint32_t v;
    memcpy(&v, p, 4);
    return v;
}

static inline uint16_t ck_load16(const void *p) {
    uint16_t v;
    memcpy(&v, p, 2);
    return v;
}

static inline float ck_bits_float(uint32_t bits) {
    float f;
    memcpy(&f, &bits, 4);
    return f;
}

static inline uint32_t ck_float_bits(float f) {
    uint32_t bits;
    memcpy(&bits, &f, 4);
    return bits;
}

static inline float ck_from_bf16(uint16_t b) { return ck_bits_float((uint32_t)b << 16); }

static inline float ck_from_half(uint16_t h) {
    uint32_t sign = (uint32_t)(h & 0x8000) << 16, rest = h & 0x7fff;
    if (rest >= 0x7c00) { return ck_bits_float(sign | 0x7f800000 | (rest & 0x3ff) << 13); }
    // 2^112 puts the exponent right, for subnormal numbers too.
    return ck_bits_float(sign | ck_float_bits(ck_bits_float(rest << 13) * 0x1p112f));
}

// Rounds to nearest, ties to even.
static inline uint16_t ck_to_half(float f) {
    uint32_t bits = ck_float_bits(f), sign = bits >> 16 & 0x8000, rest = bits & 0x7fffffff;
    if (rest > 0x7f800000) { return (uint16_t)(sign | 0x7e00); }
    if (rest >= 0x477ff000) { return (uint16_t)(sign | 0x7c00); }
    if (rest < 0x38800000) {
        // The addition rounds the number to the spacing of subnormal halves.
        return (uint16_t)(sign | (ck_float_bits(ck_bits_float(rest) + 0.5f) - 0x3f000000));
    }
    return (uint16_t)(sign | (rest - 0x38000000 + 0xfff + (rest >> 13 & 1)) >> 13);
}

#endif
