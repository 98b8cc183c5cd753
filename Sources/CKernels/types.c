// The table of weight types: block sizes, dequantisation and packing of each, side by side.
#include "internal.h"

static void dequantize_f32(const uint8_t *p, float *out) { *out = ck_bits_float(ck_load32(p)); }
static void dequantize_f16(const uint8_t *p, float *out) { *out = ck_from_half(ck_load16(p)); }
static void dequantize_bf16(const uint8_t *p, float *out) { *out = ck_from_bf16(ck_load16(p)); }

#define PACK_COLUMNS(name, type)                                                                             \
    static void name(const uint8_t *rows, size_t row_bytes, int count, size_t units, uint8_t *panel) {       \
        type *to = (type *)(void *)panel;                                                                    \
        for (int row = 0; row < count; row++) {                                                              \
            const uint8_t *from = rows + (size_t)row * row_bytes;                                            \
            for (size_t i = 0; i < units; i++) {                                                             \
                memcpy(&to[i * PANEL + (size_t)row], from + i * sizeof(type), sizeof(type));                 \
            }                                                                                                \
        }                                                                                                    \
    }
PACK_COLUMNS(pack_columns4, uint32_t)
PACK_COLUMNS(pack_columns2, uint16_t)

// d, 16 bytes: element i in the low nibble of byte i, i + 16 in the high one.
static void dequantize_q4_0(const uint8_t *p, float *out) {
    float d = ck_from_half(ck_load16(p));
    for (int i = 0; i < 16; i++) {
        out[i] = d * (float)((p[2 + i] & 15) - 8);
        out[i + 16] = d * (float)((p[2 + i] >> 4) - 8);
    }
}

static void dequantize_q4_1(const uint8_t *p, float *out) {
    float d = ck_from_half(ck_load16(p)), m = ck_from_half(ck_load16(p + 2));
    for (int i = 0; i < 16; i++) {
        out[i] = d * (float)(p[4 + i] & 15) + m;
        out[i + 16] = d * (float)(p[4 + i] >> 4) + m;
    }
}

static void put16(uint8_t *to, int row, uint16_t value) { memcpy(to + 2 * row, &value, 2); }

// The nibbles of a block are in panel order already: four bytes make the quads q and q + 4.
static void put_nibbles(uint8_t *to, int row, const uint8_t *bytes) {
    for (int q = 0; q < 4; q++) { memcpy(to + 64 * q + 4 * row, bytes + 4 * q, 4); }
}

static void pack_q4_0(const uint8_t *rows, size_t row_bytes, int count, size_t units, uint8_t *panel) {
    for (size_t unit = 0; unit < units; unit++, panel += N4_BYTES) {
        for (int row = 0; row < count; row++) {
            const uint8_t *p = rows + (size_t)row * row_bytes + unit * 18;
            put_nibbles(panel, row, p + 2);
            put16(panel + 256, row, ck_load16(p));
            put16(panel + 288, row, ck_to_half(-8 * ck_from_half(ck_load16(p))));
        }
    }
}

static void pack_q4_1(const uint8_t *rows, size_t row_bytes, int count, size_t units, uint8_t *panel) {
    for (size_t unit = 0; unit < units; unit++, panel += N4_BYTES) {
        for (int row = 0; row < count; row++) {
            const uint8_t *p = rows + (size_t)row * row_bytes + unit * 20;
            put_nibbles(panel, row, p + 4);
            put16(panel + 256, row, ck_load16(p));
            put16(panel + 288, row, ck_load16(p + 2));
        }
    }
}

// d, 32 high bits, 16 bytes as q4_0; values are -16...15.
static void bytes_q5_0(const uint8_t *p, int8_t *out) {
    uint32_t high = ck_load32(p + 2);
    for (int i = 0; i < 16; i++) {
        out[i] = (int8_t)(((p[6 + i] & 15) | (int)(high >> i & 1) << 4) - 16);
        out[i + 16] = (int8_t)((p[6 + i] >> 4 | (int)(high >> (i + 16) & 1) << 4) - 16);
    }
}

