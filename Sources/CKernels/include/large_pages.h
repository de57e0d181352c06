#ifndef CKERNELS_LARGE_PAGES_H
#define CKERNELS_LARGE_PAGES_H

#include <stddef.h>

/// The size of a large page in bytes.
enum { CKERNELS_LARGE_PAGE = 2 << 20 };

/// Asks for large pages for memory that begins at a multiple of their size and has not been written
/// yet. The 36 matrices of a Winograd convolution span more small pages than the TLB holds.
void ckernels_prefer_large_pages(void *memory, size_t byte_count);

#endif
