import Diagnosis

extension RankReport {
    /// A rank on a host of eight processors, of which it may use all.
    static func sample(rank: Int, host: String = "node1", processors: [Int]? = nil) -> RankReport {
        var report = RankReport()
        report.rank = rank
        report.host = host
        report.processors = processors ?? Array(0..<8)
        report.hostProcessorCount = 8
        report.yields = true
        report.noticesLostHosts = true
        report.sharedMemoryBytes = 1 << 30
        report.program.buildID = "b1"
        report.program.kernelSets = ["portable", "avx2"]
        report.program.mpiHeader = "Open MPI v4.1.4"
        report.program.mpiLibrary = "Open MPI v4.1.4"
        report.program.virtualWorkers = 8
        report.program.microBatchSize = 8
        report.program.largestPreset = "accurate"
        report.program.vectorByteCount = 5 << 20
        report.program.checkpointByteCount = 14 << 20
        return report
    }
}
