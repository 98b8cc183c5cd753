// The AVX-512 kernels, compiled a second time over simulated intrinsics.
#include "CSimulatedKernels.h"

#include <math.h>

#if defined(__x86_64__) && __has_include(<simde/x86/avx512.h>)

#include "intrinsics.h"

// What the kernels' own header would define: nothing is exported but the table, under a name of its own.
#define AVX512_TARGET
#define AVX512_KERNEL static
#define AVX512_INLINE static inline
#define CK_KEEP512(v) (void)(v)
#define ck_avx512 ck_avx512_simulated

#include "../../Sources/CKernels/avx512_attention.c"
#include "../../Sources/CKernels/avx512_dot.c"
#include "../../Sources/CKernels/avx512_expand.c"
#include "../../Sources/CKernels/avx512_tile.c"
#include "../../Sources/CKernels/avx512_turbo.c"
#include "../../Sources/CKernels/avx512_vector.c"

#include "../../Sources/CKernels/avx512.c"

bool ck_simulate_avx512(ck_pool *pool) {
    ck_pool_use(pool, &ck_avx512_simulated);
    return true;
}

double ck_simulated_exp_shifted(float *x, size_t n, float maximum) {
    return ck_avx512_simulated.exp_shifted(x, n, maximum, true);
}

#else

bool ck_simulate_avx512(ck_pool *pool) {
    (void)pool;
    return false;
}

double ck_simulated_exp_shifted(float *x, size_t n, float maximum) {
    (void)x;
    (void)n;
    (void)maximum;
    return NAN;
}

#endif
