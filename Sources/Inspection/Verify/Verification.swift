/// Checks that the files of a run, or a single checkpoint, are intact and agree with each other. It
/// only reads, so it can be used on a running job.
///
/// Three kinds of errors are found:
/// - damage: files that were truncated or changed, by their digests or their syntax;
/// - contradictions: files that do not belong together, such as a copied `summary.json`;
/// - useless weights: NaN or infinity.
///
/// What is compared with what:
/// - `manifest.csv` with the data digest in `config.json`;
/// - each checkpoint with its own digest, its file name and `config.json`;
/// - `best.safetensors` and `metrics.jsonl` with the newest checkpoint;
/// - `summary.json` with the newest and the best checkpoint;
/// - the tables of results with `summary.json`.
package enum Verification {
    /// - Parameter path: the path of a run folder or a checkpoint.
    /// - Throws: `FolderError` or `FileError` if the path is neither, or cannot be examined.
    ///   Problems inside are findings, not errors.
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
