/// Weight types, and the choice of instruction set.
#ifndef LAM_CK_TYPES_H
#define LAM_CK_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The instruction sets kernels exist for, from the plainest on.
typedef enum {
    /// Plain C.
    CK_ISA_GENERIC = 0,
    /// AVX2 with FMA and F16C.
    CK_ISA_AVX2 = 1,
    /// AVX2 with AVX-VNNI: Alder Lake on.
    CK_ISA_AVXVNNI = 2,
    /// AVX-512 F, BW, VL and DQ with VNNI: Ice Lake and Zen 4 on.
    CK_ISA_AVX512 = 3
} ck_isa;

/// Whether this CPU has an instruction set.
bool ck_isa_available(ck_isa isa);

/// The best instruction set of this CPU.
ck_isa ck_best_isa(void);

/// The name of an instruction set ("generic", "avx2", "avxvnni", "avx512vnni").
const char *ck_isa_name(ck_isa isa);

/// Whether weights of a GGUF tensor type (its number in the file) can be computed with.
bool ck_type_supported(uint32_t type);

/// The elements in one block of a type; 0 for an unknown type.
size_t ck_type_block(uint32_t type);

/// The bytes of one block of a type; 0 for an unknown type.
size_t ck_type_bytes(uint32_t type);

/// Dequantises `count` elements (a multiple of the type's block) from `source` to `out`.
void ck_dequantize(uint32_t type, const void *source, size_t count, float *out);

#endif
