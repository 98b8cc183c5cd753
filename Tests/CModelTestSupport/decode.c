#include "CModelTestSupport.h"

#include <string.h>

float cmt_half_to_float(uint16_t half) {
    uint32_t sign = (uint32_t)(half & 0x8000) << 16;
    uint32_t exponent = half >> 10 & 31, fraction = half & 1023;
    if (exponent == 0) {
        float value = (float)fraction * 0x1p-24f;
        return sign ? -value : value;
    }
    uint32_t bits = sign | (exponent == 31 ? 255 : exponent + 112) << 23 | fraction << 13;
    float value;
    memcpy(&value, &bits, 4);
    return value;
}

uint16_t cmt_float_to_half(float value) {
    uint32_t bits;
    memcpy(&bits, &value, 4);
    uint32_t sign = bits >> 16 & 0x8000, magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) return (uint16_t)(sign | 0x7e00);
    if (magnitude >= 0x477ff000) return (uint16_t)(sign | 0x7c00);
    if (magnitude < 0x38800000) {
        // A subnormal half counts units of 2^-24; adding 0.5 leaves them in the lowest bits, rounded.
        float shifted;
        memcpy(&shifted, &magnitude, 4);
        shifted += 0.5f;
        memcpy(&magnitude, &shifted, 4);
        return (uint16_t)(sign | (magnitude - 0x3f000000));
    }
    uint32_t rounded = magnitude + 0xfff + (magnitude >> 13 & 1) - 0x38000000;
    return (uint16_t)(sign | rounded >> 13);
}

static uint16_t half_at(const uint8_t *bytes) { return (uint16_t)(bytes[0] | bytes[1] << 8); }

void cmt_decode_q4_1(const uint8_t *source, float *target, size_t blocks) {
    for (; blocks--; source += 20, target += 32) {
        float scale = cmt_half_to_float(half_at(source));
        float minimum = cmt_half_to_float(half_at(source + 2));
        for (int i = 0; i < 16; i++) {
            target[i] = scale * (float)(source[4 + i] & 15) + minimum;
            target[i + 16] = scale * (float)(source[4 + i] >> 4) + minimum;
        }
    }
}

void cmt_decode_q8_0(const uint8_t *source, float *target, size_t blocks) {
    for (; blocks--; source += 34, target += 32) {
        float scale = cmt_half_to_float(half_at(source));
        for (int i = 0; i < 32; i++) target[i] = scale * (float)(int8_t)source[2 + i];
    }
}

void cmt_halve(const float *source, uint16_t *target, size_t count) {
    for (size_t i = 0; i < count; i++) target[i] = cmt_float_to_half(source[i]);
}
