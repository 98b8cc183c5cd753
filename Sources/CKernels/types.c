// The table of weight types.
#include "types.h"

static const ck_type types[] = {
    {0, 1, 4, KIND_F32, false, ck_dequantize_f32, ck_pack_4_bytes},
    {1, 1, 2, KIND_F16, false, ck_dequantize_f16, ck_pack_2_bytes},
    {2, 32, 18, KIND_N4, false, ck_dequantize_q4_0, ck_pack_q4_0},
    {3, 32, 20, KIND_N4, false, ck_dequantize_q4_1, ck_pack_q4_1},
    {6, 32, 22, KIND_N5, false, ck_dequantize_q5_0, ck_pack_q5_0},
    {7, 32, 24, KIND_N5, false, ck_dequantize_q5_1, ck_pack_q5_1},
    {8, 32, 34, KIND_B8, false, ck_dequantize_q8_0, ck_pack_q8_0},
    {10, 256, 84, KIND_H2, true, ck_dequantize_q2_k, ck_pack_q2_k},
    {11, 256, 110, KIND_H3, true, ck_dequantize_q3_k, ck_pack_q3_k},
    {12, 256, 144, KIND_K4, true, ck_dequantize_q4_k, ck_pack_q4_k},
    {13, 256, 176, KIND_K5, true, ck_dequantize_q5_k, ck_pack_q5_k},
    {14, 256, 210, KIND_K6, true, ck_dequantize_q6_k, ck_pack_q6_k},
    {20, 32, 18, KIND_T4, false, ck_dequantize_iq4_nl, ck_pack_iq4_nl},
    {30, 1, 2, KIND_BF16, false, ck_dequantize_bf16, ck_pack_2_bytes},
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
    case KIND_N5: return columns / BLOCK * N5_BYTES;
    case KIND_T4: return columns / BLOCK * T4_BYTES;
    case KIND_B8: return columns / BLOCK * B8_BYTES;
    case KIND_K4: return columns / SUPER * K4_BYTES;
    case KIND_K5: return columns / SUPER * K5_BYTES;
    case KIND_K6: return columns / SUPER * K6_BYTES;
    case KIND_H2: return columns / SUPER * H2_BYTES;
    case KIND_H3: return columns / SUPER * H3_BYTES;
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
