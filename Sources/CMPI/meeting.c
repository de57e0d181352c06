#define _GNU_SOURCE
#include "meeting.h"

#include <linux/futex.h>
#include <limits.h>
#include <mpi.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// Looks at the round before a rank sleeps: some microseconds, which a sleep and a wake take too.
enum { looks = 200 };

// Nanoseconds. Each sleep is twice as long as the one before: what MPI has been left to send goes out at
// the first looks after it.
enum { first_sleep = 1000000, longest_sleep = 64000000 };

// Lets MPI send on what lies in its queues: a rank may wait for it on its way here.
static int progress(void) {
    int is_there = 0;
    return MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &is_there, MPI_STATUS_IGNORE);
}

int cmpi_meet(struct meeting *meeting, int rank_count) {
    uint32_t round = atomic_load(&meeting->round);
    if (atomic_fetch_add(&meeting->arrived, 1) + 1 == (uint32_t)rank_count) {
        atomic_store(&meeting->arrived, 0);
        atomic_store(&meeting->round, round + 1);
        syscall(SYS_futex, &meeting->round, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
        return MPI_SUCCESS;
    }
    for (int i = 0; i < looks; i++) {
        if (atomic_load(&meeting->round) != round) return MPI_SUCCESS;
    }
    int code = progress();
    long patience = first_sleep;
    while (code == MPI_SUCCESS && atomic_load(&meeting->round) == round) {
        // A rank that waits leaves its core to those that still compute.
        const struct timespec sleep = {.tv_nsec = patience};
        syscall(SYS_futex, &meeting->round, FUTEX_WAIT, round, &sleep, NULL, 0);
        code = progress();
        if (patience < longest_sleep) patience *= 2;
    }
    return code;
}