static void dequantize_q5_0(const uint8_t *p, float *out) {
    int8_t bytes[32];
    bytes_q5_0(p, bytes);
    float d = ck_from_half(ck_load16(p));
    for (int i = 0; i < 32; i++) { out[i] = d * (float)bytes[i]; }
}

static void put_bytes(uint8_t *to, int row, const int8_t *bytes) {
    for (int q = 0; q < 8; q++) { memcpy(to + 64 * q + 4 * row, bytes + 4 * q, 4); }
}

static void pack_q5_0(const uint8_t *rows, size_t row_bytes, int count, size_t units, uint8_t *panel) {
    for (size_t unit = 0; unit < units; unit++, panel += B8_BYTES) {
        for (int row = 0; row < count; row++) {
            const uint8_t *p = rows + (size_t)row * row_bytes + unit * 22;
            int8_t bytes[32];
            bytes_q5_0(p, bytes);
            put_bytes(panel, row, bytes);
            put16(panel + 512, row, ck_load16(p));
        }
    }
}

static void dequantize_q8_0(const uint8_t *p, float *out) {
    float d = ck_from_half(ck_load16(p));
    for (int i = 0; i < 32; i++) { out[i] = d * (float)(int8_t)p[2 + i]; }
}

static void pack_q8_0(const uint8_t *rows, size_t row_bytes, int count, size_t units, uint8_t *panel) {
    for (size_t unit = 0; unit < units; unit++, panel += B8_BYTES) {
        for (int row = 0; row < count; row++) {
            const uint8_t *p = rows + (size_t)row * row_bytes + unit * 34;
            put_bytes(panel, row, (const int8_t *)p + 2);
            put16(panel + 512, row, ck_load16(p));
        }
    }
}

// d, dmin, 12 bytes of eight 6-bit scales and minima, 128 bytes: two blocks share 32 bytes.
static void scales_q4_k(const uint8_t *s, int block, uint8_t *scale, uint8_t *minimum) {
    if (block < 4) {
        *scale = s[block] & 63;
        *minimum = s[block + 4] & 63;
    } else {
        *scale = (uint8_t)((s[block + 4] & 15) | s[block - 4] >> 6 << 4);
        *minimum = (uint8_t)(s[block + 4] >> 4 | s[block] >> 6 << 4);
    }
}

static void dequantize_q4_k(const uint8_t *p, float *out) {
    float d = ck_from_half(ck_load16(p)), dmin = ck_from_half(ck_load16(p + 2));
    for (int block = 0; block < 8; block++) {
        uint8_t scale, minimum;
        scales_q4_k(p + 4, block, &scale, &minimum);
        const uint8_t *bytes = p + 16 + 32 * (block / 2);
        for (int i = 0; i < 32; i++) {
            int value = bytes[i] >> (4 * (block & 1)) & 15;
            out[32 * block + i] = d * scale * (float)value - dmin * minimum;
        }
    }
}

static void pack_q4_k(const uint8_t *rows, size_t row_bytes, int count, size_t units, uint8_t *panel) {
    for (size_t unit = 0; unit < units; unit++, panel += K4_BYTES) {
        for (int row = 0; row < count; row++) {
            const uint8_t *p = rows + (size_t)row * row_bytes + unit * 144;
            put16(panel, row, ck_load16(p));
            put16(panel + 32, row, ck_load16(p + 2));
            for (int block = 0; block < 8; block++) {
                uint8_t *to = panel + 64 + block * K4_BLOCK;
                const uint8_t *bytes = p + 16 + 32 * (block / 2);
                for (int q = 0; q < 4; q++) {
                    uint32_t low = ck_load32(bytes + 4 * q), high = ck_load32(bytes + 16 + 4 * q);
                    uint32_t both = block & 1 ? (low >> 4 & 0x0f0f0f0f) | (high & 0xf0f0f0f0)
                                              : (low & 0x0f0f0f0f) | (high & 0x0f0f0f0f) << 4;
                    memcpy(to + 64 * q + 4 * row, &both, 4);
                }
                scales_q4_k(p + 4, block, to + 256 + row, to + 272 + row);
            }
        }
    }
}

