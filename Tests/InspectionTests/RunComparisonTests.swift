import ConvNet
import Glibc
import Inspection
import RunRecords
import Testing

/// What `chaos` asks of a run beyond what `verify A B` asks.
@Suite struct RunComparisonTests {
    let clean: RunFixture
    let run: RunFixture

    init() throws {
        clean = try RunFixture()
        run = try RunFixture()
    }

    private var differences: [String] {
        RunComparison.differences(in: run.folder, from: clean.folder)
    }

    @Test func theOlderCheckpointMayBeAnotherOne() {
        #expect(differences == [])
        unlink(run.checkpointPath(epoch: 1))
        #expect(differences == [])
    }

    @Test func theNewestCheckpointMustBeTheSame() {
        unlink(run.checkpointPath(epoch: 2))
        #expect(differences == ["the newest checkpoint's name"])
    }

    /// Tensors and progress are equal, and yet the files are not.
    @Test func theBytesOfCheckpointsCount() throws {
        var checkpoint = RunFixture.checkpoint(epoch: 2)
        checkpoint.description.arithmetic.kernels = .avx2
        try run.folder.checkpoints.add(checkpoint)
        #expect(differences == ["epoch-0001-step-000003.safetensors: other bytes"])
    }

    @Test func whatTheComparisonFindsCounts() throws {
        var summary = RunFixture.summary
        summary.steps = 7
        try run.write(summary)
        #expect(differences == ["summary.json: steps: 6 in A, 7 in B"])
    }

    @Test func aDamagedFileIsADifference() throws {
        try run.flipByte(100, of: run.checkpointPath(epoch: 1))
        #expect(differences.count == 1)
        #expect(
            differences.first?.contains("epoch-0000-step-000003.safetensors is damaged") == true)
    }
}
