// AVX-512 intrinsics without AVX-512: SIMDe's, and by hand those it lacks or rounds differently.
#ifndef LAM_SIMULATED_INTRINSICS_H
#define LAM_SIMULATED_INTRINSICS_H

#define SIMDE_ENABLE_NATIVE_ALIASES
#define SIMDE_NO_NATIVE
#include <math.h>
#include <simde/x86/avx512.h>
#include <simde/x86/f16c.h>
#include <simde/x86/fma.h>
#include <stdint.h>
#include <string.h>

#ifndef _MM_FROUND_NO_EXC
#define _MM_FROUND_NO_EXC 8
#endif

typedef uint16_t __mmask16;
typedef float floats16 __attribute__((vector_size(64)));
typedef int32_t ints16 __attribute__((vector_size(64)));

// SIMDe multiplies and then adds; the instruction rounds once.
#define FUSED(name, sign)                                                                                    \
    static inline __m512 name(__m512 a, __m512 b, __m512 c) {                                                \
        floats16 x, y, z;                                                                                    \
        memcpy(&x, &a, 64);                                                                                  \
        memcpy(&y, &b, 64);                                                                                  \
        memcpy(&z, &c, 64);                                                                                  \
        for (int i = 0; i < 16; i++) { z[i] = fmaf(sign x[i], y[i], z[i]); }                                 \
        memcpy(&c, &z, 64);                                                                                  \
        return c;                                                                                            \
    }
FUSED(simulated_fmadd, +)
FUSED(simulated_fnmadd, -)
#undef _mm512_fmadd_ps
#undef _mm512_fnmadd_ps
#define _mm512_fmadd_ps simulated_fmadd
#define _mm512_fnmadd_ps simulated_fnmadd

static inline __m256 simulated_fmadd_256(__m256 a, __m256 b, __m256 c) {
    float x[8], y[8], z[8];
    memcpy(x, &a, 32);
    memcpy(y, &b, 32);
    memcpy(z, &c, 32);
    for (int i = 0; i < 8; i++) { z[i] = fmaf(x[i], y[i], z[i]); }
    memcpy(&c, z, 32);
    return c;
}
#undef _mm256_fmadd_ps
#define _mm256_fmadd_ps simulated_fmadd_256
#define _mm256_dpbusd_avx_epi32 simde_mm256_dpbusd_epi32
#define _mm256_dpwssd_avx_epi32 simde_mm256_dpwssd_epi32

// One lane of a register to one of another, by an expression in `v`.
#define EACH(name, to_type, to_lane, from_type, from_lane, count, expression)                                \
    static inline to_type name(from_type from) {                                                             \
        from_lane in[sizeof(from_type) / sizeof(from_lane)];                                                 \
        to_lane out[sizeof(to_type) / sizeof(to_lane)];                                                      \
        to_type to;                                                                                          \
        memcpy(in, &from, sizeof in);                                                                        \
        for (int i = 0; i < (count); i++) {                                                                  \
            from_lane v = in[i];                                                                             \
            out[i] = (expression);                                                                           \
        }                                                                                                    \
        memcpy(&to, out, sizeof to);                                                                         \
        return to;                                                                                           \
    }

static inline float simulated_half(uint16_t h) {
    int exponent = h >> 10 & 31, fraction = h & 1023;
    float magnitude = exponent == 31  ? (fraction ? NAN : INFINITY)
                      : exponent == 0 ? ldexpf((float)fraction, -24)
                                      : ldexpf((float)(fraction + 1024), exponent - 25);
    return h & 0x8000 ? -magnitude : magnitude;
}

static inline int32_t simulated_integer(float v) {
    return v >= -2147483648.0f && v < 2147483648.0f ? (int32_t)v : INT32_MIN;
}

