#include "large_pages.h"

#if defined(__linux__)
#include <sys/mman.h>
#endif

void ckernels_prefer_large_pages(void *memory, size_t byte_count) {
#if defined(__linux__)
    // Best effort: without large pages, small ones work too.
    (void)madvise(memory, byte_count, MADV_HUGEPAGE);
#else
    (void)memory, (void)byte_count;
#endif
}
