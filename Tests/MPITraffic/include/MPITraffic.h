#ifndef MPI_TRAFFIC_H
#define MPI_TRAFFIC_H

#include <stdint.h>

// The payload bytes that this rank has sent to other ranks in messages, broadcasts (counted on the
// root, once per receiver) and gathers to all. A program that links this has its calls of MPI counted
// on their way to the library, by MPI's profiling interface.
int64_t mpi_traffic_sent(void);

#endif
