import Files
package import Inspection
import RunRecords
import SystemPackage
import TextFormats

/// Findings about the run folder's disk: whether checkpoints can be written, and how fast.
package enum DiskFindings {
    /// A run keeps two checkpoints and the best one, while it writes a new one.
    private static let checkpointCount = 4
    /// Writing a small file safely for longer than this would slow down training noticeably.
    private static let slowSeconds = 0.5

    /// - Parameter program: the size of a checkpoint of the largest preset is needed.
    package static func findings(of report: DiskReport, program: ProgramFacts) -> [Finding] {
        [disk(report, program), lock(report)].compactMap { $0 }
    }

    /// Whether the disk has room for checkpoints, and how long a small file takes to be durable:
    /// the writer of checkpoints waits as long for each.
    private static func disk(_ report: DiskReport, _ program: ProgramFacts) -> Finding {
        let subject = "disk"
        if let failure = report.failure {
            return .bad(
                subject,
                "\(report.folder): no file can be stored there (\(failure.operation):"
                    + " \(failure.errno))",
                remedy: "choose another --run, or give this user space and permission there")
        }
        let needed = checkpointCount * program.checkpointByteCount
        let free =
            report.freeByteCount.map { "\(QuantityText.bytes($0)) are free" }
            ?? "the file system does not report its free space"
        let text =
            "\(report.folder): \(free), a run needs"
            + " \(QuantityText.bytes(needed)) (\(program.largestPreset)); a small file is durable"
            + " after \(QuantityText.seconds(report.writeSeconds))"
        if let freeByteCount = report.freeByteCount, freeByteCount < needed {
            return .bad(subject, text, remedy: "free space, or choose another --run")
        }
        if report.writeSeconds > slowSeconds {
            return .warning(
                subject, text,
                remedy: "put --run on a faster disk, or write checkpoints less often")
        }
        return .ok(subject, text)
    }

    /// Whether another job is writing the run folder; nil if none is.
    private static func lock(_ report: DiskReport) -> Finding? {
        guard case .held(let holder) = report.lock else { return nil }
        let name = holder.map { "process \($0.process) on host \($0.host)" } ?? "another process"
        return .warning(
            "run folder", "in use by \(name)",
            remedy: "wait for it, stop it, or choose another --run")
    }
}
