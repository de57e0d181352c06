// Kernels for every processor: four lanes, which the compiler maps to SSE2 or NEON.
#if defined(__aarch64__)
#define VECTOR_HAS_FMA 1
#else
#define VECTOR_HAS_FMA 0
#endif
#define VECTOR_WIDTH 4
#define PRODUCT_ROWS 4
#define CACHE_FLOATS 200000

#include "vectors/table.h"

const ckernels_set ckernels_portable = KERNEL_TABLE("portable");
