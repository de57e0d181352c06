import Failures
import MessagePassing
import Testing

@Suite struct MPIErrorTests {
    @Test func theDescriptionNamesAllFacts() {
        let error = MPIError(
            rank: 2, operation: "MPI_Allreduce", code: 15,
            text: "MPI_ERR_TRUNCATE: message truncated",
            amount: "421642 floats")
        #expect(
            error.description == """
                rank 2: MPI_Allreduce failed: MPI_ERR_TRUNCATE: message truncated \
                (code 15, 421642 floats)
                """)
    }

    @Test func beforeTheRankIsKnownTheDescriptionHasNone() {
        let error = MPIError(
            rank: nil, operation: "MPI_Init_thread", code: 16, text: "MPI_ERR_OTHER", amount: nil)
        #expect(error.description == "MPI_Init_thread failed: MPI_ERR_OTHER (code 16)")
    }
}
