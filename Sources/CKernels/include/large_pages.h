#ifndef CKERNELS_LARGE_PAGES_H
#define CKERNELS_LARGE_PAGES_H

#include <stddef.h>

/// The size of a large page.
enum { CKERNELS_LARGE_PAGE = 2 << 20 };

/// Asks for large pages under memory that begins on one and has not been written yet. Winograd's 36
/// matrices lie on as many pages at least, and more small ones than the processor remembers.
void ckernels_prefer_large_pages(void *memory, size_t byte_count);

#endif
