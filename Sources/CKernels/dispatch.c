// The choice of instruction set.
#include "internal.h"

static bool supported(ck_isa isa) {
    switch (isa) {
    case CK_ISA_GENERIC: return true;
    case CK_ISA_AVX2:
#if defined(__x86_64__)
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
               __builtin_cpu_supports("f16c");
#else
        return false;
#endif
    }
    return false;
}

const ck_kernels *ck_table(ck_isa isa) {
    if (!supported(isa)) { return NULL; }
#if defined(__x86_64__)
    if (isa == CK_ISA_AVX2) { return &ck_avx2; }
#endif
    return &ck_generic;
}

ck_isa ck_best_isa(void) { return supported(CK_ISA_AVX2) ? CK_ISA_AVX2 : CK_ISA_GENERIC; }

const char *ck_isa_name(ck_isa isa) { return isa == CK_ISA_AVX2 ? "avx2" : "generic"; }
