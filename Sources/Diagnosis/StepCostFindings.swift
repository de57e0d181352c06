import Benchmarks
package import Collectives
package import Inspection
import TextFormats

/// An estimate of what a training step of each preset takes on the hosts of a job, by `StepModel`.
package enum StepCostFindings {
    /// How fast a rank computes a preset.
    package struct Computing: Codable, Equatable, Sendable {
        package let preset: String
        /// The elements of the vector that a step sums.
        package let elementCount: Int
        /// Forward, backward and update for the images of one worker.
        package let workerSeconds: Double

        package init(preset: String, elementCount: Int, workerSeconds: Double) {
            self.preset = preset
            self.elementCount = elementCount
            self.workerSeconds = workerSeconds
        }
    }

    /// - Parameters:
    ///   - computing: one for each preset, of the slowest rank.
    ///   - slowest: the slowest pair of hosts.
    package static func finding(
        of computing: [Computing], slowest: PairSpeed, layout: HostLayout,
        program: ProgramFacts
    ) -> Finding? {
        let workerCount = max(program.virtualWorkers, layout.worldSize)
        guard
            let assignment = try? WorkerAssignment(virtualWorkers: workerCount, layout: layout)
        else { return nil }
        let imageCount = workerCount * program.microBatchSize
        let lines = computing.map { line($0, slowest, assignment, imageCount: imageCount) }
        return .ok(
            "step cost",
            (["for \(imageCount) images, over the slowest pair of hosts"] + lines)
                .joined(separator: "\n"))
    }

    /// One preset: the bytes of a step and the time they take, computing, and what follows for a
    /// step.
    private static func line(
        _ computing: Computing, _ slowest: PairSpeed, _ assignment: WorkerAssignment,
        imageCount: Int
    ) -> String {
        let model = model(computing, slowest, assignment)
        return
            "\(computing.preset): \(QuantityText.bytes(Int(model.wireByteCount))) each way take"
            + " \(milliseconds(model.wireSeconds)), computing"
            + " \(milliseconds(model.computingSeconds)); a step about"
            + " \(milliseconds(model.stepSeconds)),"
            + " \(NumberText.grouped(Int(Double(imageCount) / model.stepSeconds))) images/s"
    }

    private static func milliseconds(_ seconds: Double) -> String {
        "\(NumberText.fixed(seconds * 1e3, fractionDigits: seconds < 0.01 ? 1 : 0)) ms"
    }

    /// The model of a step for the slowest rank, which has the most workers, and the slowest link.
    private static func model(
        _ computing: Computing, _ slowest: PairSpeed, _ assignment: WorkerAssignment
    ) -> StepModel {
        let layout = assignment.layout
        let workers = (0..<layout.worldSize).map { assignment.workers(of: $0).count }.max() ?? 1
        var model = StepModel(
            computingSeconds: Double(workers) * computing.workerSeconds,
            overlapFraction: StepModel.overlapFraction(workersPerRank: workers),
            elementCount: computing.elementCount, hostCount: layout.hosts.count,
            ranksPerHost: layout.hosts.map(\.count).max() ?? 1,
            bytesPerSecond: slowest.bytesPerSecond, latencySeconds: slowest.latencySeconds)
        model.subtreesPerHost =
            layout.hosts.indices.map { assignment.maximalSubtrees(onHost: $0).count }.max() ?? 1
        return model
    }
}
