#include "include/kernel_set.h"

#if defined(__x86_64__) && defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

extern const ckernels_set ckernels_portable;

#if defined(__x86_64__)

extern const ckernels_set ckernels_avx2;
extern const ckernels_set ckernels_avx512;
extern const ckernels_set ckernels_avx512bf16;
extern const ckernels_set ckernels_amx;

// The compiler's runtime reads cpuid, and checks with xgetbv that the system saves the registers.
static int has_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static int has_avx512(void) {
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

static int has_avx512bf16(void) { return has_avx512() && __builtin_cpu_supports("avx512bf16"); }

/// Tiles are 8 KiB of registers, which Linux lets only processes use that have requested
/// permission.
static int has_amx(void) {
#if defined(__linux__)
    enum { REQUEST_PERMISSION = 0x1023, TILE_DATA = 18 };
    return has_avx512bf16() && __builtin_cpu_supports("amx-tile")
        && __builtin_cpu_supports("amx-bf16")
        && syscall(SYS_arch_prctl, REQUEST_PERMISSION, TILE_DATA) == 0;
#else
    return 0;
#endif
}

size_t ckernels_set_count(void) {
    return 1 + (size_t)has_avx2() + (size_t)has_avx512()
        + (size_t)has_avx512bf16() + (size_t)has_amx();
}

const ckernels_set *ckernels_set_at(size_t index) {
    static const ckernels_set *const sets[] = {&ckernels_portable, &ckernels_avx2,
                                               &ckernels_avx512, &ckernels_avx512bf16,
                                               &ckernels_amx};
    return index < ckernels_set_count() ? sets[index] : NULL;
}

#else

size_t ckernels_set_count(void) { return 1; }

const ckernels_set *ckernels_set_at(size_t index) {
    return index == 0 ? &ckernels_portable : NULL;
}

#endif
