// The choice of instruction set.
#include "internal.h"

#if defined(__x86_64__)
static bool has_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
}

static bool has_avxvnni(void) { return has_avx2() && __builtin_cpu_supports("avxvnni"); }

static bool has_avx512(void) {
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vnni");
}
#endif

const ck_kernels *ck_table(ck_isa isa) {
    switch (isa) {
    case CK_ISA_GENERIC: return &ck_generic;
#if defined(__x86_64__)
    case CK_ISA_AVX2: return has_avx2() ? &ck_avx2 : NULL;
    case CK_ISA_AVXVNNI: return has_avxvnni() ? &ck_avxvnni : NULL;
    case CK_ISA_AVX512: return has_avx512() ? &ck_avx512 : NULL;
#else
    case CK_ISA_AVX2:
    case CK_ISA_AVXVNNI:
    case CK_ISA_AVX512: return NULL;
#endif
    }
    return NULL;
}

bool ck_isa_available(ck_isa isa) { return ck_table(isa) != NULL; }

ck_isa ck_best_isa(void) {
    ck_isa isa = CK_ISA_AVX512;
    while (!ck_table(isa)) { isa--; }
    return isa;
}

const char *ck_isa_name(ck_isa isa) {
    switch (isa) {
    case CK_ISA_GENERIC: return "generic";
    case CK_ISA_AVX2: return "avx2";
    case CK_ISA_AVXVNNI: return "avxvnni";
    case CK_ISA_AVX512: return "avx512vnni";
    }
    return "unknown";
}
