import Files
package import Inspection
import RunRecords
import SystemPackage
import TextFormats

/// Whether checkpoints can be written, and how long that takes.
package enum DiskFindings {
    /// A run keeps two checkpoints and the best one, and writes a new one beside them.
    private static let checkpointCount = 4
    /// An epoch's checkpoint that takes longer is felt.
    private static let slowSeconds = 0.5

    package static func findings(of report: DiskReport, program: DoctorProgram) -> [Finding] {
        [disk(report, program), lock(report)].compactMap { $0 }
    }

    private static func disk(_ report: DiskReport, _ program: DoctorProgram) -> Finding {
        let subject = "disk"
        if let failure = report.failure {
            return .bad(
                subject,
                "\(report.folder): no file can be kept there (\(failure.operation):"
                    + " \(failure.errno))",
                remedy: "choose another --run, or give this user room and permission there")
        }
        let needed = checkpointCount * program.checkpointByteCount
        let free =
            report.freeByteCount.map { "\(QuantityText.bytes($0)) are free" }
            ?? "the file system does not tell how much is free"
        let text =
            "\(report.folder): \(free), a run needs"
            + " \(QuantityText.bytes(needed)) (\(program.largestPreset)); a file is safe after"
            + " \(QuantityText.seconds(report.writeSeconds))"
        if let freeByteCount = report.freeByteCount, freeByteCount < needed {
            return .bad(subject, text, remedy: "free space, or choose another --run")
        }
        if report.writeSeconds > slowSeconds {
            return .warning(
                subject, text,
                remedy: "put --run on a quicker disk, or write checkpoints less often")
        }
        return .ok(subject, text)
    }

    private static func lock(_ report: DiskReport) -> Finding? {
        guard case .held(let holder) = report.lock else { return nil }
        let name = holder.map { "process \($0.process) on host \($0.host)" } ?? "another process"
        return .warning(
            "run folder", "in use by \(name)",
            remedy: "wait for it, stop it, or choose another --run")
    }
}
