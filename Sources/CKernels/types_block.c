// Weight types without blocks, and those of blocks of 32.
#include "types.h"

void ck_dequantize_f32(const uint8_t *p, float *out) { *out = ck_bits_float(ck_load32(p)); }
void ck_dequantize_f16(const uint8_t *p, float *out) { *out = ck_from_half(ck_load16(p)); }
void ck_dequantize_bf16(const uint8_t *p, float *out) { *out = ck_from_bf16(ck_load16(p)); }

#define PACK_COLUMNS(name, type)                                                                             \
    void name(const uint8_t *rows, size_t row_bytes, int count, size_t units, uint8_t *panel) {              \
        type *to = (type *)(void *)panel;                                                                    \
        for (int row = 0; row < count; row++) {                                                              \
            const uint8_t *from = rows + (size_t)row * row_bytes;                                            \
            for (size_t i = 0; i < units; i++) {                                                             \
                memcpy(&to[i * PANEL + (size_t)row], from + i * sizeof(type), sizeof(type));                 \
            }                                                                                                \
        }                                                                                                    \
    }
PACK_COLUMNS(ck_pack_4_bytes, uint32_t)
PACK_COLUMNS(ck_pack_2_bytes, uint16_t)

// Packs block by block: `body` puts one row's block `p` into `panel`.
#define PACK_BLOCKS(name, bytes, panel_bytes, body)                                                          \
    void name(const uint8_t *rows, size_t row_bytes, int count, size_t units, uint8_t *panel) {              \
        for (size_t unit = 0; unit < units; unit++, panel += (panel_bytes)) {                                \
            for (int row = 0; row < count; row++) {                                                          \
                const uint8_t *p = rows + (size_t)row * row_bytes + unit * (bytes);                          \
                body                                                                                         \
            }                                                                                                \
        }                                                                                                    \
    }

// d, 16 bytes: element i in the low nibble of byte i, i + 16 in the high one.
void ck_dequantize_q4_0(const uint8_t *p, float *out) {
    float d = ck_from_half(ck_load16(p));
    for (int i = 0; i < 16; i++) {
        out[i] = d * (float)((p[2 + i] & 15) - 8);
        out[i + 16] = d * (float)((p[2 + i] >> 4) - 8);
    }
}
PACK_BLOCKS(ck_pack_q4_0, 18, N4_BYTES, {
    ck_put_nibbles(panel, row, p + 2);
    ck_put16(panel + 256, row, ck_load16(p));
    ck_put16(panel + 288, row, ck_to_half(-8 * ck_from_half(ck_load16(p))));
})

// d, m, 16 bytes as q4_0.
void ck_dequantize_q4_1(const uint8_t *p, float *out) {
    float d = ck_from_half(ck_load16(p)), m = ck_from_half(ck_load16(p + 2));
    for (int i = 0; i < 16; i++) {
        out[i] = d * (float)(p[4 + i] & 15) + m;
        out[i + 16] = d * (float)(p[4 + i] >> 4) + m;
    }
}
PACK_BLOCKS(ck_pack_q4_1, 20, N4_BYTES, {
    ck_put_nibbles(panel, row, p + 4);
    ck_put16(panel + 256, row, ck_load16(p));
    ck_put16(panel + 288, row, ck_load16(p + 2));
})

// 32 high bits and 16 bytes of nibbles as codes of 0...31.
static void codes_5(const uint8_t *high, const uint8_t *low, uint8_t *codes) {
    uint32_t bits = ck_load32(high);
    for (int i = 0; i < 16; i++) {
        codes[i] = (uint8_t)((low[i] & 15) | (bits >> i & 1) << 4);
        codes[i + 16] = (uint8_t)(low[i] >> 4 | (bits >> (i + 16) & 1) << 4);
    }
}

// d, high bits, nibbles; values are codes less 16.
void ck_dequantize_q5_0(const uint8_t *p, float *out) {
    uint8_t codes[32];
    codes_5(p + 2, p + 6, codes);
    float d = ck_from_half(ck_load16(p));
    for (int i = 0; i < 32; i++) { out[i] = d * (float)(codes[i] - 16); }
}
PACK_BLOCKS(ck_pack_q5_0, 22, N5_BYTES, {
    uint8_t codes[32];
    codes_5(p + 2, p + 6, codes);
    ck_put_codes(panel, row, codes, 5);
    ck_put16(panel + 320, row, ck_load16(p));
    ck_put16(panel + 352, row, ck_to_half(-16 * ck_from_half(ck_load16(p))));
})

// d, m, high bits, nibbles.
void ck_dequantize_q5_1(const uint8_t *p, float *out) {
    uint8_t codes[32];
    codes_5(p + 4, p + 8, codes);
    float d = ck_from_half(ck_load16(p)), m = ck_from_half(ck_load16(p + 2));
    for (int i = 0; i < 32; i++) { out[i] = d * (float)codes[i] + m; }
}
PACK_BLOCKS(ck_pack_q5_1, 24, N5_BYTES, {
    uint8_t codes[32];
    codes_5(p + 4, p + 8, codes);
    ck_put_codes(panel, row, codes, 5);
    ck_put16(panel + 320, row, ck_load16(p));
    ck_put16(panel + 352, row, ck_load16(p + 2));
})

// d, 32 signed bytes.
void ck_dequantize_q8_0(const uint8_t *p, float *out) {
    float d = ck_from_half(ck_load16(p));
    for (int i = 0; i < 32; i++) { out[i] = d * (float)(int8_t)p[2 + i]; }
}
PACK_BLOCKS(ck_pack_q8_0, 34, B8_BYTES, {
    for (int q = 0; q < 8; q++) { memcpy(panel + 64 * q + 4 * row, p + 2 + 4 * q, 4); }
    ck_put16(panel + 512, row, ck_load16(p));
})

// d, 16 bytes of indices as q4_0.
const int8_t ck_nonlinear[16] = {-127, -104, -83, -65, -49, -35, -22, -10,
                                 1,    13,   25,  38,  53,  69,  89,  113};
void ck_dequantize_iq4_nl(const uint8_t *p, float *out) {
    float d = ck_from_half(ck_load16(p));
    for (int i = 0; i < 16; i++) {
        out[i] = d * (float)ck_nonlinear[p[2 + i] & 15];
        out[i + 16] = d * (float)ck_nonlinear[p[2 + i] >> 4];
    }
}
PACK_BLOCKS(ck_pack_iq4_nl, 18, T4_BYTES, {
    ck_put_nibbles(panel, row, p + 2);
    ck_put16(panel + 256, row, ck_load16(p));
})
