#ifndef CMPI_H
#define CMPI_H

// MPI as plain functions and integers. MPI's types differ between implementations, and many are
// macros that Swift cannot import, so <mpi.h> is included only in this target's C files.
//
// A function that returns int returns 0 (MPI_SUCCESS) or MPI's error code, unless it says
// otherwise. All functions except cmpi_abort must be called from the thread that called cmpi_init.

#include <stddef.h>
#include <stdint.h>

// MPI_Init_thread with MPI_THREAD_FUNNELED; later errors are returned. Without a launcher, the
// world has one rank. Longer messages of the functions below, except those of struct
// cmpi_transfers, are sent in pieces of at most most_elements elements, at least 1 and equal on all
// ranks; tests lower it.
int cmpi_init(size_t most_elements);
// Waits for all ranks, then MPI_Finalize.
int cmpi_finalize(void);
// Flushes stdio, then MPI_Abort on all ranks. Does not return.
_Noreturn void cmpi_abort(int exit_code);

int cmpi_rank(void);
int cmpi_size(void);

// Returns when all ranks have called it. What a rank wrote to a window before the call is visible
// to all ranks after it (MPI_Win_sync). Waiting ranks sleep: on a futex in shared memory if all
// ranks share a window, or else between calls of MPI_Test for an MPI_Ibarrier.
int cmpi_barrier(void);

// Sets hosts[r] to the lowest rank on rank r's host, that is, of the ranks that can share memory.
// Collective. MPI_Comm_split_type and MPI_Allgather.
int cmpi_hosts(int *hosts);

// Bitwise OR over the ranks of each host, in place. Collective. MPI_Allreduce with MPI_BOR.
int cmpi_unite_on_host(uint64_t *bits, int word_count);

// Allocates memory that all ranks of a host can read and write: a window of
// MPI_Win_allocate_shared, which exists until cmpi_free_windows. Collective. byte_count is the size
// of this rank's own share; addresses[q] becomes the address, in this process, of the share of the
// host's q-th rank. Shares are aligned to 64 bytes and filled with zeros. *is_shared becomes 1 on
// all ranks or 0 on all ranks. It is 0, and addresses is unchanged, if each host has a single rank,
// /dev/shm has too little room, or file sizes are limited (RLIMIT_FSIZE).
int cmpi_allocate_window(size_t byte_count, int *is_shared, void **addresses);

// MPI_Win_free of all windows. Collective; call it before cmpi_finalize.
int cmpi_free_windows(void);

// Copies root's bytes to all ranks. Collective. MPI_Bcast.
int cmpi_broadcast(void *bytes, size_t count, int root);

// Persistent requests: messages that are sent many times between the same ranks and buffers.
// MPI_Send_init and MPI_Recv_init.
struct cmpi_transfers;

// Makes room for count requests, each of which must then be set once.
int cmpi_transfers_make(size_t count, struct cmpi_transfers **made);
int cmpi_transfers_set(struct cmpi_transfers *transfers, size_t number, int is_receive,
                       float *floats, size_t count, int peer, int tag);
// Starts a request that is not active. MPI_Start.
int cmpi_transfers_start(struct cmpi_transfers *transfers, size_t number);
// The number of active requests: started and not yet completed.
size_t cmpi_transfers_active(const struct cmpi_transfers *transfers);
// Drives MPI, and writes the numbers of the requests that have completed since the last call;
// numbers must have room for all. These may be started again. MPI_Testsome.
int cmpi_transfers_poll(struct cmpi_transfers *transfers, size_t *numbers, size_t *count);
// Frees all requests, of which none may be active. MPI_Request_free.
int cmpi_transfers_free(struct cmpi_transfers *transfers);

// Sleeps for a moment if a wait takes long, so that other processes get the core. tries is the
// number of calls in this wait before.
void cmpi_pause(long tries);

// Sets sizes[r] to rank r's size on all ranks. Collective. MPI_Allgather.
int cmpi_gather_sizes(int64_t size, int64_t *sizes);

// Concatenates all ranks' bytes in rank order on root; sizes are those of cmpi_gather_sizes.
// Collective. MPI_Send and MPI_Recv.
int cmpi_gather(const void *bytes, const int64_t *sizes, void *gathered, int root);

// MPI_Allreduce of int64_t, in place. Collective.
int cmpi_sum(int64_t *values, size_t count);
int cmpi_minimum(int64_t *values, size_t count);
int cmpi_maximum(int64_t *values, size_t count);

// Writes MPI_Error_string(code), truncated to capacity - 1 bytes and a terminating zero.
void cmpi_error_text(int code, char *text, size_t capacity);
// MPI_Get_processor_name, truncated likewise.
int cmpi_processor_name(char *text, size_t capacity);

// The version of the header that the program was built with, in the form in which Open MPI's
// library reports its own: "Open MPI v4.1.4". Empty if the header is not Open MPI's.
void cmpi_header_version(char *text, size_t capacity);
// MPI_Get_library_version; may be called before cmpi_init.
void cmpi_library_version(char *text, size_t capacity);

#endif
