#define _GNU_SOURCE
#include "CProcess.h"

#include <sched.h>
#include <string.h>

int cprocess_usable_cores(uint64_t *mask) {
    enum { most = 64 * CPROCESS_CORE_WORDS };
    cpu_set_t *set = CPU_ALLOC(most);
    if (set == NULL) return 0;
    const size_t size = CPU_ALLOC_SIZE(most);
    const int count = sched_getaffinity(0, size, set) == 0 ? CPU_COUNT_S(size, set) : 0;
    memset(mask, 0, CPROCESS_CORE_WORDS * sizeof *mask);
    for (int core = 0; count > 0 && core < most; core++)
        if (CPU_ISSET_S(core, size, set)) mask[core / 64] |= UINT64_C(1) << core % 64;
    CPU_FREE(set);
    return count;
}
