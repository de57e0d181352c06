#ifndef CMPI_WINDOWS_H
#define CMPI_WINDOWS_H

#include "meeting.h"

// MPI_Win_sync of all windows: what was written before a barrier is read after it only between two.
int cmpi_sync_windows(void);

// Where the ranks meet in memory that they share; NULL while there is no window.
struct meeting *cmpi_window_meeting(void);

#endif
