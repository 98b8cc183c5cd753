/// Decoding of quantized weights for tests, by the plainest procedure.
#ifndef LAM_CMODELTESTSUPPORT_H
#define LAM_CMODELTESTSUPPORT_H

#include <stddef.h>
#include <stdint.h>

/// The number a half stands for.
float cmt_half_to_float(uint16_t half);

/// The half nearest to a number, ties to even.
uint16_t cmt_float_to_half(float value);

/// Decodes `blocks` Q4_1 blocks of 32 elements: scale * code + minimum.
void cmt_decode_q4_1(const uint8_t *source, float *target, size_t blocks);

/// Decodes `blocks` Q8_0 blocks of 32 elements: scale * code.
void cmt_decode_q8_0(const uint8_t *source, float *target, size_t blocks);

/// Rounds `count` numbers to halves.
void cmt_halve(const float *source, uint16_t *target, size_t count);

#endif
