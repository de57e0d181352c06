#ifndef CMPI_H
#define CMPI_H

// MPI as plain functions and integers. MPI's types and macros differ between implementations and
// many are macros that Swift cannot import, so <mpi.h> stays in this target's C files.
//
// Every function that returns int returns 0 (MPI_SUCCESS) or MPI's error code, unless it says
// otherwise. All calls come from the thread that called cmpi_init, but for cmpi_abort.

#include <stddef.h>
#include <stdint.h>

// MPI_Init_thread with MPI_THREAD_FUNNELED, errors returned. Without a launcher, a world of one. A
// message of what follows, but for struct cmpi_transfers, carries at most most_elements elements, at
// least 1; equal on all ranks.
int cmpi_init(size_t most_elements);
// MPI_Finalize, when all ranks have called it.
int cmpi_finalize(void);
// Flushes stdio, then MPI_Abort on all ranks. Does not return.
_Noreturn void cmpi_abort(int exit_code);

int cmpi_rank(void);
int cmpi_size(void);

// Returns when all ranks have called it; what a rank wrote into a window before, all read after it
// (MPI_Win_sync). MPI_Ibarrier and MPI_Test; where there is a window, ranks sleep at a word of it.
int cmpi_barrier(void);

// hosts[r] becomes the lowest rank on rank r's host: of those that share its memory. All ranks call it
// at the same point. MPI_Comm_split_type and MPI_Allgather.
int cmpi_hosts(int *hosts);

// Bits that are set on a rank of this host become set on all of them. All ranks call it at the same
// point. MPI_Allreduce with MPI_BOR.
int cmpi_unite_on_host(uint64_t *bits, int word_count);

// Memory that the ranks of a host read and write where it lies: a window of MPI_Win_allocate_shared,
// kept until cmpi_free_windows. All ranks call it at the same point; byte_count is the rank's own share
// of it. addresses[q] becomes the address of the share of the host's q-th rank here, aligned to 64
// bytes, zero at first. *is_shared is 1 on all ranks if all can have it, and 0 on all, with addresses
// unchanged, if not: each host has one rank, too little room in /dev/shm, or a limit of file sizes
// (RLIMIT_FSIZE).
int cmpi_allocate_window(size_t byte_count, int *is_shared, void **addresses);

// MPI_Win_free of all windows; before cmpi_finalize, on all ranks.
int cmpi_free_windows(void);

// MPI_Bcast of bytes.
int cmpi_broadcast(void *bytes, size_t count, int root);

// Messages that are sent again and again between the same places. MPI_Send_init and MPI_Recv_init.
struct cmpi_transfers;

// Room for count messages; each is then to be set once.
int cmpi_transfers_make(size_t count, struct cmpi_transfers **made);
int cmpi_transfers_set(struct cmpi_transfers *transfers, size_t number, int is_receive,
                       float *floats, size_t count, int peer, int tag);
// MPI_Start of one that is not under way.
int cmpi_transfers_start(struct cmpi_transfers *transfers, size_t number);
// How many were started and are not over.
size_t cmpi_transfers_active(const struct cmpi_transfers *transfers);
// Brings all on that were started. numbers, with room for all, becomes those that are over; they may
// be started again. MPI_Testsome.
int cmpi_transfers_poll(struct cmpi_transfers *transfers, size_t *numbers, size_t *count);
// None of them may be under way. MPI_Request_free.
int cmpi_transfers_free(struct cmpi_transfers *transfers);

// Lets other processes have the core for a moment; called while there is nothing to do but wait. tries
// counts the calls of one wait.
void cmpi_pause(long tries);

// sizes[r] becomes rank r's size on all ranks. MPI_Allgather.
int cmpi_gather_sizes(int64_t size, int64_t *sizes);

// On root, all ranks' bytes one after another; sizes as cmpi_gather_sizes gave them. MPI_Send and
// MPI_Recv.
int cmpi_gather(const void *bytes, const int64_t *sizes, void *gathered, int root);

// MPI_Allreduce of int64_t, in place.
int cmpi_sum(int64_t *values, size_t count);
int cmpi_minimum(int64_t *values, size_t count);
int cmpi_maximum(int64_t *values, size_t count);

// Writes MPI_Error_string(code), at most capacity - 1 bytes and a zero.
void cmpi_error_text(int code, char *text, size_t capacity);
// MPI_Get_processor_name, cut to the capacity.
int cmpi_processor_name(char *text, size_t capacity);

// The version of the header that the program was built with, as Open MPI's library begins to tell
// its own: "Open MPI v4.1.4". Empty where the header is another MPI's.
void cmpi_header_version(char *text, size_t capacity);
// MPI_Get_library_version; also before cmpi_init.
void cmpi_library_version(char *text, size_t capacity);

#endif