EACH(simulated_cvtph_ps, __m512, float, __m256i, uint16_t, 16, simulated_half(v))
EACH(simulated_cvtepu16_epi32, __m512i, int32_t, __m256i, uint16_t, 16, v)
EACH(simulated_cvtepu8_epi32, __m512i, int32_t, __m128i, uint8_t, 16, v)
EACH(simulated_cvtepi8_epi32, __m512i, int32_t, __m128i, int8_t, 16, v)
EACH(simulated_cvtepi32_ps, __m512, float, __m512i, int32_t, 16, (float)v)
EACH(simulated_cvtps_epi32, __m512i, int32_t, __m512, float, 16, simulated_integer(rintf(v)))
EACH(simulated_cvttps_epi32, __m512i, int32_t, __m512, float, 16, simulated_integer(truncf(v)))
EACH(simulated_cvtps_pd, __m512d, double, __m256, float, 8, (double)v)
EACH(simulated_cvtepi32_epi16, __m256i, int16_t, __m512i, int32_t, 16, (int16_t)v)
#define _mm512_cvtph_ps simulated_cvtph_ps
#define _mm512_cvtepu16_epi32 simulated_cvtepu16_epi32
#define _mm512_cvtepu8_epi32 simulated_cvtepu8_epi32
#define _mm512_cvtepi8_epi32 simulated_cvtepi8_epi32
#define _mm512_cvtepi32_ps simulated_cvtepi32_ps
#define _mm512_cvtps_epi32 simulated_cvtps_epi32
#define _mm512_cvttps_epi32 simulated_cvttps_epi32
#define _mm512_cvtps_pd simulated_cvtps_pd
#define _mm512_cvtepi32_epi16 simulated_cvtepi32_epi16

static inline __m512i simulated_srai_epi32(__m512i v, unsigned count) {
    ints16 x;
    memcpy(&x, &v, 64);
    x >>= (int)count;
    memcpy(&v, &x, 64);
    return v;
}
#define _mm512_srai_epi32 simulated_srai_epi32

// SIMDe demands a literal, the compiler only a number it knows.
static inline __m512i simulated_srli_epi16(__m512i v, unsigned count) {
    uint16_t x[32];
    memcpy(x, &v, 64);
    for (int i = 0; i < 32; i++) { x[i] = (uint16_t)(x[i] >> count); }
    memcpy(&v, x, 64);
    return v;
}
#undef _mm512_srli_epi16
#define _mm512_srli_epi16 simulated_srli_epi16

// All lanes to one number, halves with halves as the compiler does it.
#define REDUCE(name, type, register_type, count, operation)                                                  \
    static inline type name(register_type v) {                                                               \
        type x[count];                                                                                       \
        memcpy(x, &v, sizeof x);                                                                             \
        for (int half = (count) / 2; half; half /= 2) {                                                      \
            for (int i = 0; i < half; i++) { x[i] = operation; }                                             \
        }                                                                                                    \
        return x[0];                                                                                         \
    }
REDUCE(simulated_reduce_add_ps, float, __m512, 16, x[i] + x[i + half])
REDUCE(simulated_reduce_max_ps, float, __m512, 16, fmaxf(x[i], x[i + half]))
REDUCE(simulated_reduce_add_pd, double, __m512d, 8, x[i] + x[i + half])
REDUCE(simulated_reduce_add_epi32, int32_t, __m512i, 16, (int32_t)((uint32_t)x[i] + (uint32_t)x[i + half]))
#define _mm512_reduce_add_ps simulated_reduce_add_ps
#define _mm512_reduce_max_ps simulated_reduce_max_ps
#define _mm512_reduce_add_pd simulated_reduce_add_pd
#define _mm512_reduce_add_epi32 simulated_reduce_add_epi32

static inline __m256 simulated_extractf32x8_ps(__m512 v, int half) {
    __m256 part;
    memcpy(&part, (const char *)&v + 32 * half, 32);
    return part;
}
#define _mm512_extractf32x8_ps simulated_extractf32x8_ps

#endif
