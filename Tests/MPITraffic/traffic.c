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

// What the persistent requests of sends carry.
enum { most_requests = 4096 };
static MPI_Request sends[most_requests];
static int64_t send_bytes[most_requests];
static int send_count = 0;

int MPI_Send_init(const void *data, int count, MPI_Datatype type, int target, int tag,
                  MPI_Comm ranks, MPI_Request *request) {
    int code = PMPI_Send_init(data, count, type, target, tag, ranks, request);
    if (code == MPI_SUCCESS && send_count < most_requests) {
        sends[send_count] = *request;
        send_bytes[send_count++] = bytes(count, type);
    }
    return code;
}

int MPI_Start(MPI_Request *request) {
    for (int i = 0; i < send_count; i++) {
        if (sends[i] == *request) bytes_sent += send_bytes[i];
    }
    return PMPI_Start(request);
}
