#ifndef CMPI_SHARED_BARRIER_H
#define CMPI_SHARED_BARRIER_H

#include <stdatomic.h>
#include <stdint.h>

// A barrier in the memory that ranks share, on which they sleep (futex). All zeros at first.
struct shared_barrier {
    // The number of ranks that have reached the current round.
    _Atomic uint32_t arrived;
    // The number of completed rounds; the futex that waiting ranks sleep on.
    _Atomic uint32_t round;
};

// Returns when rank_count ranks have called it. What a rank wrote to shared memory before the call
// is visible to all ranks after it. Returns 0 or MPI's error code.
int cmpi_wait_at_barrier(struct shared_barrier *barrier, int rank_count);

#endif
