import Collectives
import Failures
import Files
import Recognition
import RunRecords
import Testing
import Training

/// Where the weights of the best epoch are looked for, and what happens where they are not.
@Suite struct BestEpochTests {
    /// The last checkpoint was written before the validation that made its epoch the best.
    @Test func aRunBeginsWithTheLastCheckpointThoughItsEpochWasTheBest() throws {
        let (old, description) = try ScratchRun.trained(epochs: 3, lastIsBest: true)
        let newest = try #require(try old.folder.checkpoints.newestVerified().newest)
        try #require(newest.checkpoint.progress.bestEpoch != nil)
        let new = try ScratchRun()
        try new.train(description, ranks: 3) { $0.resume = .from(path: newest.path) }
        #expect(try new.result.evaluated == old.result.evaluated)
        #expect(try new.result.best == old.result.best)
    }

    @Test func aRunBeginsWithTheBestCheckpointAlone() throws {
        let (old, description) = try ScratchRun.trained(epochs: 3, lastIsBest: false)
        let lone = try ScratchRun()
        try lone.folder.create()
        let path = "\(lone.folder.path)/lone.safetensors"
        try Checkpoint.read(old.folder.checkpoints.bestPath).write(to: path)
        let new = try ScratchRun()
        try new.train(description) { $0.resume = .from(path: path) }
        #expect(try new.result.evaluated == old.result.evaluated)
        #expect(try new.result.best == old.result.best)
    }

    @Test(arguments: [1, 3])
    func weightsOfAnotherEpochAreNotTakenForTheBest(ranks: Int) throws {
        let (run, description) = try ScratchRun.trained(epochs: 3, lastIsBest: false)
        let checkpoints = run.folder.checkpoints
        var best = try Checkpoint.read(checkpoints.bestPath)
        best.position.completedEpochs += 1
        try checkpoints.replaceBest(best)
        // The last epoch is validated anew, and not the best again.
        try POSIXFileSystem().remove(run.folder.summaryPath)
        let error = #expect(throws: AgreedFailure.self) { try run.train(description, ranks: ranks) }
        #expect(error?.exitStatus == .configuration)
        #expect(error?.what.contains("best.safetensors was written after") == true)
        #expect(try run.folder.summary() == nil)
        try run.train(description, ranks: ranks) { $0.select = .last }
        #expect(try run.folder.summary()?.evaluated.epoch == 3)
    }
}
