#define _GNU_SOURCE
#include "CProcess.h"

#include <sched.h>

int cprocess_usable_cores(void) {
    // Room for more processors than any kernel is built for.
    enum { most = 8192 };
    cpu_set_t *set = CPU_ALLOC(most);
    if (set == NULL) return 0;
    const size_t size = CPU_ALLOC_SIZE(most);
    const int count = sched_getaffinity(0, size, set) == 0 ? CPU_COUNT_S(size, set) : 0;
    CPU_FREE(set);
    return count;
}
