import Benchmarks
package import Collectives
package import Inspection
import TextFormats

/// What a step of each preset costs on the hosts of a job.
package enum StepCostFindings {
    /// What a rank needs for a step of the largest share of workers.
    package struct Computing: Codable, Equatable, Sendable {
        package let preset: String
        /// The numbers that a step sums.
        package let numberCount: Int
        /// One worker's images through the network and back, on the slowest rank.
        package let workerSeconds: Double

        package init(preset: String, numberCount: Int, workerSeconds: Double) {
            self.preset = preset
            self.numberCount = numberCount
            self.workerSeconds = workerSeconds
        }
    }

    /// - Parameter slowest: the slowest pair of hosts.
    package static func finding(
        of computing: [Computing], slowest: PairSpeed, layout: HostLayout,
        program: DoctorProgram
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

    private static func model(
        _ computing: Computing, _ slowest: PairSpeed, _ assignment: WorkerAssignment
    ) -> StepModel {
        let layout = assignment.layout
        let workers = (0..<layout.worldSize).map { assignment.workers(of: $0).count }.max() ?? 1
        var model = StepModel(
            computingSeconds: Double(workers) * computing.workerSeconds,
            hidingShare: StepModel.hidingShare(workersPerRank: workers),
            numberCount: computing.numberCount, hostCount: layout.hosts.count,
            ranksPerHost: layout.hosts.map(\.count).max() ?? 1,
            bytesPerSecond: slowest.bytesPerSecond, latencySeconds: slowest.latencySeconds)
        model.subtreesPerHost =
            layout.hosts.indices.map { assignment.maximalSubtrees(onHost: $0).count }.max() ?? 1
        return model
    }
}
