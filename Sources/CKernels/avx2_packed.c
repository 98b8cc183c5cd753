// AVX2: spreading packed tiles to 16 bits.
#include "avx2.h"

#if defined(__x86_64__)

AVX2_INLINE void store(void *p, __m256i v) { _mm256_storeu_si256(p, v); }

// Two numbers in the halves of a lane.
AVX2_INLINE int two(int first, int second) { return (int)((uint32_t)second << 16 | (first & 0xffff)); }

// code * scale + zero of 16 numbers.
AVX2_INLINE __m256i unpack(__m256i codes, __m256i scale, __m256i zero) {
    return _mm256_add_epi16(_mm256_mullo_epi16(codes, scale), zero);
}

// One of the pairs of each quad of codes.
AVX2_INLINE __m256i code_pairs(__m256i quads, int half, int mask) {
    return half ? _mm256_and_si256(_mm256_srli_epi16(quads, 8), _mm256_set1_epi16((short)mask))
                : _mm256_and_si256(quads, _mm256_set1_epi16((short)mask));
}

AVX2_INLINE void open_keys(const uint8_t *code, const uint8_t *scales, int head, const int bits, int16_t *keys_out) {
    const int each = 8 / bits, mask = (1 << bits) - 1, step = PACKED_STEP(bits);
    const uint8_t *zeros = scales + head;
    for (int c = 0; c < head; c += 4 * each, code += 4 * CK_TILE) {
        for (int t = 0; t < CK_TILE; t += 8) {
            __m256i bytes = ck_bytes32(code + 4 * t);
            for (int i = 0; i < each; i++, bytes = _mm256_srli_epi16(bytes, bits)) {
                for (int half = 0; half < 2; half++) {
                    int at = c + 4 * i + 2 * half;
                    __m256i scale = _mm256_set1_epi32(two(scales[at] * step, scales[at + 1] * step));
                    __m256i zero = _mm256_set1_epi32(two(PACKED_ZERO * (int8_t)zeros[at],
                                                         PACKED_ZERO * (int8_t)zeros[at + 1]));
                    store(keys_out + at * CK_TILE + 2 * t, unpack(code_pairs(bytes, half, mask), scale, zero));
                }
            }
        }
    }
}

AVX2_INLINE void open_values(const uint8_t *value, const uint8_t *scales, int head, int keys, const int bits,
                             int16_t *values_out) {
    const int each = 8 / bits, mask = (1 << bits) - 1, step = PACKED_STEP(bits);
    for (int t = 0; t < keys; t += 4 * each, value += 4 * head) {
        for (int i = 0; i < each; i++) {
            for (int half = 0; half < 2; half++) {
                int at = t + 4 * i + 2 * half, first = scales[at] * step, second = scales[at + 1] * step;
                __m256i scale = _mm256_set1_epi32(two(2 * first, 2 * second));
                __m256i zero = _mm256_set1_epi32(two(PACKED_LEAST(bits) * first, PACKED_LEAST(bits) * second));
                for (int c = 0; c < head; c += 8) {
                    __m256i bytes = _mm256_srli_epi16(ck_bytes32(value + 4 * c), bits * i);
                    store(values_out + at * head + 2 * c, unpack(code_pairs(bytes, half, mask), scale, zero));
                }
            }
        }
    }
}

AVX2_INLINE void open_packed(const ck_rows *rows, const void *tile, int keys, const ck_bits bits, ck_opened *opened) {
    int head = rows->head;
    const uint8_t *code = tile, *scales = code + ck_packed_scales(bits, head);
    int16_t *keys_out = rows->scratch;
    open_keys(code, scales, head, bits.keys, keys_out);
    scales += 2 * head;
    open_values(code + ck_packed_values(bits, head), scales, head, keys, bits.values, keys_out + CK_TILE * head);
    const ck_turns *turns = ck_turns_of(bits, rows->turns);
    if (turns) { ck_turn_keys_avx2(turns, keys_out, 0); }
    ck_open_rest(keys_out, head, 0, scales + CK_TILE, opened);
}

// A line of an opened tile times cosines, plus or minus another's times sines.
AVX2_INLINE __m256i turned(__m256i x, __m256i y, __m256i cosine, __m256i sine, const bool minus) {
    __m256i a = _mm256_mulhrs_epi16(x, cosine), b = _mm256_mulhrs_epi16(y, sine);
    return minus ? _mm256_sub_epi16(a, b) : _mm256_add_epi16(a, b);
}

AVX2 void ck_turn_keys_avx2(const ck_turns *turns, int16_t *keys, int bias) {
    const __m256i off = _mm256_set1_epi16((short)bias);
    for (int line = 0; line < turns->lines; line++) {
        const int16_t *table = turns->table + line * 4 * CK_TILE;
        int16_t *first = keys + line * 2 * CK_TILE, *second = first + turns->apart * 2 * CK_TILE;
        for (int i = 0; i < 2 * CK_TILE; i += 16) {
            __m256i cosine = ck_bytes32(table + i), sine = ck_bytes32(table + 2 * CK_TILE + i);
            __m256i x = _mm256_sub_epi16(ck_bytes32(first + i), off);
            if (!turns->apart) {
                __m256i swapped = _mm256_shufflehi_epi16(_mm256_shufflelo_epi16(x, 0xb1), 0xb1);
                store(first + i, _mm256_add_epi16(turned(x, swapped, cosine, sine, false), off));
                continue;
            }
            __m256i y = _mm256_sub_epi16(ck_bytes32(second + i), off);
            store(first + i, _mm256_add_epi16(turned(x, y, cosine, sine, false), off));
            store(second + i, _mm256_add_epi16(turned(y, x, cosine, sine, true), off));
        }
    }
}

#define OPEN_PACKED(name, keys_bits, values_bits)                                                            \
    AVX2 void name(const ck_rows *rows, const void *tile, int keys, int count, ck_opened *opened) {           \
        (void)count;                                                                                          \
        open_packed(rows, tile, keys, (ck_bits){keys_bits, values_bits}, opened);                             \
    }
OPEN_PACKED(ck_open_packed44_avx2, 4, 4)
OPEN_PACKED(ck_open_packed42_avx2, 4, 2)
OPEN_PACKED(ck_open_packed24_avx2, 2, 4)
OPEN_PACKED(ck_open_packed22_avx2, 2, 2)

#endif
