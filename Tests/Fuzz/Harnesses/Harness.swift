/// A reader of hostile bytes: the sources' own, with the facts that must hold whatever the bytes.
///
/// libFuzzer gives it bytes without end (`scripts/fuzz`); a test gives it those of
/// `Tests/Fuzz/corpus` again. That nothing crashes, hangs or asks for much memory is watched from
/// outside.
package enum Harness: String, CaseIterable, Sendable {
    /// A PNG file, as it is and with its checksums repaired.
    case png
    /// A safetensors checkpoint, as it is and with its digest repaired.
    case checkpoint
    /// One of the run folder's JSON records.
    case record
    /// The run folder's files as the report reads them.
    case report
    /// A file of options (`--config`).
    case options
    /// `manifest.csv`.
    case manifest
    /// A file of groups (`--groups`).
    case groups
    /// A file of names to show for the classes (`--class-names`).
    case shownNames
    /// `confusion.csv`.
    case confusion
    /// `predictions.csv`.
    case predictions
    /// `suspects.csv`.
    case suspects
    /// The names of images, from which labels come.
    case names
    /// A tree of folders, files, links and pipes.
    case folders

    /// - Throws: `Finding` when a fact does not hold. That the bytes are refused is no finding.
    package func run(_ bytes: [UInt8]) throws(Finding) {
        switch self {
        case .png: try checkPNG(bytes)
        case .checkpoint: try checkCheckpoint(bytes)
        case .record: try checkRecord(bytes)
        case .report: try checkReport(bytes)
        case .options: try checkOptions(bytes)
        case .manifest: try checkManifest(bytes)
        case .groups: try checkGroups(bytes)
        case .shownNames: try checkShownNames(bytes)
        case .confusion: try checkConfusion(bytes)
        case .predictions: try checkPredictions(bytes)
        case .suspects: try checkSuspects(bytes)
        case .names: try checkNames(bytes)
        case .folders: try checkFolders(bytes)
        }
    }
}

/// A fact that should hold for all bytes and does not.
package struct Finding: Error, CustomStringConvertible {
    package let description: String
}

func require(_ holds: Bool, _ fact: @autoclosure () -> String) throws(Finding) {
    guard holds else { throw Finding(description: fact()) }
}

/// A refusal: its message must be there, and nothing more is asked of it.
func requireMessage(_ error: some Error) throws(Finding) {
    try require(!"\(error)".isEmpty, "an error without a message")
}
