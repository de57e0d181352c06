#define _GNU_SOURCE
#include "malloc_counter.h"

#include <errno.h>

// Part of the program's own thread-local block: reading it never allocates.
static __thread int isCounting __attribute__((tls_model("initial-exec")));
static __thread size_t allocationCount __attribute__((tls_model("initial-exec")));

void malloc_counter_start(void) {
    allocationCount = 0;
    isCounting = 1;
}

size_t malloc_counter_stop(void) {
    isCounting = 0;
    return allocationCount;
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_SANITIZER_ALLOCATOR 1
#endif
#endif

#ifndef HAS_SANITIZER_ALLOCATOR

// glibc lets a program replace malloc and its kin, all of them together; the names with __libc_ are
// glibc's own, exported on every architecture.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *memory);

static void count(void) {
    if (isCounting) allocationCount++;
}

void *malloc(size_t size) {
    count();
    return __libc_malloc(size);
}

void *calloc(size_t elementCount, size_t size) {
    count();
    return __libc_calloc(elementCount, size);
}

void *realloc(void *memory, size_t size) {
    count();
    return __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size) {
    count();
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count();
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0) return EINVAL;
    count();
    void *block = __libc_memalign(alignment, size);
    if (!block) return ENOMEM;
    *memory = block;
    return 0;
}

void free(void *memory) { __libc_free(memory); }

#endif
