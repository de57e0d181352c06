#ifndef MALLOC_COUNTER_H
#define MALLOC_COUNTER_H

#include <stddef.h>

/// Begins to count the allocations of the calling thread at 0: those of the program and of all
/// libraries by `malloc`, `calloc`, `realloc`, `memalign`, `posix_memalign` and `aligned_alloc`.
///
/// No call is seen where a sanitizer brings its own allocator.
void malloc_counter_start(void);

/// Ends counting and returns the number of allocations since `malloc_counter_start`.
size_t malloc_counter_stop(void);

#endif
