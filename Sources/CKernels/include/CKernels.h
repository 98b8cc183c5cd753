/// The C kernels of the inference engine.
#ifndef LAM_CKERNELS_H
#define LAM_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

/// The name of the instruction set the kernels were dispatched to ("avx2", "generic", …).
const char *ck_isa_name(void);

#endif
