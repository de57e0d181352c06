#ifndef CMPI_WINDOWS_H
#define CMPI_WINDOWS_H

#include "shared_barrier.h"

// MPI_Win_sync of all windows. Needed before and after a barrier, so that what was written before
// the barrier is read after it.
int cmpi_sync_windows(void);

// The barrier in the memory that all ranks share; NULL if there is none.
struct shared_barrier *cmpi_window_barrier(void);

#endif
