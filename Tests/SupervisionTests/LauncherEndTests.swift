import Glibc
import TestSupport
import Testing

extension SupervisedJobTests {
    /// What becomes of a process whose parent is killed.
    @Suite(.serialized) struct LauncherEndTests {
        private let program = "\(productsDirectory)/mpi-checks"

        @Test func aRankDiesWithItsLauncher() throws {
            #expect(try runsAfterItsParent(environment: "OMPI_COMM_WORLD_RANK=0") == false)
        }

        /// Such as one that a shell script has left in the background.
        @Test func aProcessThatNoLauncherStartedOutlivesItsParent() throws {
            #expect(try runsAfterItsParent(environment: "") == true)
        }

        private func runsAfterItsParent(environment: String) throws -> Bool {
            let parent = try RunningCommand(
                "bash", ["-c", "\(environment) \(program) signals & echo $!; wait"],
                environment: mpiEnvironment)
            var words: [Substring] = []
            for _ in 0..<2000 where words.count < 2 {
                words = parent.standardOutputSoFar.split(separator: "\n")
                usleep(5000)
            }
            let child = try #require(words.compactMap { Int32($0) }.first)
            try #require(words.contains("ready"), "\(parent.standardErrorSoFar)")
            parent.signal(SIGKILL)
            _ = parent.wait(timeoutSeconds: 5)
            for _ in 0..<200 {
                if !isRunning(child) { return false }
                usleep(5000)
            }
            kill(child, SIGKILL)
            return true
        }

        /// A process that has ended may still wait for somebody to hear of it.
        private func isRunning(_ processID: Int32) -> Bool {
            let status = try? run("cat", ["/proc/\(processID)/status"])
            return status.map { $0.status == 0 && !$0.standardOutput.contains("State:\tZ") }
                ?? false
        }
    }
}
