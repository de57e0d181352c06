/// Looks whether the files of a run, or one checkpoint, are what was written and fit each other.
/// Nothing is changed.
package enum Verification {
    /// - Parameter path: a run folder or a checkpoint.
    /// - Throws: `FolderError` or `FileError` when there is neither, or it cannot be looked at.
    package static func examine(_ path: String) throws -> Examination {
        switch try RunPlace(path) {
        case .checkpoint(let path):
            return Examination(
                subject: path, findings: try CheckpointVerification.findings(of: path))
        case .run(let folder):
            var run = RunVerification(folder: folder)
            try run.examine()
            return Examination(subject: path, findings: run.findings)
        }
    }
}
