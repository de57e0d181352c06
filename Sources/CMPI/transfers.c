#include "CMPI.h"

#include <limits.h>
#include <mpi.h>
#include <stdlib.h>

struct cmpi_transfers {
    size_t count;
    MPI_Request *requests;
    // The requests that were started and have not completed: their handles and their numbers.
    MPI_Request *active;
    size_t *numbers;
    int active_count;
    // The indices that MPI_Testsome returns.
    int *finished;
};

int cmpi_transfers_make(size_t count, struct cmpi_transfers **made) {
    *made = NULL;
    if (count > INT_MAX) return MPI_ERR_COUNT;
    struct cmpi_transfers *transfers = calloc(1, sizeof *transfers);
    if (transfers == NULL) return MPI_ERR_NO_MEM;
    size_t room = count > 0 ? count : 1;
    transfers->requests = malloc(room * sizeof *transfers->requests);
    transfers->active = malloc(room * sizeof *transfers->active);
    transfers->numbers = malloc(room * sizeof *transfers->numbers);
    transfers->finished = malloc(room * sizeof *transfers->finished);
    if (transfers->requests == NULL || transfers->active == NULL || transfers->numbers == NULL ||
        transfers->finished == NULL) {
        cmpi_transfers_free(transfers);
        return MPI_ERR_NO_MEM;
    }
    for (size_t i = 0; i < count; i++) transfers->requests[i] = MPI_REQUEST_NULL;
    transfers->count = count;
    *made = transfers;
    return MPI_SUCCESS;
}

int cmpi_transfers_set(struct cmpi_transfers *transfers, size_t number, int is_receive,
                       float *floats, size_t count, int peer, int tag) {
    MPI_Request *request = &transfers->requests[number];
    if (count > INT_MAX) return MPI_ERR_COUNT;
    return is_receive
               ? MPI_Recv_init(floats, (int)count, MPI_FLOAT, peer, tag, MPI_COMM_WORLD, request)
               : MPI_Send_init(floats, (int)count, MPI_FLOAT, peer, tag, MPI_COMM_WORLD, request);
}

int cmpi_transfers_start(struct cmpi_transfers *transfers, size_t number) {
    int code = MPI_Start(&transfers->requests[number]);
    if (code != MPI_SUCCESS) return code;
    transfers->active[transfers->active_count] = transfers->requests[number];
    transfers->numbers[transfers->active_count] = number;
    transfers->active_count++;
    return MPI_SUCCESS;
}

size_t cmpi_transfers_active(const struct cmpi_transfers *transfers) {
    return (size_t)transfers->active_count;
}

int cmpi_transfers_poll(struct cmpi_transfers *transfers, size_t *numbers, size_t *count) {
    *count = 0;
    if (transfers->active_count == 0) return MPI_SUCCESS;
    int finished_count = 0;
    int code = MPI_Testsome(transfers->active_count, transfers->active, &finished_count,
                            transfers->finished, MPI_STATUSES_IGNORE);
    if (code != MPI_SUCCESS || finished_count <= 0) return code;
    for (int i = 0; i < finished_count; i++) {
        int index = transfers->finished[i];
        numbers[(*count)++] = transfers->numbers[index];
        transfers->active[index] = MPI_REQUEST_NULL;
    }
    int kept = 0;
    for (int i = 0; i < transfers->active_count; i++) {
        if (transfers->active[i] == MPI_REQUEST_NULL) continue;
        transfers->active[kept] = transfers->active[i];
        transfers->numbers[kept] = transfers->numbers[i];
        kept++;
    }
    transfers->active_count = kept;
    return MPI_SUCCESS;
}

int cmpi_transfers_free(struct cmpi_transfers *transfers) {
    int code = MPI_SUCCESS;
    for (size_t i = 0; i < transfers->count; i++) {
        if (transfers->requests[i] == MPI_REQUEST_NULL || code != MPI_SUCCESS) continue;
        code = MPI_Request_free(&transfers->requests[i]);
    }
    free(transfers->requests);
    free(transfers->active);
    free(transfers->numbers);
    free(transfers->finished);
    free(transfers);
    return code;
}
