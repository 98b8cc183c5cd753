// Weight types of 256 elements whose blocks have integer scales.
#include "types.h"

// Two blocks of 32 share 32 bytes: the even one has the low nibbles.
static uint8_t nibble(const uint8_t *bytes, int block, int i) {
    return bytes[32 * (block / 2) + i] >> (4 * (block & 1)) & 15;
}

// 12 bytes of eight 6-bit scales and minima.
static void scale_and_minimum(const uint8_t *s, int block, uint8_t *scale, uint8_t *minimum) {
    if (block < 4) {
        *scale = s[block] & 63;
        *minimum = s[block + 4] & 63;
    } else {
        *scale = (uint8_t)((s[block + 4] & 15) | s[block - 4] >> 6 << 4);
        *minimum = (uint8_t)(s[block + 4] >> 4 | s[block] >> 6 << 4);
    }
}

// Blocks of 32 with a scale and a minimum; `code` is that of element i.
#define DEQUANTIZE_BLOCKS(code)                                                                              \
    float d = ck_from_half(ck_load16(p)), dmin = ck_from_half(ck_load16(p + 2));                             \
    for (int block = 0; block < 8; block++) {                                                                \
        uint8_t scale, minimum;                                                                              \
        scale_and_minimum(p + 4, block, &scale, &minimum);                                                   \
        for (int i = 0; i < 32; i++) { out[32 * block + i] = d * scale * (float)(code)-dmin * minimum; }     \
    }

// d, dmin, 12 bytes of scales and minima, 128 bytes.
void ck_dequantize_q4_k(const uint8_t *p, float *out) { DEQUANTIZE_BLOCKS(nibble(p + 16, block, i)) }

void ck_pack_q4_k(const uint8_t *rows, size_t row_bytes, int count, size_t units, uint8_t *panel) {
    for (size_t unit = 0; unit < units; unit++, panel += K4_BYTES) {
        for (int row = 0; row < count; row++) {
            const uint8_t *p = rows + (size_t)row * row_bytes + unit * 144;
            ck_put16(panel, row, ck_load16(p));
            ck_put16(panel + 32, row, ck_load16(p + 2));
            for (int block = 0; block < 8; block++) {
                uint8_t *to = panel + 64 + block * K4_BLOCK;
                const uint8_t *bytes = p + 16 + 32 * (block / 2);
                for (int q = 0; q < 4; q++) {
                    uint32_t low = ck_load32(bytes + 4 * q), high = ck_load32(bytes + 16 + 4 * q);
                    uint32_t both = block & 1 ? (low >> 4 & 0x0f0f0f0f) | (high & 0xf0f0f0f0)
                                              : (low & 0x0f0f0f0f) | (high & 0x0f0f0f0f) << 4;
                    memcpy(to + 64 * q + 4 * row, &both, 4);
                }
                scale_and_minimum(p + 4, block, to + 256 + row, to + 272 + row);
            }
        }
    }
}

// d, dmin, 12 bytes of scales and minima, 32 bytes of high bits (bit b is that of block b), 128 bytes.
static uint8_t code_q5_k(const uint8_t *p, int block, int i) {
    return (uint8_t)(nibble(p + 48, block, i) | (p[16 + i] >> block & 1) << 4);
}

void ck_dequantize_q5_k(const uint8_t *p, float *out) { DEQUANTIZE_BLOCKS(code_q5_k(p, block, i)) }

void ck_pack_q5_k(const uint8_t *rows, size_t row_bytes, int count, size_t units, uint8_t *panel) {
    for (size_t unit = 0; unit < units; unit++, panel += K5_BYTES) {
        for (int row = 0; row < count; row++) {
            const uint8_t *p = rows + (size_t)row * row_bytes + unit * 176;
            ck_put16(panel, row, ck_load16(p));
            ck_put16(panel + 32, row, ck_load16(p + 2));
            for (int block = 0; block < 8; block++) {
                uint8_t *to = panel + 64 + block * K5_BLOCK, codes[32];
                for (int i = 0; i < 32; i++) { codes[i] = code_q5_k(p, block, i); }
                ck_put_codes(to, row, codes, 5);
                scale_and_minimum(p + 4, block, to + 320 + row, to + 336 + row);
            }
        }
    }
}

// 128 bytes of low nibbles, 64 of high bit pairs, 16 signed scales, d; values are codes less 32.
static uint8_t code_q6_k(const uint8_t *p, int block, int i) {
    int half = block / 4, part = block % 4;
    uint8_t low = p[64 * half + 32 * (part & 1) + i] >> (4 * (part / 2)) & 15;
    return (uint8_t)(low | (p[128 + 32 * half + i] >> (2 * part) & 3) << 4);
}

