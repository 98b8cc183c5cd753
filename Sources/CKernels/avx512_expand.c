// AVX-512 VNNI: parts of a panel made ready for many tokens; signed bytes become w + 128.
#include "avx512.h"

#if defined(__x86_64__)

AVX512_INLINE void expand_nibbles(const uint8_t *packed, uint8_t *quads) {
    const __m512i mask = _mm512_set1_epi8(15);
    for (int i = 0; i < 256; i += 64) {
        __m512i v = ck_bytes64(packed + i);
        ck_put64(quads + i, _mm512_and_si512(v, mask));
        ck_put64(quads + 256 + i, _mm512_and_si512(_mm512_srli_epi16(v, 4), mask));
    }
}

AVX512_INLINE void expand_bytes(const uint8_t *packed, uint8_t *quads) {
    for (int i = 0; i < 512; i += 64) { ck_put64(quads + i, ck_biased(ck_bytes64(packed + i))); }
}

CK_EXPAND_512(ck_expand_n4_avx512) {
    panel += first / BLOCK * N4_BYTES;
    for (size_t b = 0; b < columns / BLOCK; b++, panel += N4_BYTES) {
        expand_nibbles(panel, chunk->quads[b]);
        _mm512_storeu_ps(chunk->scale[b][0], ck_half16(panel + 256));
        _mm512_storeu_ps(chunk->offset[b], ck_half16(panel + 288));
    }
}

CK_EXPAND_512(ck_expand_k4_avx512) {
    for (size_t b = 0; b < columns / BLOCK; b++) {
        size_t block = first / BLOCK + b;
        const uint8_t *head = panel + block / 8 * K4_BYTES, *p = head + 64 + block % 8 * K4_BLOCK;
        expand_nibbles(p, chunk->quads[b]);
        __m512 minimum = _mm512_mul_ps(ck_negated16(ck_half16(head + 32)), ck_unsigned16(p + 272));
        _mm512_storeu_ps(chunk->scale[b][0], _mm512_mul_ps(ck_half16(head), ck_unsigned16(p + 256)));
        _mm512_storeu_ps(chunk->offset[b], minimum);
    }
}

CK_EXPAND_512(ck_expand_b8_avx512) {
    panel += first / BLOCK * B8_BYTES;
    for (size_t b = 0; b < columns / BLOCK; b++, panel += B8_BYTES) {
        expand_bytes(panel, chunk->quads[b]);
        _mm512_storeu_ps(chunk->scale[b][0], ck_half16(panel + 512));
    }
}

CK_EXPAND_512(ck_expand_k6_avx512) {
    for (size_t b = 0; b < columns / BLOCK; b++) {
        size_t block = first / BLOCK + b;
        const uint8_t *head = panel + block / 8 * K6_BYTES, *p = head + 32 + block % 8 * K6_BLOCK;
        // Less 32 and plus 128.
#pragma clang loop unroll(full)
        for (int i = 0; i < 8; i++) {
            ck_put64(chunk->quads[b] + 64 * i, _mm512_add_epi8(ck_codes6(p, i), _mm512_set1_epi8(96)));
        }
        __m512 d = ck_half16(head);
        _mm512_storeu_ps(chunk->scale[b][0], _mm512_mul_ps(d, ck_signed16(p + 384)));
        _mm512_storeu_ps(chunk->scale[b][1], _mm512_mul_ps(d, ck_signed16(p + 400)));
    }
}

CK_EXPAND_512(ck_expand_f32_avx512) {
    memcpy(chunk->columns, panel + first * PANEL * 4, columns * PANEL * 4);
}

CK_EXPAND_512(ck_expand_f16_avx512) {
    panel += first * PANEL * 2;
    for (size_t i = 0; i < columns; i++) {
        _mm512_storeu_ps(chunk->columns[i], ck_half16(panel + i * PANEL * 2));
    }
}

CK_EXPAND_512(ck_expand_bf16_avx512) {
    panel += first * PANEL * 2;
    for (size_t i = 0; i < columns; i++) {
        _mm512_storeu_ps(chunk->columns[i], ck_bf16_16(panel + i * PANEL * 2));
    }
}

#endif
