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

// The 32 codes of one row of a block, `bits` of each, cut into planes four codes at a time.
static inline void ck_put_codes(uint8_t *to, int row, const uint8_t *codes, int bits) {
    uint32_t quads[8];
    memcpy(quads, codes, sizeof quads);
    int shift = 0;
    if (bits >= 4) {
        for (int q = 0; q < 4; q++) {
            uint32_t both = (quads[q] & 0x0f0f0f0f) | (quads[q + 4] & 0x0f0f0f0f) << 4;
            memcpy(to + 64 * q + 4 * row, &both, 4);
        }
        to += 256;
        shift = 4;
    }
    if (bits - shift >= 2) {
        for (int half = 0; half < 2; half++) {
            uint32_t pairs = 0;
            for (int q = 0; q < 4; q++) {
                pairs |= (quads[4 * half + q] >> shift & 0x03030303) << (2 * q);
            }
            memcpy(to + 64 * half + 4 * row, &pairs, 4);
        }
        to += 128;
        shift += 2;
    }
    if (bits > shift) {
        uint32_t plane = 0;
        for (int q = 0; q < 8; q++) { plane |= (quads[q] >> shift & 0x01010101) << q; }
        memcpy(to + 4 * row, &plane, 4);
    }
}

#endif
