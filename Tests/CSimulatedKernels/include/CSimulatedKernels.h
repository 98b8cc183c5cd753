/// The VNNI kernels over portable stand-ins of their instructions, for CPUs without them.
#ifndef LAM_CSIMULATEDKERNELS_H
#define LAM_CSIMULATEDKERNELS_H

#include "CKernels.h"

/// Makes an idle pool work with simulated AVX-512 kernels; false when they could not be built here,
/// because libsimde-dev is missing or the CPU is none of x86-64.
bool ck_simulate_avx512(ck_pool *pool);

/// The same with AVX-VNNI; what that leaves to AVX2 is not simulated, so it takes a CPU with AVX2.
bool ck_simulate_avxvnni(ck_pool *pool);

/// `ck_exp_shifted` by the simulated kernels; NaN when they could not be built here.
double ck_simulated_exp_shifted(float *x, size_t n, float maximum);

/// The name of an instruction set whose table of kernels lacks one, or NULL.
const char *ck_incomplete_table(void);

#endif
