// The AVX-512 and AVX-VNNI kernels, compiled a second time over simulated intrinsics.
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
#define AVX2
#define AVX2_INLINE static inline
#define AVXVNNI
#define AVXVNNI_INLINE static inline
#define CK_KEEP(v) (void)(v)
#define ck_avxvnni ck_avxvnni_simulated

#include "../../Sources/CKernels/avx512_attention.c"
#include "../../Sources/CKernels/avx512_dot.c"
#include "../../Sources/CKernels/avx512_expand.c"
#define TOKENS TOKENS_512
#define add_tokens add_tokens_512
#include "../../Sources/CKernels/avx512_lowrank.c"
#include "../../Sources/CKernels/avx512_packed.c"
#include "../../Sources/CKernels/avx512_tile.c"
#include "../../Sources/CKernels/avx512_train.c"
#include "../../Sources/CKernels/avx512_turbo.c"
#include "../../Sources/CKernels/avx512_vector.c"

#include "../../Sources/CKernels/avx512.c"

#define MOST MOST_VNNI
#define tile_bytes tile_bytes_vnni
#define tile_halves tile_halves_vnni
#include "../../Sources/CKernels/avxvnni.c"

// A table is a name and pointers to functions, of which only `bias` and `dots` may be missing.
static bool is_complete(const ck_kernels *kernels) {
    void *entries[sizeof *kernels / sizeof(void *)];
    memcpy(entries, kernels, sizeof entries);
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        size_t at = i * sizeof(void *), dots = offsetof(ck_kernels, dots);
        bool optional = at == offsetof(ck_kernels, bias) || (at >= dots && at < dots + sizeof kernels->dots);
        if (!entries[i] && !optional) { return false; }
    }
    return true;
}

const char *ck_incomplete_table(void) {
    const ck_kernels *tables[] = {&ck_generic, &ck_avx2, &ck_avxvnni_simulated, &ck_avx512_simulated};
    for (int i = 0; i < 4; i++) {
        if (!is_complete(tables[i])) { return tables[i]->name; }
    }
    return ck_avx512_simulated.bias ? NULL : ck_avx512_simulated.name;
}

bool ck_simulate_avx512(ck_pool *pool) {
    ck_pool_use(pool, &ck_avx512_simulated);
    return true;
}

bool ck_simulate_avxvnni(ck_pool *pool) {
    if (!ck_isa_available(CK_ISA_AVX2)) { return false; }
    ck_pool_use(pool, &ck_avxvnni_simulated);
    return true;
}

double ck_simulated_exp_shifted(float *x, size_t n, float maximum) {
    return ck_avx512_simulated.exp_shifted(x, n, maximum, true);
}

#else

const char *ck_incomplete_table(void) { return NULL; }

bool ck_simulate_avx512(ck_pool *pool) {
    (void)pool;
    return false;
}

bool ck_simulate_avxvnni(ck_pool *pool) {
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
