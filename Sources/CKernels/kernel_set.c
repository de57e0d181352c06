#include "include/kernel_set.h"

extern const ckernels_set ckernels_portable;

#if defined(__x86_64__)

extern const ckernels_set ckernels_avx2;
extern const ckernels_set ckernels_avx512;

// The compiler's runtime asks cpuid, and xgetbv whether the system saves the registers.
static int has_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static int has_avx512(void) {
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

size_t ckernels_set_count(void) { return 1 + (size_t)has_avx2() + (size_t)has_avx512(); }

const ckernels_set *ckernels_set_at(size_t index) {
    static const ckernels_set *const sets[] = {&ckernels_portable, &ckernels_avx2,
                                               &ckernels_avx512};
    return index < ckernels_set_count() ? sets[index] : NULL;
}

#else

size_t ckernels_set_count(void) { return 1; }

const ckernels_set *ckernels_set_at(size_t index) {
    return index == 0 ? &ckernels_portable : NULL;
}

#endif
