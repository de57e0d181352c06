#define _GNU_SOURCE
#include "CProcess.h"

#include <sched.h>
#include <string.h>

void cprocess_read_core_mask(uint64_t *mask) {
    enum { most = 64 * CPROCESS_CORE_WORDS };
    memset(mask, 0, CPROCESS_CORE_WORDS * sizeof *mask);
    cpu_set_t *set = CPU_ALLOC(most);
    if (set == NULL) return;
    const size_t size = CPU_ALLOC_SIZE(most);
    const int is_known = sched_getaffinity(0, size, set) == 0;
    for (int core = 0; is_known && core < most; core++)
        if (CPU_ISSET_S(core, size, set)) mask[core / 64] |= UINT64_C(1) << core % 64;
    CPU_FREE(set);
}
