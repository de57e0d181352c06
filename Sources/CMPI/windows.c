#define _GNU_SOURCE
#include "windows.h"

#include <errno.h>
#include <mpi.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "CMPI.h"

// Where Open MPI creates the memory of windows, if it can write there.
static const char shared_folder[] = "/dev/shm";

enum { alignment = 64, header = alignment };
_Static_assert(sizeof(struct shared_barrier) <= header,
               "the header of rank 0's share holds a barrier");

static MPI_Comm node = MPI_COMM_NULL;
static MPI_Win *windows = NULL;
static int window_count = 0;

// In the header of the first window; NULL without a window or with several hosts.
static struct shared_barrier *barrier = NULL;

// This rank's number on its host, and the number of ranks there.
static int node_rank = 0;
static int node_size = 1;

// The memory of a host's first rank has a header in front of its share.
static size_t own_header(void) { return node_rank == 0 ? header : 0; }

// Replaces the value by the smallest of all ranks; of flags, 1 if it is 1 everywhere.
static int allreduce_minimum(int64_t *value) {
    return MPI_Allreduce(MPI_IN_PLACE, value, 1, MPI_INT64_T, MPI_MIN, MPI_COMM_WORLD);
}

static int split_by_node(void) {
    if (node != MPI_COMM_NULL) return MPI_SUCCESS;
    // Ordered by rank, so that the ranks of a single host have the same numbers as in the world.
    int code = MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, cmpi_rank(), MPI_INFO_NULL,
                                   &node);
    if (code == MPI_SUCCESS) code = MPI_Comm_set_errhandler(node, MPI_ERRORS_RETURN);
    if (code == MPI_SUCCESS) code = MPI_Comm_rank(node, &node_rank);
    return code == MPI_SUCCESS ? MPI_Comm_size(node, &node_size) : code;
}

int cmpi_hosts(int *hosts) {
    int lowest = cmpi_rank();
    int code = split_by_node();
    if (code == MPI_SUCCESS) {
        code = MPI_Allreduce(MPI_IN_PLACE, &lowest, 1, MPI_INT, MPI_MIN, node);
    }
    if (code != MPI_SUCCESS) return code;
    return MPI_Allgather(&lowest, 1, MPI_INT, hosts, 1, MPI_INT, MPI_COMM_WORLD);
}

int cmpi_unite_on_host(uint64_t *bits, int word_count) {
    int code = split_by_node();
    if (code != MPI_SUCCESS) return code;
    return MPI_Allreduce(MPI_IN_PLACE, bits, word_count, MPI_UINT64_T, MPI_BOR, node);
}

// Whether /dev/shm and the limit on file sizes (RLIMIT_FSIZE) have room for the shares. Must be
// known before Open MPI tries: a rank 0 that cannot create the segment returns from
// MPI_Win_allocate_shared, and the others block in it forever.
static int has_room(int64_t byte_count) {
    struct statvfs facts;
    if (access(shared_folder, W_OK) != 0 || statvfs(shared_folder, &facts) != 0) return 0;
    // Open MPI asks for 5 % more. Its own segments, 4 MiB per rank, have taken pages only as far as
    // they were written; they must not run out of pages later.
    double needed = (double)byte_count * 1.05 + (double)node_size * (4 << 20);
    struct rlimit limit;
    if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && (double)limit.rlim_cur < needed) return 0;
    return (double)facts.f_bavail * (double)facts.f_frsize >= needed;
}

// Allocates the pages of a share now, when a lack of them can be reported: later, a write to a page
// that cannot be allocated is a SIGBUS. Returns 0 if there are not enough. Kernels before 5.14
// cannot do it; then has_room must suffice.
static int claim_pages(char *start, size_t byte_count) {
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t begin = (uintptr_t)start;
    uintptr_t end = begin + byte_count;
    uintptr_t first = begin / page * page;
    if (madvise((void *)first, end - first, MADV_POPULATE_WRITE) == 0 || errno == EINVAL) return 1;
    // Gives the pages back: Open MPI itself needs some for the next all-reduce. The first and the
    // last page may hold parts of other shares and are kept.
    uintptr_t inner = first + page;
    if (end / page * page > inner) madvise((void *)inner, end / page * page - inner, MADV_REMOVE);
    return 0;
}