// 128 bytes of low nibbles, 64 of high bit pairs, 16 signed scales, d; values are -32...31.
static void bytes_q6_k(const uint8_t *p, int8_t *out) {
    for (int half = 0; half < 2; half++) {
        const uint8_t *low = p + 64 * half, *high = p + 128 + 32 * half;
        int8_t *to = out + 128 * half;
        for (int i = 0; i < 32; i++) {
            to[i] = (int8_t)(((low[i] & 15) | (high[i] & 3) << 4) - 32);
            to[i + 32] = (int8_t)(((low[i + 32] & 15) | (high[i] >> 2 & 3) << 4) - 32);
            to[i + 64] = (int8_t)((low[i] >> 4 | (high[i] >> 4 & 3) << 4) - 32);
            to[i + 96] = (int8_t)((low[i + 32] >> 4 | (high[i] >> 6 & 3) << 4) - 32);
        }
    }
}

static void dequantize_q6_k(const uint8_t *p, float *out) {
    int8_t bytes[256];
    bytes_q6_k(p, bytes);
    float d = ck_from_half(ck_load16(p + 208));
    for (int i = 0; i < 256; i++) { out[i] = d * (float)(int8_t)p[192 + i / 16] * (float)bytes[i]; }
}

static void pack_q6_k(const uint8_t *rows, size_t row_bytes, int count, size_t units, uint8_t *panel) {
    for (size_t unit = 0; unit < units; unit++, panel += K6_BYTES) {
        for (int row = 0; row < count; row++) {
            const uint8_t *p = rows + (size_t)row * row_bytes + unit * 210;
            int8_t bytes[256];
            bytes_q6_k(p, bytes);
            put16(panel, row, ck_load16(p + 208));
            for (int block = 0; block < 8; block++) {
                uint8_t *to = panel + 32 + block * K6_BLOCK;
                put_bytes(to, row, bytes + 32 * block);
                to[512 + row] = p[192 + 2 * block];
                to[528 + row] = p[193 + 2 * block];
            }
        }
    }
}

static const ck_type types[] = {
    {0, 1, 4, KIND_F32, false, dequantize_f32, pack_columns4},
    {1, 1, 2, KIND_F16, false, dequantize_f16, pack_columns2},
    {2, 32, 18, KIND_N4, false, dequantize_q4_0, pack_q4_0},
    {3, 32, 20, KIND_N4, false, dequantize_q4_1, pack_q4_1},
    {6, 32, 22, KIND_B8, false, dequantize_q5_0, pack_q5_0},
    {8, 32, 34, KIND_B8, false, dequantize_q8_0, pack_q8_0},
    {12, 256, 144, KIND_K4, true, dequantize_q4_k, pack_q4_k},
    {14, 256, 210, KIND_K6, true, dequantize_q6_k, pack_q6_k},
    {30, 1, 2, KIND_BF16, false, dequantize_bf16, pack_columns2},
};

const ck_type *ck_find_type(uint32_t id) {
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (types[i].id == id) { return &types[i]; }
    }
    return NULL;
}

size_t ck_panel_bytes(ck_kind kind, size_t columns) {
    switch (kind) {
    case KIND_F32: return columns * PANEL * 4;
    case KIND_F16:
    case KIND_BF16: return columns * PANEL * 2;
    case KIND_N4: return columns / BLOCK * N4_BYTES;
    case KIND_K4: return columns / SUPER * K4_BYTES;
    case KIND_B8: return columns / BLOCK * B8_BYTES;
    case KIND_K6: return columns / SUPER * K6_BYTES;
    case KIND_COUNT: break;
    }
    return 0;
}

bool ck_type_supported(uint32_t type) { return ck_find_type(type) != NULL; }

size_t ck_type_block(uint32_t type) {
    const ck_type *found = ck_find_type(type);
    return found ? found->block : 0;
}

size_t ck_type_bytes(uint32_t type) {
    const ck_type *found = ck_find_type(type);
    return found ? found->bytes : 0;
}

void ck_dequantize(uint32_t type, const void *source, size_t count, float *out) {
    const ck_type *found = ck_find_type(type);
    if (!found) { return; }
    const uint8_t *p = source;
    for (size_t i = 0; i + found->block <= count; i += found->block, p += found->bytes) {
        found->dequantize(p, out + i);
    }
}
