/// The AVX-512 kernels over portable stand-ins of their instructions, for CPUs without them.
#ifndef LAM_CSIMULATEDKERNELS_H
#define LAM_CSIMULATEDKERNELS_H

#include "CKernels.h"

/// Makes an idle pool work with simulated AVX-512 kernels; false when they could not be built here,
/// because libsimde-dev is missing or the CPU is none of x86-64.
bool ck_simulate_avx512(ck_pool *pool);

/// `ck_exp_shifted` by the simulated kernels; NaN when they could not be built here.
double ck_simulated_exp_shifted(float *x, size_t n, float maximum);

#endif
