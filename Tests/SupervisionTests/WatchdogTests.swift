import TestSupport
import Testing

extension SupervisedJobTests {
    /// Jobs in which one rank does not come to the others any more.
    @Suite(.serialized) struct WatchdogTests {
        private static let limit = 2.0
        private let program = "\(productsDirectory)/mpi-checks"

        @Test(arguments: [0, 2])
        func anEndlessLoopEndsTheJobAndItsRankIsNamed(rank: Int) throws {
            let result = try job(rank: rank, "loop")
            #expect(result.status == 76, "\(result)")
            #expect(
                result.standardError.contains("stalled: no rank has moved for 2 s\nbehind is rank"),
                "\(result)")
            #expect(
                result.standardError.contains(
                    "behind is rank \(rank) (process "), "\(result)")
            #expect(
                result.standardError.contains(
                    "training, epoch 1, after step 3: it is busy, or hangs"), "\(result)")
        }

        @Test func aRankThatLeftEndsTheJobAndIsNamed() throws {
            let result = try job(rank: 1, "leave")
            #expect(result.status == 76, "\(result)")
            #expect(result.standardError.contains("behind is rank 1 (process "), "\(result)")
            #expect(result.standardError.contains("it has left the others"), "\(result)")
            #expect(result.standardError.contains("ranks 0, 2: training, epoch 1"), "\(result)")
        }

        /// One rank speaks, and the job is over within the limit and two seconds.
        private func job(rank: Int, _ misdeed: String) throws -> CommandResult {
            let start = try mpirun(ranks: 3, [program, "code", "0"]).seconds
            let result = try mpirun(
                ranks: 3, [program, "watch", "2", "\(rank)", misdeed], timeoutSeconds: 20)
            #expect(result.seconds < start + Self.limit + 2, "\(result)")
            let pieces = result.standardError.split(
                separator: "stalled:", omittingEmptySubsequences: false)
            #expect(pieces.count == 2, "\(result)")
            return result
        }
    }
}