// Finds every rank's share and allocates the pages of this rank's; *ready becomes 0 if there are
// too few.
static int open_shares(MPI_Win window, size_t byte_count, int *ready, void **addresses,
                       struct shared_barrier **first) {
    int code = MPI_Win_set_errhandler(window, MPI_ERRORS_RETURN);
    // MPI_Win_sync is legal only between lock_all and unlock_all, which exclude nobody.
    if (code == MPI_SUCCESS) code = MPI_Win_lock_all(MPI_MODE_NOCHECK, window);
    for (int q = 0; q < node_size && code == MPI_SUCCESS; q++) {
        MPI_Aint size = 0;
        int unit = 0;
        char *share = NULL;
        code = MPI_Win_shared_query(window, q, &size, &unit, &share);
        // All processes map the same pages, so all round up to the same byte.
        addresses[q] = share + (alignment - (uintptr_t)share % alignment) % alignment;
    }
    if (code != MPI_SUCCESS) return code;
    *ready = claim_pages(addresses[node_rank], byte_count + own_header());
    *first = addresses[0];
    // A single rank on its host gets ordinary memory, which is not initialised.
    if (node_size == 1) memset(addresses[0], 0, byte_count + own_header());
    // The barrier is not used before all ranks have agreed that the window is ready.
    if (node_rank == 0 && *ready) memset(*first, 0, sizeof **first);
    addresses[0] = (char *)addresses[0] + header;
    return MPI_SUCCESS;
}

static int free_window(MPI_Win *window) {
    int code = MPI_Win_unlock_all(*window);
    return code == MPI_SUCCESS ? MPI_Win_free(window) : code;
}

// MPI_Win_allocate_shared; *is_made becomes 1 if all ranks have succeeded. A failure of it is not
// an error.
static int make_window(size_t byte_count, MPI_Win *window, int *is_made) {
    MPI_Info info;
    int code = MPI_Info_create(&info);
    if (code != MPI_SUCCESS) return code;
    // Puts shares on pages of their own, so that each is placed in the NUMA node of the rank that
    // first writes it.
    code = MPI_Info_set(info, "alloc_shared_noncontig", "true");
    if (code != MPI_SUCCESS) return code;
    void *own = NULL;
    int64_t made = MPI_Win_allocate_shared((MPI_Aint)(own_header() + byte_count + alignment), 1,
                                           info, node, &own, window) == MPI_SUCCESS;
    code = MPI_Info_free(&info);
    if (code == MPI_SUCCESS) code = allreduce_minimum(&made);
    // Freeing a window is collective: one that not all ranks have is kept until the process ends.
    *is_made = made != 0;
    return code;
}

int cmpi_allocate_window(size_t byte_count, int *is_shared, void **addresses) {
    *is_shared = 0;
    if (cmpi_size() == 1) return MPI_SUCCESS;
    int code = split_by_node();
    if (code != MPI_SUCCESS) return code;

    int64_t facts[2] = {node_size, (int64_t)byte_count};
    code = MPI_Allreduce(MPI_IN_PLACE, &facts[1], 1, MPI_INT64_T, MPI_SUM, node);
    if (code == MPI_SUCCESS) code = cmpi_maximum(&facts[0], 1);
    if (code != MPI_SUCCESS) return code;
    int64_t willing = facts[0] > 1 && has_room(facts[1]);
    code = allreduce_minimum(&willing);
    if (code != MPI_SUCCESS || !willing) return code;

    MPI_Win *more = realloc(windows, (size_t)(window_count + 1) * sizeof *windows);
    void **found = calloc((size_t)node_size, sizeof *found);
    if (more != NULL) windows = more;
    int is_made = 0;
    code = more != NULL && found != NULL ? MPI_SUCCESS : MPI_ERR_NO_MEM;
    if (code == MPI_SUCCESS) code = make_window(byte_count, &windows[window_count], &is_made);
    if (code != MPI_SUCCESS || !is_made) {
        free(found);
        return code;
    }
    int is_ready = 0;
    struct shared_barrier *first = NULL;
    code = open_shares(windows[window_count], byte_count, &is_ready, found, &first);
    int64_t ready = is_ready;
    if (code == MPI_SUCCESS) code = allreduce_minimum(&ready);
    if (code == MPI_SUCCESS && !ready) code = free_window(&windows[window_count]);
    if (code == MPI_SUCCESS && ready) {
        // A barrier in this memory serves only if all ranks are on this host.
        if (window_count == 0 && node_size == cmpi_size()) barrier = first;
        window_count++;
        *is_shared = 1;
        for (int q = 0; q < node_size; q++) addresses[q] = found[q];
    }
    free(found);
    return code;
}

int cmpi_sync_windows(void) {
    int code = MPI_SUCCESS;
    for (int i = 0; i < window_count && code == MPI_SUCCESS; i++) code = MPI_Win_sync(windows[i]);
    return code;
}

struct shared_barrier *cmpi_window_barrier(void) { return barrier; }

int cmpi_free_windows(void) {
    barrier = NULL;
    int code = MPI_SUCCESS;
    while (window_count > 0 && code == MPI_SUCCESS) code = free_window(&windows[--window_count]);
    free(windows);
    windows = NULL;
    window_count = 0;
    if (code == MPI_SUCCESS && node != MPI_COMM_NULL) code = MPI_Comm_free(&node);
    return code;
}
