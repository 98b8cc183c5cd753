// AVX-512 VNNI: parts of a panel made ready for many tokens; signed bytes become w + 128.
#include "avx512.h"

#if defined(__x86_64__)

// Codes of `bits` bits to bytes, plus a number.
AVX512_INLINE void expand_codes(const uint8_t *p, int bits, char plus, uint8_t *quads) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) {
        __m512i v = ck_codes16(p, bits, i);
        ck_put64(quads + 64 * i, plus ? _mm512_add_epi8(v, _mm512_set1_epi8(plus)) : v);
    }
}

AVX512_INLINE void expand_n(const uint8_t *panel, int bits, size_t first, size_t columns, ck_chunk *chunk) {
    const size_t codes = 64 * (size_t)bits, bytes = codes + 64;
    panel += first / BLOCK * bytes;
    for (size_t b = 0; b < columns / BLOCK; b++, panel += bytes) {
        expand_codes(panel, bits, 0, chunk->quads[b]);
        _mm512_storeu_ps(chunk->scale[b][0], ck_half16(panel + codes));
        _mm512_storeu_ps(chunk->offset[b], ck_half16(panel + codes + 32));
    }
}

AVX512_INLINE void expand_k(const uint8_t *panel, int bits, size_t first, size_t columns, ck_chunk *chunk) {
    const size_t codes = 64 * (size_t)bits, step = codes + 32, bytes = 64 + 8 * step;
    for (size_t b = 0; b < columns / BLOCK; b++) {
        size_t block = first / BLOCK + b;
        const uint8_t *head = panel + block / 8 * bytes, *p = head + 64 + block % 8 * step;
        expand_codes(p, bits, 0, chunk->quads[b]);
        __m512 minimum = _mm512_mul_ps(ck_negated16(ck_half16(head + 32)), ck_unsigned16(p + codes + 16));
        _mm512_storeu_ps(chunk->scale[b][0], _mm512_mul_ps(ck_half16(head), ck_unsigned16(p + codes)));
        _mm512_storeu_ps(chunk->offset[b], minimum);
    }
}

AVX512_INLINE void expand_bytes(const uint8_t *panel, bool table, size_t first, size_t columns,
                                ck_chunk *chunk) {
    const size_t codes = table ? 256 : 512, bytes = codes + 32;
    panel += first / BLOCK * bytes;
    for (size_t b = 0; b < columns / BLOCK; b++, panel += bytes) {
#pragma clang loop unroll(full)
        for (int i = 0; i < 8; i++) {
            __m512i w = table ? ck_looked_up16(panel, i) : ck_biased(ck_bytes64(panel + 64 * i));
            ck_put64(chunk->quads[b] + 64 * i, w);
        }
        _mm512_storeu_ps(chunk->scale[b][0], ck_half16(panel + codes));
    }
}

// Codes of 6 bits become less 32 and plus 128.
AVX512_INLINE void expand_halves(const uint8_t *panel, int bits, size_t first, size_t columns,
                                 ck_chunk *chunk) {
    const size_t begin = bits == 6 ? 32 : 64, codes = 64 * (size_t)bits, step = codes + begin;
    const size_t bytes = begin + 8 * step;
    for (size_t b = 0; b < columns / BLOCK; b++) {
        size_t block = first / BLOCK + b;
        const uint8_t *head = panel + block / 8 * bytes, *p = head + begin + block % 8 * step;
        expand_codes(p, bits, bits == 6 ? 96 : 0, chunk->quads[b]);
        __m512 d = ck_half16(head);
        for (int half = 0; half < 2; half++) {
            const uint8_t *scales = p + codes + 16 * half;
            _mm512_storeu_ps(chunk->scale[b][half], _mm512_mul_ps(d, ck_signed16(scales)));
            if (bits == 6) { continue; }
            __m512 minimum = _mm512_mul_ps(ck_negated16(ck_half16(head + 32)), ck_signed16(scales + 32));
            _mm512_storeu_ps((half ? chunk->second : chunk->offset)[b], minimum);
        }
    }
}

CK_EXPAND_512(ck_expand_n4_avx512) { expand_n(panel, 4, first, columns, chunk); }
CK_EXPAND_512(ck_expand_n5_avx512) { expand_n(panel, 5, first, columns, chunk); }
CK_EXPAND_512(ck_expand_k4_avx512) { expand_k(panel, 4, first, columns, chunk); }
CK_EXPAND_512(ck_expand_k5_avx512) { expand_k(panel, 5, first, columns, chunk); }
CK_EXPAND_512(ck_expand_b8_avx512) { expand_bytes(panel, false, first, columns, chunk); }
CK_EXPAND_512(ck_expand_t4_avx512) { expand_bytes(panel, true, first, columns, chunk); }
CK_EXPAND_512(ck_expand_k6_avx512) { expand_halves(panel, 6, first, columns, chunk); }
CK_EXPAND_512(ck_expand_h2_avx512) { expand_halves(panel, 2, first, columns, chunk); }
CK_EXPAND_512(ck_expand_h3_avx512) { expand_halves(panel, 3, first, columns, chunk); }

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
