// The choice of instruction set.
#include "internal.h"

#include <stdatomic.h>

static _Atomic(const ck_kernels *) chosen;

static bool supported(ck_isa isa) {
    switch (isa) {
    case CK_ISA_GENERIC: return true;
    case CK_ISA_AVX2:
#if defined(__x86_64__)
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
#else
        return false;
#endif
    }
    return false;
}

static const ck_kernels *table(ck_isa isa) {
#if defined(__x86_64__)
    if (isa == CK_ISA_AVX2) { return &ck_avx2; }
#endif
    (void)isa;
    return &ck_generic;
}

const ck_kernels *ck_active(void) {
    const ck_kernels *now = atomic_load_explicit(&chosen, memory_order_relaxed);
    if (now) { return now; }
    now = table(supported(CK_ISA_AVX2) ? CK_ISA_AVX2 : CK_ISA_GENERIC);
    atomic_store_explicit(&chosen, now, memory_order_relaxed);
    return now;
}

bool ck_select(ck_isa isa) {
    if (!supported(isa)) { return false; }
    atomic_store_explicit(&chosen, table(isa), memory_order_relaxed);
    return true;
}

const char *ck_isa_name(void) { return ck_active()->name; }
