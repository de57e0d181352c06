// Kernels for processors with AVX2 and FMA: eight lanes.
#if defined(__x86_64__)

#define VECTOR_WIDTH 8
#define VECTOR_HAS_FMA 1
#define PRODUCT_ROWS 6
#define CACHE_FLOATS 400000

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#include "vectors/table.h"

#pragma clang attribute pop

const ckernels_set ckernels_avx2 = KERNEL_TABLE("avx2");

#endif
