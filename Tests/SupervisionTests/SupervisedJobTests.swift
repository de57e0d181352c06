import TestSupport
import Testing

/// Jobs of `mpi-checks` that are looked after, one at a time: two would starve each other on two
/// cores.
@Suite(.serialized) struct SupervisedJobTests {
    private static let program = "\(productsDirectory)/mpi-checks"

    @Test(
        .enabled(if: processesChooseTheirTurns(), "needs Linux 6.12 with /proc/PID/sched"))
    func ranksThatOutnumberTheirCoresTakeLongTurns() throws {
        func turn(ranks: Int) throws -> Int {
            let result = try run(
                "taskset",
                ["-c", try firstCore(), "mpirun", "-np", "\(ranks)", Self.program, "turn"],
                environment: mpiEnvironment)
            return try #require(Int(result.standardOutput.dropLast()), "\(result)")
        }
        #expect(try turn(ranks: 1) < 100_000_000)
        #expect(try turn(ranks: 2) == 100_000_000)
    }
}

/// The number of one that this process may run on.
private func firstCore() throws -> String {
    let line = try #require(
        lines(of: "/proc/self/status").first { $0.hasPrefix("Cpus_allowed_list") })
    return String(line.drop { !$0.isNumber }.prefix { $0.isNumber })
}

/// Linux 6.12 was the first to let them.
private func processesChooseTheirTurns() -> Bool {
    let numbers = (lines(of: "/proc/sys/kernel/osrelease").first ?? "")
        .split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
    return !numbers.lexicographicallyPrecedes([6, 12])
        && lines(of: "/proc/self/sched").contains { $0.hasPrefix("se.slice") }
}

private func lines(of path: String) -> [Substring] {
    ((try? text(of: path)) ?? "").split(separator: "\n")
}
