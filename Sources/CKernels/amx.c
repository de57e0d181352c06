// Kernels for processors with AMX: those of AVX-512, with bfloat16 matrix products in tile
// registers.
#if defined(__x86_64__)

#define VECTOR_WIDTH 16
#define VECTOR_HAS_FMA 1
#define PRODUCT_ROWS 8
#define CACHE_FLOATS 400000
#define OPERAND_IS_TILES 1
#define CHANNEL_BLOCK 32

#pragma clang attribute push(                                                                      \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,avx512bf16,amx-tile,"      \
                          "amx-bf16"))),                                                           \
    apply_to = function)

#include "vectors/table.h"

#pragma clang attribute pop

const ckernels_set ckernels_amx = KERNEL_TABLE("amx");

#endif
