// AVX2: blocks of the common types dequantised, to the same bits as the plain functions; others go through those.
#include "avx2.h"
#include "training.h"

#if defined(__x86_64__)

// Bytes as floats.
AVX2_INLINE __m256 from_unsigned(__m128i bytes) { return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(bytes)); }
AVX2_INLINE __m256 from_signed(__m128i bytes) { return _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(bytes)); }

// 16 bytes b: out = d * b + m, as the plain functions round it.
AVX2_INLINE void put_unsigned(__m128i bytes, __m256 d, __m256 m, float *out) {
    __m256 low = from_unsigned(bytes), high = from_unsigned(_mm_srli_si128(bytes, 8));
    _mm256_storeu_ps(out, _mm256_add_ps(_mm256_mul_ps(d, low), m));
    _mm256_storeu_ps(out + 8, _mm256_add_ps(_mm256_mul_ps(d, high), m));
}

AVX2_INLINE void put_signed(__m128i bytes, __m256 d, float *out) {
    _mm256_storeu_ps(out, _mm256_mul_ps(d, from_signed(bytes)));
    _mm256_storeu_ps(out + 8, _mm256_mul_ps(d, from_signed(_mm_srli_si128(bytes, 8))));
}

AVX2_INLINE __m128i low_nibbles(__m128i v) { return _mm_and_si128(v, _mm_set1_epi8(15)); }
AVX2_INLINE __m128i high_nibbles(__m128i v) { return low_nibbles(_mm_srli_epi16(v, 4)); }
AVX2_INLINE __m256 half_of(const uint8_t *p) { return _mm256_set1_ps(_cvtsh_ss(ck_load16(p))); }

AVX2_INLINE void widen_q4_0(const uint8_t *p, float *out) {
    __m128i v = _mm_loadu_si128((const void *)(p + 2)), eight = _mm_set1_epi8(8);
    put_signed(_mm_sub_epi8(low_nibbles(v), eight), half_of(p), out);
    put_signed(_mm_sub_epi8(high_nibbles(v), eight), half_of(p), out + 16);
}

AVX2_INLINE void widen_q4_1(const uint8_t *p, float *out) {
    __m128i v = _mm_loadu_si128((const void *)(p + 4));
    put_unsigned(low_nibbles(v), half_of(p), half_of(p + 2), out);
    put_unsigned(high_nibbles(v), half_of(p), half_of(p + 2), out + 16);
}

// Bytes of 0 or 16 for each of 16 bits.
AVX2_INLINE __m128i fifth_bits(uint16_t bits) {
    __m128i v = _mm_shuffle_epi8(_mm_set1_epi16((short)bits), _mm_set_epi64x(0x0101010101010101, 0));
    __m128i mask = _mm_set1_epi64x((long long)0x8040201008040201);
    return _mm_and_si128(_mm_cmpeq_epi8(_mm_and_si128(v, mask), mask), _mm_set1_epi8(16));
}

AVX2_INLINE void widen_q5_0(const uint8_t *p, float *out) {
    __m128i v = _mm_loadu_si128((const void *)(p + 6)), sixteen = _mm_set1_epi8(16);
    __m128i low = _mm_or_si128(low_nibbles(v), fifth_bits(ck_load16(p + 2)));
    __m128i high = _mm_or_si128(high_nibbles(v), fifth_bits(ck_load16(p + 4)));
    put_signed(_mm_sub_epi8(low, sixteen), half_of(p), out);
    put_signed(_mm_sub_epi8(high, sixteen), half_of(p), out + 16);
}

AVX2_INLINE void widen_q8_0(const uint8_t *p, float *out) {
    put_signed(_mm_loadu_si128((const void *)(p + 2)), half_of(p), out);
    put_signed(_mm_loadu_si128((const void *)(p + 18)), half_of(p), out + 16);
}

AVX2_INLINE void widen_q4_k(const uint8_t *p, float *out) {
    float d = _cvtsh_ss(ck_load16(p)), least = _cvtsh_ss(ck_load16(p + 2));
    const uint8_t *s = p + 4;
    for (int block = 0; block < 8; block++, out += 32) {
        int scale = block < 4 ? s[block] & 63 : (s[block + 4] & 15) | s[block - 4] >> 6 << 4;
        int minimum = block < 4 ? s[block + 4] & 63 : s[block + 4] >> 4 | s[block] >> 6 << 4;
        __m256 by = _mm256_set1_ps(d * (float)scale), plus = _mm256_set1_ps(-(least * (float)minimum));
        for (int half = 0; half < 2; half++) {
            __m128i v = _mm_loadu_si128((const void *)(p + 16 + 32 * (block / 2) + 16 * half));
            put_unsigned(block & 1 ? high_nibbles(v) : low_nibbles(v), by, plus, out + 16 * half);
        }
    }
}

AVX2_INLINE void widen_q6_k(const uint8_t *p, float *out) {
    float d = _cvtsh_ss(ck_load16(p + 208));
    for (int part = 0; part < 16; part++, out += 16) {
        int block = part / 2, half = block / 4, quarter = block % 4, at = 16 * (part & 1);
        __m128i low = _mm_loadu_si128((const void *)(p + 64 * half + 32 * (quarter & 1) + at));
        __m128i high = _mm_loadu_si128((const void *)(p + 128 + 32 * half + at));
        low = quarter / 2 ? high_nibbles(low) : low_nibbles(low);
        high = _mm_and_si128(_mm_srl_epi16(high, _mm_cvtsi32_si128(2 * quarter)), _mm_set1_epi8(3));
        __m128i code = _mm_or_si128(low, _mm_slli_epi16(high, 4));
        __m256 by = _mm256_set1_ps(d * (float)(int8_t)p[192 + part]);
        put_signed(_mm_sub_epi8(code, _mm_set1_epi8(32)), by, out);
    }
}

AVX2 void ck_widen_avx2(const ck_type *type, const uint8_t *data, size_t count, float *out) {
    size_t i = 0;
#define EACH(block, bytes, function)                                                                         \
    for (; i < count; i += (block), data += (bytes)) { function(data, out + i); }                             \
    return;
    switch (type->id) {
    case 0: memcpy(out, data, count * sizeof(float)); return;
    case 1:
        for (; i + 8 <= count; i += 8) { _mm256_storeu_ps(out + i, ck_half8(data + 2 * i)); }
        break;
    case 30:
        for (; i + 8 <= count; i += 8) {
            __m256i wide = _mm256_cvtepu16_epi32(_mm_loadu_si128((const void *)(data + 2 * i)));
            _mm256_storeu_ps(out + i, _mm256_castsi256_ps(_mm256_slli_epi32(wide, 16)));
        }
        break;
    case 2: EACH(32, 18, widen_q4_0)
    case 3: EACH(32, 20, widen_q4_1)
    case 6: EACH(32, 22, widen_q5_0)
    case 8: EACH(32, 34, widen_q8_0)
    case 12: EACH(256, 144, widen_q4_k)
    case 14: EACH(256, 210, widen_q6_k)
    default: break;
    }
#undef EACH
    ck_widen_ref(type, data + i / type->block * type->bytes, count - i, out + i);
}

#endif
