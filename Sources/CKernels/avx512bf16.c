// Kernels for processors with AVX-512 BF16, whose instructions multiply pairs of bfloat16 values.
#if defined(__x86_64__)

#define VECTOR_WIDTH 16
#define VECTOR_HAS_FMA 1
#define PRODUCT_ROWS 8
#define CACHE_FLOATS 180000
#define OPERAND_IS_PAIRS 1

#pragma clang attribute push(                                                                      \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,avx512bf16"))),              \
    apply_to = function)

#include "vectors/table.h"

#pragma clang attribute pop

const ckernels_set ckernels_avx512bf16 = KERNEL_TABLE("avx512bf16");

#endif
