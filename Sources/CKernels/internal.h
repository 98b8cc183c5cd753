// What the files of this module share: panel layouts, the dispatch table, half-precision numbers.
#ifndef LAM_CK_INTERNAL_H
#define LAM_CK_INTERNAL_H

#include "include/CKernels.h"

#include <string.h>

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

// Rows in a panel: one AVX-512 register of 32-bit sums, two AVX2 ones.
enum { PANEL = 16, BLOCK = 32, SUPER = 256 };

// How a packed panel is laid out. A block is 32 columns of 16 rows; "quads" are 8 groups of
// [row][4 columns], the operand order of the 8-bit dot-product instructions.
//
// Codes are cut into planes, one after the other: of 4 bits (256 bytes: quad q low nibble, q + 4
// high), then of 2 bits (128 bytes: quads 0-3 in the pairs of the first 64, 4-7 in the others), then
// of 1 bit (64 bytes: bit q is quad q's). 5 bits are 4 + 1, 6 are 4 + 2, 3 are 2 + 1.
typedef enum {
    KIND_F32,  // per column: 16 floats
    KIND_F16,  // per column: 16 halves
    KIND_BF16, // per column: 16 bfloats
    KIND_N4,   // per block: codes of 4 bits, 16 half scales, 16 half offsets
    KIND_K4,   // per 256 columns: 16 half scales, 16 half minima; per block: codes of 4 bits,
               // 16 integer scales, 16 integer minima
    KIND_B8,   // per block: 512 signed bytes, 16 half scales
    KIND_K6,   // per 256 columns: 16 half scales; per block: codes of 6 bits (plus 32), two times
               // 16 signed integer scales, one for each 16 columns
    KIND_N5,   // as N4 with codes of 5 bits
    KIND_K5,   // as K4 with codes of 5 bits
    KIND_T4,   // per block: nibbles that index `ck_nonlinear`, 16 half scales
    KIND_H2,   // per 256 columns: 16 half scales, 16 half minima; per block: codes of 2 bits, then two
               // times 16 signed integer scales and two times 16 minima, one for each 16 columns
    KIND_H3,   // as H2 with codes of 3 bits
    KIND_COUNT
} ck_kind;

enum {
    N4_BYTES = 256 + 64,
    N5_BYTES = 320 + 64,
    T4_BYTES = 256 + 32,
    B8_BYTES = 512 + 32,
    K4_BLOCK = 256 + 32,
    K4_BYTES = 64 + 8 * K4_BLOCK,
    K5_BLOCK = 320 + 32,
    K5_BYTES = 64 + 8 * K5_BLOCK,
    K6_BLOCK = 384 + 32,
    K6_BYTES = 32 + 8 * K6_BLOCK,
    H2_BLOCK = 128 + 64,
    H2_BYTES = 64 + 8 * H2_BLOCK,
    H3_BLOCK = 192 + 64,
    H3_BYTES = 64 + 8 * H3_BLOCK,
};

// The values of T4's nibbles.
extern const int8_t ck_nonlinear[16];

// Columns of a panel that are expanded at a time: with their scales they fit the first-level cache.
enum { CHUNK_BLOCKS = 32, CHUNK = CHUNK_BLOCKS * BLOCK, FLOAT_CHUNK = 256 };

