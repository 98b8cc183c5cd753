// What the files of weight types share: how codes, scales and blocks get into a panel.
#ifndef LAM_CK_TYPES_INTERNAL_H
#define LAM_CK_TYPES_INTERNAL_H

#include "internal.h"

typedef void ck_dequantize_block(const uint8_t *block, float *out);
typedef void ck_pack_rows(const uint8_t *rows, size_t row_bytes, int count, size_t units, uint8_t *panel);

ck_dequantize_block ck_dequantize_f32, ck_dequantize_f16, ck_dequantize_bf16, ck_dequantize_q4_0,
    ck_dequantize_q4_1, ck_dequantize_q5_0, ck_dequantize_q5_1, ck_dequantize_q8_0, ck_dequantize_iq4_nl,
    ck_dequantize_q2_k, ck_dequantize_q3_k, ck_dequantize_q4_k, ck_dequantize_q5_k, ck_dequantize_q6_k;
ck_pack_rows ck_pack_4_bytes, ck_pack_2_bytes, ck_pack_q4_0, ck_pack_q4_1, ck_pack_q5_0, ck_pack_q5_1,
    ck_pack_q8_0, ck_pack_iq4_nl, ck_pack_q2_k, ck_pack_q3_k, ck_pack_q4_k, ck_pack_q5_k, ck_pack_q6_k;

static inline void ck_put16(uint8_t *to, int row, uint16_t value) { memcpy(to + 2 * row, &value, 2); }

// The nibbles of blocks of 32 are in panel order already: four bytes make the quads q and q + 4.
static inline void ck_put_nibbles(uint8_t *to, int row, const uint8_t *bytes) {
    for (int q = 0; q < 4; q++) { memcpy(to + 64 * q + 4 * row, bytes + 4 * q, 4); }
}

// A plane of two bits: quads 0 to 3 in its first 64 bytes, 4 to 7 in the others.
static inline void ck_put_pairs(uint8_t *to, int row, const uint8_t *codes, int shift) {
    for (int i = 0; i < 8; i++) {
        const uint8_t *c = codes + 16 * (i / 4) + i % 4;
        unsigned byte = 0;
        for (int q = 0; q < 4; q++) { byte |= (unsigned)(c[4 * q] >> shift & 3) << (2 * q); }
        to[64 * (i / 4) + 4 * row + i % 4] = (uint8_t)byte;
    }
}

// A plane of one bit: bit q of a byte belongs to quad q.
static inline void ck_put_bits(uint8_t *to, int row, const uint8_t *codes, int shift) {
    for (int i = 0; i < 4; i++) {
        unsigned byte = 0;
        for (int q = 0; q < 8; q++) { byte |= (unsigned)(codes[4 * q + i] >> shift & 1) << q; }
        to[4 * row + i] = (uint8_t)byte;
    }
}

// The 32 codes of one row of a block, `bits` of each.
static inline void ck_put_codes(uint8_t *to, int row, const uint8_t *codes, int bits) {
    int shift = 0;
    if (bits >= 4) {
        for (int i = 0; i < 16; i++) {
            to[64 * (i / 4) + 4 * row + i % 4] = (uint8_t)((codes[i] & 15) | codes[i + 16] << 4);
        }
        to += 256;
        shift = 4;
    }
    if (bits - shift >= 2) {
        ck_put_pairs(to, row, codes, shift);
        to += 128;
        shift += 2;
    }
    if (bits > shift) { ck_put_bits(to, row, codes, shift); }
}

#endif
