// Kernels for processors with AVX-512 (F, BW, DQ, VL): sixteen lanes.
#if defined(__x86_64__)

#define VECTOR_WIDTH 16
#define VECTOR_HAS_FMA 1
#define PRODUCT_ROWS 8
#define CACHE_FLOATS 280000

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), apply_to = function)

#include "vectors/table.h"

#pragma clang attribute pop

const ckernels_set ckernels_avx512 = KERNEL_TABLE("avx512");

#endif
