#ifndef CMPI_MEETING_H
#define CMPI_MEETING_H

#include <stdatomic.h>
#include <stdint.h>

// Where ranks that share memory wait for each other. It lies in that memory; all zeros at first.
struct meeting {
    // How many have come to the round that is under way.
    _Atomic uint32_t arrived;
    // The rounds that are over; those who wait sleep on it.
    _Atomic uint32_t round;
};

// Returns when rank_count ranks have called it; what a rank wrote into shared memory before, all read
// after it. 0 or MPI's error code.
int cmpi_meet(struct meeting *meeting, int rank_count);

#endif
