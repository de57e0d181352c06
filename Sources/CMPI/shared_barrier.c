#define _GNU_SOURCE
#include "shared_barrier.h"

#include <linux/futex.h>
#include <limits.h>
#include <mpi.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// How often a rank checks the round before it sleeps: a few microseconds, as long as it takes to
// fall asleep and wake up.
enum { spin_count = 200 };

// Each sleep is twice as long as the one before. A rank wakes to drive MPI, and what MPI had left
// to send is sent after the first sleeps.
enum { first_sleep_ns = 1000000, longest_sleep_ns = 64000000 };

// Drives MPI: a rank that has not reached the barrier may be waiting for a message in our queues.
static int progress(void) {
    int is_there = 0;
    return MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &is_there, MPI_STATUS_IGNORE);
}

int cmpi_wait_at_barrier(struct shared_barrier *barrier, int rank_count) {
    uint32_t round = atomic_load(&barrier->round);
    if (atomic_fetch_add(&barrier->arrived, 1) + 1 == (uint32_t)rank_count) {
        atomic_store(&barrier->arrived, 0);
        atomic_store(&barrier->round, round + 1);
        syscall(SYS_futex, &barrier->round, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
        return MPI_SUCCESS;
    }
    for (int i = 0; i < spin_count; i++) {
        if (atomic_load(&barrier->round) != round) return MPI_SUCCESS;
    }
    int code = progress();
    long sleep_ns = first_sleep_ns;
    while (code == MPI_SUCCESS && atomic_load(&barrier->round) == round) {
        // Sleeping leaves the core to ranks that still compute.
        const struct timespec sleep = {.tv_nsec = sleep_ns};
        syscall(SYS_futex, &barrier->round, FUTEX_WAIT, round, &sleep, NULL, 0);
        code = progress();
        if (sleep_ns < longest_sleep_ns) sleep_ns *= 2;
    }
    return code;
}
