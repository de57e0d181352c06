#include "MPITraffic.h"

#include <mpi.h>

static int64_t bytes_sent = 0;

int64_t mpi_traffic_sent(void) { return bytes_sent; }

static int64_t bytes(int count, MPI_Datatype type) {
    int size = 0;
    PMPI_Type_size(type, &size);
    return (int64_t)count * size;
}

static int others(MPI_Comm ranks) {
    int size = 1;
    PMPI_Comm_size(ranks, &size);
    return size - 1;
}

int MPI_Send(const void *data, int count, MPI_Datatype type, int target, int tag, MPI_Comm ranks) {
    bytes_sent += bytes(count, type);
    return PMPI_Send(data, count, type, target, tag, ranks);
}

int MPI_Isend(const void *data, int count, MPI_Datatype type, int target, int tag, MPI_Comm ranks,
              MPI_Request *request) {
    bytes_sent += bytes(count, type);
    return PMPI_Isend(data, count, type, target, tag, ranks, request);
}

int MPI_Bcast(void *data, int count, MPI_Datatype type, int root, MPI_Comm ranks) {
    int rank = 0;
    PMPI_Comm_rank(ranks, &rank);
    if (rank == root) bytes_sent += bytes(count, type) * others(ranks);
    return PMPI_Bcast(data, count, type, root, ranks);
}

int MPI_Allgatherv(const void *send, int send_count, MPI_Datatype send_type, void *receive,
                   const int *counts, const int *displacements, MPI_Datatype receive_type,
                   MPI_Comm ranks) {
    int rank = 0;
    PMPI_Comm_rank(ranks, &rank);
    bytes_sent += bytes(counts[rank], receive_type) * others(ranks);
    return PMPI_Allgatherv(send, send_count, send_type, receive, counts, displacements,
                           receive_type, ranks);
}
