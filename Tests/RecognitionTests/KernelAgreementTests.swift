import Collectives
import ConvNet
import Failures
import Recognition
import TestSupport
import Testing

@Suite struct KernelAgreementTests {
    /// As on a cluster in which the second host is older.
    private static func available(to group: any Collective) -> [KernelSet] {
        let all = KernelSet.available(for: .f32)
        return group.rank < 2 ? all : Array(all.dropLast())
    }

    @Test func theHostThatCannotRunTheNamedKernelsIsNamed() throws {
        try InProcessGroup.run(worldSize: 4, hosts: [0, 0, 1, 1]) { group in
            let best = KernelSet.best(for: .f32).choice
            let error = try #require(throws: AgreedFailure.self) {
                try group.agreedKernels(best, for: .f32, available: Self.available(to: group))
            }
            #expect(error.exitStatus == .configuration)
            #expect(
                error.description.hasPrefix(
                    "rank 2 on node2: this processor cannot run the \(best.rawValue) kernels"))
        }
    }

    @Test func allRanksUseTheBestSetThatEachOfThemHas() throws {
        let sets = KernelSet.available(for: .f32)
        guard sets.count > 1 else { return }
        try InProcessGroup.run(worldSize: 4, hosts: [0, 0, 1, 1]) { group in
            let agreed = try group.agreedKernels(
                .auto, for: .f32, available: Self.available(to: group))
            #expect(agreed == sets[sets.count - 2])
        }
    }
}
