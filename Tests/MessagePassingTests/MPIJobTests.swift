import TestSupport
import Testing

/// The layer over MPI, seen from outside: jobs of `mpi-checks` under mpirun.
@Suite(.serialized) struct MPIJobTests {
    private static let program = "\(productsDirectory)/mpi-checks"

    private func job(ranks: Int, _ arguments: String...) throws -> CommandResult {
        try mpirun(ranks: ranks, [Self.program] + arguments, timeoutSeconds: 60)
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8])
    func treeSumGivesTheSerialBitsWithinTheBoundOfBytes(ranks: Int) throws {
        // 421,642 floats are past the size from which MPI sends by rendezvous.
        for (virtualWorkers, elementCount) in [("8", "421642"), ("12", "7")] {
            let result = try job(ranks: ranks, "tree-sum", virtualWorkers, elementCount, "messages")
            #expect(result.status == 0, "\(result)")
            #expect(
                result.standardOutput.hasPrefix("OK ranks=\(ranks) wrong=0 overBound=0"),
                "\(result)")
            #expect(result.standardOutput.contains("sent=0 ") == (ranks == 1), "\(result)")
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8])
    func treeSumInAWindowGivesTheSerialBitsAndSendsNothing(ranks: Int) throws {
        for (virtualWorkers, elementCount) in [("8", "421642"), ("12", "7")] {
            let result = try job(ranks: ranks, "tree-sum", virtualWorkers, elementCount, "window")
            #expect(result.status == 0, "\(result)")
            #expect(
                result.standardOutput == "OK ranks=\(ranks) wrong=0 overBound=0 sent=0 bound=0\n",
                "\(result)")
        }
    }

    /// The other ranks would take the window: all must hear of the one that does not.
    @Test func oneRankWithoutAWindowTurnsAllToMessages() throws {
        let result = try job(ranks: 3, "tree-sum", "8", "1000", "refused")
        #expect(result.status == 0, "\(result)")
        #expect(result.standardOutput.hasPrefix("OK ranks=3 "), "\(result)")
        #expect(!result.standardOutput.contains("sent=0 "), "\(result)")
    }

    @Test(arguments: [1, 3, 5])
    func treeSumOverFiveWorkersGivesTheSerialBits(ranks: Int) throws {
        let result = try job(ranks: ranks, "tree-sum", "5", "10007", "messages")
        #expect(result.status == 0, "\(result)")
        #expect(result.standardOutput.hasPrefix("OK ranks=\(ranks) "), "\(result)")
    }

    @Test(arguments: [1, 2, 5], ["2147483647", "7"])
    func operationsGiveTheirDefinitionsWholeAndInChunks(ranks: Int, chunkLimit: String) throws {
        let result = try job(ranks: ranks, "operations", chunkLimit)
        #expect(result.status == 0, "\(result)")
        #expect(result.standardOutput == "OK ranks=\(ranks)\n", "\(result)")
    }

    @Test func aCodeReturnedByAllRanksIsTheJobs() throws {
        #expect(try job(ranks: 3, "code", "0").status == 0)
        #expect(try job(ranks: 3, "code", "75").status == 75)
    }

    @Test(arguments: [0, 2])
    func anErrorOfOneRankEndsTheWholeJobWithItsCode(rank: Int) throws {
        let start = try job(ranks: 4, "code", "0").seconds
        let result = try job(ranks: 4, "throw", "\(rank)", "65")
        #expect(result.status == 65, "\(result)")
        #expect(result.seconds < start + 3, "\(result)")
        #expect(result.standardError.contains("rank \(rank): a lonely error\n"), "\(result)")
    }

    @Test func anAgreedErrorIsPrintedOnceAndEndsWithoutAbort() throws {
        let start = try job(ranks: 4, "code", "0").seconds
        let result = try job(ranks: 4, "agreed", "66")
        #expect(result.status == 66, "\(result)")
        #expect(result.seconds < start + 3, "\(result)")
        let pieces = result.standardError.split(
            separator: "a common error", omittingEmptySubsequences: false)
        #expect(pieces.count == 2, "\(result)")
        #expect(!result.standardError.contains("MPI_ABORT"), "\(result)")
    }

    @Test func anErrorOfOneRankInsideAgreeIsToldByRankZero() throws {
        let result = try job(ranks: 3, "agree", "2", "66")
        #expect(result.status == 66, "\(result)")
        #expect(result.standardError.hasPrefix("rank 2: told to all\n"), "\(result)")
        #expect(!result.standardError.contains("MPI_ABORT"), "\(result)")
    }

    @Test func anAgreedErrorThatIsNotCommonStillEndsTheJob() throws {
        let start = try job(ranks: 3, "code", "0").seconds
        let result = try job(ranks: 3, "agreed-alone", "66")
        #expect(result.status == 66, "\(result)")
        #expect(result.seconds < start + 4, "\(result)")
    }

    @Test func anMPIErrorNamesRankOperationTextCodeAndSize() throws {
        let result = try job(ranks: 2, "mpi-error")
        #expect(result.status == 70, "\(result)")
        #expect(
            result.standardError.contains(
                "MPI_Bcast failed: MPI_ERR_ROOT: invalid root (code 8, 12 bytes)\n"), "\(result)")
        #expect(result.standardError.contains("rank "), "\(result)")
    }

    @Test func withoutMpirunThereIsAWorldOfOne() throws {
        let result = try run(Self.program, ["tree-sum", "8", "1000", "window"], timeoutSeconds: 20)
        #expect(result.status == 0, "\(result)")
        #expect(result.standardOutput.hasPrefix("OK ranks=1 "), "\(result)")
        #expect(try run(Self.program, ["throw", "0", "65"], timeoutSeconds: 20).status == 65)
    }
}