// A part of a panel as the many-token product reads it.
typedef union {
    struct {
        uint8_t quads[CHUNK_BLOCKS][512];
        float scale[CHUNK_BLOCKS][2][PANEL];
        float offset[CHUNK_BLOCKS][PANEL];
        float second[CHUNK_BLOCKS][PANEL]; // offsets of columns 16-31 where they have their own
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
// The same for 2...CK_STREAMS panels that lie `apart` bytes from each other and are read side by side; acc is
// (count, 16 of spread).
typedef void (*ck_dots)(const uint8_t *panels, size_t apart, int count, size_t columns, const ck_operand *x,
                        float *acc, size_t spread);
enum { CK_STREAMS = 4 };
// Expands columns [first, first + columns) of a panel.
typedef void (*ck_expand)(const uint8_t *panel, size_t first, size_t columns, ck_chunk *chunk);
// out (tokens, 16 of stride) += chunk · x.
typedef void (*ck_tile)(const ck_chunk *chunk, size_t columns, const ck_operand *x, size_t tokens, float *out,
                        size_t stride);

// Query rows of one KV head over a run of tiles: the state of their online softmax.
//
// Scores are logarithms to base 2, so that a softmax is rescaled by powers of two.
typedef struct {
    int head;
    float threshold;          // scores this far below `maximum` count as nothing
    const float *query;       // (rows, head), times the shape's scale and log2 e
    const int16_t *query16;   // (rows, head)
    const float *query_scale; // (rows)
    const int32_t *bias;      // (rows, head/32): what takes the keys' offset of 128 out of the sums
    const ck_turns *turns;    // how keys that were kept turned back are turned again; or NULL
    float *maximum, *sum;     // (rows); of quantised caches the maximum rounded up to a whole number
    float *out;               // (rows, head), not yet divided by the sum
    void *scratch;            // two tiles of 64 x head floats
} ck_rows;

// How one tile is laid out; the modes of a cache are made of these.
typedef enum { FORMAT_F16, FORMAT_TURBO8, FORMAT_PACKED44, FORMAT_PACKED42, FORMAT_PACKED24, FORMAT_PACKED22, FORMAT_COUNT } ck_format;

// Of a packed tile: bits of keys, then of values.
static inline ck_format ck_packed_format(ck_bits bits) {
    return (ck_format)(FORMAT_PACKED44 + 2 * (bits.keys == 2) + (bits.values == 2));
}

// A tile that is ready to be multiplied.
//
// Of a quantised cache: keys [head/2][64][2] plus 128, values [32][head][2], 16 bits each, and the
// scales of keys [head/32][64] and of values [64]. Of F16 floats: keys [head][64], values [64][head].
typedef struct {
    const void *keys, *values;
    const float *key_scale, *value_scale;
    bool raw;         // few rows are served from the tile itself, which is not spread to 16 bits
    int weight_limit; // how far the weights of values may go so that 64 products fit 32 bits
    uintptr_t ahead;  // from a raw tile to the one that follows, which is fetched meanwhile; or 0
} ck_opened;

// Asks for what lies `ahead` of an address, so that it is in the cache when its turn comes. The processor sees
// no pattern in tiles that lie pages apart, and without this decoding mostly waits for memory.
static inline void ck_fetch(const void *p, uintptr_t ahead) {
    __builtin_prefetch((const void *)((uintptr_t)p + ahead), 0, 2);
}
// The same for the scales of a turbo8 tile.
static inline void ck_fetch_scales(const ck_opened *tile, int head) {
    int floats = (head / BLOCK + 1) * CK_TILE;
    for (int i = 0; i < floats; i += 16) { ck_fetch(tile->key_scale + i, tile->ahead); }
}

// Readies the first `keys` tokens of a tile for `count` rows.
typedef void (*ck_tile_open)(const ck_rows *rows, const void *tile, int keys, int count, ck_opened *opened);
// The tokens of a tile a row sees, from `first` up to `keys` (1...64).
typedef struct {
    int first, keys;
} ck_span;

// Takes rows [first, first + count) over what each sees of a tile.
//
// A row's result does not depend on the rows it is taken with.
typedef void (*ck_tile_rows)(const ck_rows *rows, const ck_opened *tile, int first, int count,
                             const ck_span *spans);

// Where the parts of a tile lie, in bytes. Turbo8: keys [head/4][64][4] plus 128, values
// [64/4][head][4], then the scales of keys [head/32][64] and of values [64]. The four of a group lie
// in the order 0 2 1 3, so that masking and shifting 16-bit lanes gives pairs of neighbours.
// F16: keys [head][64], values [64][head].
static inline size_t ck_turbo_values(int head) { return (size_t)CK_TILE * (size_t)head; }
static inline size_t ck_turbo_key_scales(int head) { return 2 * (size_t)CK_TILE * (size_t)head; }
static inline size_t ck_turbo_value_scales(int head) {
    return ck_turbo_key_scales(head) + (size_t)(head / BLOCK) * CK_TILE * sizeof(float);
}
static inline size_t ck_half_values(int head) { return 2 * (size_t)CK_TILE * (size_t)head; }
// Where element i of a group of four lies.
static inline int ck_quad_place(int i) { return (i & 1) << 1 | i >> 1; }

static inline ck_bits ck_layer_bits(const ck_layer *layer, int kv) {
    return layer->bits ? layer->bits[kv] : (ck_bits){4, 4};
}

// A packed tile: the codes of keys, of values; scales and zeros of key channels, scales of values by token; two
// units; which token is kept (4 bytes), and its key and value as turbo8 has them, with their scales.
static inline size_t ck_packed_values(ck_bits bits, int head) { return (size_t)(CK_TILE * head * bits.keys / 8); }
static inline size_t ck_packed_scales(ck_bits bits, int head) {
    return ck_packed_values(bits, head) + (size_t)(CK_TILE * head * bits.values / 8);
}
static inline size_t ck_packed_units(ck_bits bits, int head) {
    return ck_packed_scales(bits, head) + 2 * (size_t)head + CK_TILE;
}

enum {
    PACKED_LIMIT = 119 * 16, // units of a tile's largest number: 119 and not 127, since codes overshoot
    PACKED_ZERO = 16,        // units a zero counts in
    PACKED_WEIGHTS = 8190,   // 64 of them times 12-bit values fit 32 bits
};
// Units a scale counts in.
#define PACKED_STEP(bits) ((bits) == 2 ? 5 : 1)
// The least code's number as a multiple of a value's scale; codes are two scales apart, so that zero is the middle.
#define PACKED_LEAST(bits) ((bits) == 2 ? -3 : -15)

// Queries have 14 bits and a sign: 32 products with 12-bit keys fit 32 bits.
enum { QUERY_LIMIT = 16383 };

// SAS to base 2: 2^x is a cubic of x less the nearest whole number, times a power of two that is
// added to the exponent and needs no table. Fitted for least relative error, 7.5e-5.
#define SAS_C0 0.99992807f
#define SAS_C1 0.69326099f
#define SAS_C2 0.24261113f
#define SAS_C3 0.05517167f

// Rounds to nearest, ties to even, what is below 2^22; unlike rintf it needs no newer instruction.
static inline float ck_round(float x) {
    const float magic = 12582912.0f;
    return (x + magic) - magic;
}

// 2^x for a whole x <= 127; 0 for what is below -126.
static inline float ck_power(float x) {
    return x < -126 ? 0 : ck_bits_float((uint32_t)((int)x + 127) << 23);
}

// Turns n numbers by the orthogonal Hadamard matrix of the largest power of two that divides n, part by part;
// doing so twice changes nothing. n is a multiple of 4. Values of quantised caches are turned so, and the keys and queries
// of `CK_CACHE_TURBO8`.
void ck_hadamard(float *x, int n);

// Quantises n floats by one symmetric scale of max/limit, which it returns.
float ck_symmetric(const float *x, int n, int limit, int16_t *out);

void ck_open_f16_ref(const ck_rows *rows, const void *tile, int keys, int count, ck_opened *opened);
void ck_open_turbo8_ref(const ck_rows *rows, const void *tile, int keys, int count, ck_opened *opened);
void ck_open_packed44_ref(const ck_rows *rows, const void *tile, int keys, int count, ck_opened *opened);
void ck_open_packed42_ref(const ck_rows *rows, const void *tile, int keys, int count, ck_opened *opened);
void ck_open_packed24_ref(const ck_rows *rows, const void *tile, int keys, int count, ck_opened *opened);
void ck_open_packed22_ref(const ck_rows *rows, const void *tile, int keys, int count, ck_opened *opened);
// Completes an opened packed tile: `opened` is set to numbers that were spread to `keys`, `bias` added, and values
// after them; the token that was kept is put in its place, and scales, two units all over, after all.
void ck_open_rest(int16_t *keys, int head, int bias, const uint8_t *units, ck_opened *opened);

// How keys turn within a tile. A line is what lies side by side in an opened tile, two elements of each of 64
// tokens, and `table` holds for each line its cosines and then its sines, in 1/32768. Pairs (2i, 2i + 1) lie in one
// line, whose sines are -sine and sine; of pairs (i, i + rotated/2) the first lie in one line, their partners in
// another that is `apart` lines on, and the sines are negative.
struct ck_turns {
    int lines, apart; // `apart` is 0 where pairs lie in one line
    int16_t *table;   // (lines, 2, CK_TILE, 2)
};
// Which tiles are kept turned back: with keys of 4 bits the steps are small enough anyway.
static inline const ck_turns *ck_turns_of(ck_bits bits, const ck_turns *turns) {
    return bits.keys == 2 ? turns : NULL;
}
// Turns an opened tile's keys, of which `bias` is taken off meanwhile.
void ck_turn_keys_ref(const ck_turns *turns, int16_t *keys, int bias);

void ck_rows_f16_ref(const ck_rows *rows, const ck_opened *tile, int first, int count,
                     const ck_span *spans);
void ck_rows_turbo_ref(const ck_rows *rows, const ck_opened *tile, int first, int count,
                     const ck_span *spans);

// Floats: out (rows, 16 of out_stride) += scale · x · panel, where element k of row r of x lies at
// r * stride + k * step and the panel is [depth][16].
typedef void (*ck_fma_tile)(const float *x, size_t stride, size_t step, const float *panel, size_t depth,
                            size_t rows, float scale, float *out, size_t out_stride);
// Makes a panel [depth][16] of 16 rows.
typedef void (*ck_turn)(const float *x, size_t stride, size_t depth, float *panel);
typedef struct ck_type ck_type;
// Dequantises `count` elements, a multiple of the type's block.
typedef void (*ck_widen)(const ck_type *type, const uint8_t *data, size_t count, float *out);
// The gradients of silu(gate) * up in place; `d_out` becomes the product.
typedef void (*ck_silu_backward)(float *gate, float *up, float *d_out, size_t n);
// Rounds n <= 256 floats to 16 bits and returns their scale, NaN where one is not finite; q is filled up to a
// multiple of 16 with zeros.
typedef float (*ck_round_row)(const float *x, size_t n, int16_t *q);
// Makes a panel [depth / 2 rounded up][16][2] of 16-bit numbers of a finite one [depth][16], depth <= 256, in
// place, and tells the columns' scales.
typedef void (*ck_round_panel)(float *panel, size_t depth, float *scales);
// out (rows, 16 of out_stride) += scales of rows times those of columns times q · panel.
typedef void (*ck_int16_tile)(const int16_t *q, size_t stride, const int16_t *panel, size_t pairs, size_t rows,
                              const float *row_scales, const float *column_scales, float *out,
                              size_t out_stride);

// A run of panels of a low-rank change's second factor, B, and of tokens.
typedef struct {
    const int8_t *panels; // each (rank / 2, 16 rows, 2), then the rows' scales as bfloats
    size_t rank, rows;    // the rank is a multiple of 16
    const float *inner;   // (tokens, rank), rounded
    size_t tokens;
    float *out; // (tokens, stride)
    size_t stride;
} ck_lowrank_tile;
// Rounds A·x, (tokens, rank), to 8 bits in place: a row becomes `rank` numbers of 16 bits and then their scale.
typedef void (*ck_round_inner)(float *inner, size_t rank, size_t tokens);
// out += B(A·x).
typedef void (*ck_add_lowrank)(const ck_lowrank_tile *tile);

// The kernels of one instruction set.
typedef struct {
    const char *name;
    // Quantises n (a multiple of 32) floats; `group` elements share a scale.
    void (*quantize)(const float *x, size_t n, size_t group, int8_t *q, float *scale, float *sum);
    // -128 times the sum of each 16 of n bytes, for kernels that read signed weights w as w + 128;
    // NULL where none does.
    void (*bias)(const int8_t *q, size_t n, int32_t *bias);
    ck_dot dot[KIND_COUNT];
    ck_dots dots[KIND_COUNT]; // NULL where panels are taken one after the other
    ck_expand expand[KIND_COUNT];
    ck_tile tile[KIND_COUNT];
    void (*rms_norm)(const float *x, const float *weight, float epsilon, size_t n, float *out);
    void (*silu_multiply)(const float *gate, const float *up, size_t n, float *out);
    void (*gelu_multiply)(const float *gate, const float *up, size_t n, float *out);
    double (*exp_shifted)(float *x, size_t n, float maximum, bool store);
    // Rotates the heads of one vector, by the angles of its position.
    void (*rotate)(ck_rotation rotation, float *x, size_t heads, const float *cosines, const float *sines);
    ck_tile_open tile_open[FORMAT_COUNT];
    ck_tile_rows tile_rows[FORMAT_COUNT];
    ck_round_inner round_inner;
    ck_add_lowrank add_lowrank;
    // Of training (training.h).
    ck_fma_tile fma_tile;
    ck_turn turn;
    ck_widen widen;
    ck_silu_backward silu_backward;
    ck_round_row round_row;
    ck_round_panel round_panel;
    ck_int16_tile int16_tile;
} ck_kernels;

void ck_rotate_ref(ck_rotation rotation, float *x, size_t heads, const float *cosines, const float *sines);

extern const ck_kernels ck_generic;
#if defined(__x86_64__)
extern const ck_kernels ck_avx2, ck_avxvnni, ck_avx512;
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
struct ck_type {
    uint32_t id;
    size_t block, bytes;
    ck_kind kind;
    bool wide;
    void (*dequantize)(const uint8_t *block, float *out);
    // Packs `units` blocks of up to 16 rows into a zeroed panel.
    void (*pack)(const uint8_t *rows, size_t row_bytes, int count, size_t units, uint8_t *panel);
};

// The traits of a type, or NULL.
const ck_type *ck_find_type(uint32_t id);

// The bytes a panel of this kind needs for `columns`.
size_t ck_panel_bytes(ck_kind kind, size_t columns);

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
