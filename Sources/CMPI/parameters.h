#ifndef CMPI_PARAMETERS_H
#define CMPI_PARAMETERS_H

// Sets a default for one of Open MPI's (MCA) parameters in this process: a value that applies
// unless the user has set another one by mpirun's --mca, an OMPI_MCA_ variable, or the parameter
// file of the user or the system. Call it before MPI_Init_thread.
void cmpi_set_default(const char *name, const char *value);

#endif
