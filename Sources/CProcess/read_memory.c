#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <sys/uio.h>

int cprocess_read_memory(int process, uint64_t address, void *bytes, size_t count) {
    struct iovec own = {.iov_base = bytes, .iov_len = count};
    struct iovec other = {.iov_base = (void *)(uintptr_t)address, .iov_len = count};
    ssize_t read = process_vm_readv(process, &own, 1, &other, 1, 0);
    if (read < 0) return errno;
    return (size_t)read == count ? 0 : EFAULT;
}