void ck_dequantize_q6_k(const uint8_t *p, float *out) {
    float d = ck_from_half(ck_load16(p + 208));
    for (int i = 0; i < 256; i++) {
        out[i] = d * (float)(int8_t)p[192 + i / 16] * (float)(code_q6_k(p, i / 32, i % 32) - 32);
    }
}

void ck_pack_q6_k(const uint8_t *rows, size_t row_bytes, int count, size_t units, uint8_t *panel) {
    for (size_t unit = 0; unit < units; unit++, panel += K6_BYTES) {
        for (int row = 0; row < count; row++) {
            const uint8_t *p = rows + (size_t)row * row_bytes + unit * 210;
            ck_put16(panel, row, ck_load16(p + 208));
            for (int block = 0; block < 8; block++) {
                uint8_t *to = panel + 32 + block * K6_BLOCK, codes[32];
                for (int i = 0; i < 32; i++) { codes[i] = code_q6_k(p, block, i); }
                ck_put_codes(to, row, codes, 6);
                to[384 + row] = p[192 + 2 * block];
                to[400 + row] = p[193 + 2 * block];
            }
        }
    }
}

// 16 bytes of a scale (low nibble) and a minimum for each 16 elements, 64 bytes of bit pairs, d, dmin.
static uint8_t pair(const uint8_t *pairs, int block, int i) {
    return pairs[32 * (block / 4) + i] >> (2 * (block % 4)) & 3;
}

void ck_dequantize_q2_k(const uint8_t *p, float *out) {
    float d = ck_from_half(ck_load16(p + 80)), dmin = ck_from_half(ck_load16(p + 82));
    for (int i = 0; i < 256; i++) {
        uint8_t s = p[i / 16];
        out[i] = d * (float)(s & 15) * (float)pair(p + 16, i / 32, i % 32) - dmin * (float)(s >> 4);
    }
}

void ck_pack_q2_k(const uint8_t *rows, size_t row_bytes, int count, size_t units, uint8_t *panel) {
    for (size_t unit = 0; unit < units; unit++, panel += H2_BYTES) {
        for (int row = 0; row < count; row++) {
            const uint8_t *p = rows + (size_t)row * row_bytes + unit * 84;
            ck_put16(panel, row, ck_load16(p + 80));
            ck_put16(panel + 32, row, ck_load16(p + 82));
            for (int block = 0; block < 8; block++) {
                uint8_t *to = panel + 64 + block * H2_BLOCK, codes[32];
                for (int i = 0; i < 32; i++) { codes[i] = pair(p + 16, block, i); }
                ck_put_codes(to, row, codes, 2);
                for (int half = 0; half < 2; half++) {
                    to[128 + 16 * half + row] = p[2 * block + half] & 15;
                    to[160 + 16 * half + row] = p[2 * block + half] >> 4;
                }
            }
        }
    }
}

// 32 bytes of high bits (bit b is that of block b), 64 of bit pairs, 12 of sixteen 6-bit scales plus
// 32, d; values are codes less 4.
static int scale_q3_k(const uint8_t *p, int index) {
    const uint8_t *s = p + 96;
    int low = index < 8 ? s[index] & 15 : s[index - 8] >> 4;
    return (low | (s[8 + index % 4] >> (2 * (index / 4)) & 3) << 4) - 32;
}

static uint8_t code_q3_k(const uint8_t *p, int block, int i) {
    return (uint8_t)(pair(p + 32, block, i) | (p[i] >> block & 1) << 2);
}

void ck_dequantize_q3_k(const uint8_t *p, float *out) {
    float d = ck_from_half(ck_load16(p + 108));
    for (int i = 0; i < 256; i++) {
        out[i] = d * (float)scale_q3_k(p, i / 16) * (float)(code_q3_k(p, i / 32, i % 32) - 4);
    }
}

void ck_pack_q3_k(const uint8_t *rows, size_t row_bytes, int count, size_t units, uint8_t *panel) {
    for (size_t unit = 0; unit < units; unit++, panel += H3_BYTES) {
        for (int row = 0; row < count; row++) {
            const uint8_t *p = rows + (size_t)row * row_bytes + unit * 110;
            ck_put16(panel, row, ck_load16(p + 108));
            ck_put16(panel + 32, row, ck_load16(p + 108));
            for (int block = 0; block < 8; block++) {
                uint8_t *to = panel + 64 + block * H3_BLOCK, codes[32];
                for (int i = 0; i < 32; i++) { codes[i] = code_q3_k(p, block, i); }
                ck_put_codes(to, row, codes, 3);
                for (int half = 0; half < 2; half++) {
                    int scale = scale_q3_k(p, 2 * block + half);
                    to[192 + 16 * half + row] = (uint8_t)scale;
                    to[224 + 16 * half + row] = (uint8_t)(4 * scale);
                }
            }
        }
    }
}
