// AVX-512: spreading packed tiles to 16 bits.
#include "avx512.h"

#if defined(__x86_64__)

// Two numbers in the halves of each lane.
AVX512_INLINE __m512i two(int first, int second) {
    return _mm512_set1_epi32((int)((uint32_t)second << 16 | (uint32_t)(first & 0xffff)));
}

// Spreads codes of groups of four (`count` numbers long, `columns` wide) to pairs: code * scale + zero,
// and `plus`. Scales and zeros are those of each number of the groups; without zeros, those lie in the middle.
AVX512_INLINE void spread(const uint8_t *code, const int bits, int count, int columns, const uint8_t *scales,
                          const uint8_t *zeros, int plus, int16_t *out) {
    const int each = 8 / bits, step = PACKED_STEP(bits);
    const __m512i mask = _mm512_set1_epi16((short)((1 << bits) - 1));
    for (int group = 0; group < count; group += 4 * each, code += 4 * columns) {
#pragma clang loop unroll(full)
        for (int pair = 0; pair < 2 * each; pair++) {
            const unsigned shift = (unsigned)(pair / 2 * bits + pair % 2 * 8);
            int at = group + 2 * pair, first = scales[at] * step, second = scales[at + 1] * step;
            __m512i scale = zeros ? two(first, second) : two(2 * first, 2 * second);
            __m512i zero = zeros ? two(PACKED_ZERO * (int8_t)zeros[at] + plus,
                                       PACKED_ZERO * (int8_t)zeros[at + 1] + plus)
                                 : two(PACKED_LEAST(bits) * first, PACKED_LEAST(bits) * second);
            for (int i = 0; i < columns; i += 16) {
                __m512i codes = _mm512_and_si512(_mm512_srli_epi16(ck_bytes64(code + 4 * i), shift), mask);
                ck_put64(out + at * columns + 2 * i,
                         _mm512_add_epi16(_mm512_mullo_epi16(codes, scale), zero));
            }
        }
    }
}

AVX512_INLINE void open_packed(const ck_rows *rows, const void *tile, int keys, const ck_bits bits,
                               ck_opened *opened) {
    int head = rows->head;
    const uint8_t *code = tile, *scales = code + ck_packed_scales(bits, head);
    int16_t *keys_out = rows->scratch, *values_out = keys_out + CK_TILE * head;
    spread(code, bits.keys, head, CK_TILE, scales, scales + head, 128, keys_out);
    scales += 2 * head;
    spread(code + ck_packed_values(bits, head), bits.values, keys, head, scales, NULL, 0, values_out);
    const ck_turns *turns = ck_turns_of(bits, rows->turns);
    if (turns) { ck_turn_keys_avx2(turns, keys_out, 128); }
    ck_open_rest(keys_out, head, 128, scales + CK_TILE, opened);
}

#define OPEN_PACKED(name, keys_bits, values_bits)                                                            \
    CK_OPEN_512(name) {                                                                                       \
        (void)count;                                                                                          \
        open_packed(rows, tile, keys, (ck_bits){keys_bits, values_bits}, opened);                             \
    }
OPEN_PACKED(ck_open_packed44_avx512, 4, 4)
OPEN_PACKED(ck_open_packed42_avx512, 4, 2)
OPEN_PACKED(ck_open_packed24_avx512, 2, 4)
OPEN_PACKED(ck_open_packed22_avx512, 2, 2)

#endif
