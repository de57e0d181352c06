#ifndef CMPI_WINDOWS_H
#define CMPI_WINDOWS_H

// MPI_Win_sync of all windows: what was written before a barrier is read after it only between two.
int cmpi_sync_windows(void);

#endif
