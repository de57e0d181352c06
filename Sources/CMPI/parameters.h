#ifndef CMPI_PARAMETERS_H
#define CMPI_PARAMETERS_H

// Gives one of Open MPI's parameters a value in this process, unless the user has: by mpirun's --mca or
// an OMPI_MCA_ variable, or in the parameter file of the user or of the system. Before MPI begins.
void cmpi_prefer(const char *name, const char *value);

#endif
