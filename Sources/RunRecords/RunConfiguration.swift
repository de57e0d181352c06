package import Images

/// The contents of `config.json`: everything that a run was started with.
package struct RunConfiguration: DefaultedRecord, Equatable {
    /// The version of the file format. Version 1 had no groups.
    package private(set) var version = RecordVersion.current
    /// Everything that determines the weights.
    package var description = RunDescription()
    /// The options that do not affect the weights.
    package var settings = RunSettings()
    package var start = RunStart()

    /// In files the description is called the run's identity, because runs with equal descriptions
    /// have equal weights.
    private enum CodingKeys: String, CodingKey {
        case version, settings, start
        case description = "identity"
    }

    package init() {}

    package init(description: RunDescription, settings: RunSettings, start: RunStart) {
        self.description = description
        self.settings = settings
        self.start = start
    }

    /// Reads the text of a `config.json`.
    ///
    /// - Throws: `RecordError` if the text is of a different format version, or not such a record.
    package init(json: some Collection<UInt8>, path: String) throws(RecordError) {
        func refused(_ what: String) -> RecordError {
            RecordError(path: path, line: nil, what: what)
        }
        let stored = try JSONFile.decode(JSONValue.self, from: json, path: path)
        guard case .object = stored else { throw refused("it is no JSON object") }
        if let other = RecordVersion.mismatch(stored["version"]?.text) {
            throw RecordError(otherVersion: path, what: other)
        }
        self = try JSONFile.filled(Self.self, from: stored, path: path)
        guard description.isResolved else { throw refused(RunDescription.openText) }
    }
}

/// Where, when and with which program a run was started. Nothing here affects the weights.
package struct RunStart: DefaultedRecord, Equatable {
    /// The arguments as typed, the program first.
    package var commandLine: [String] = []
    package var runFolder = ""
    /// Nil for the built-in synthetic letters.
    package var trainFolder: String?
    /// Nil if training images validate.
    package var validationFolder: String?
    package var testFolder: String?
    /// The ink polarity of the test images, decided by `InkDecision`; nil without test images.
    package var testInk: Ink?
    package var ranks = 0
    /// The names of the hosts, each once, in the order of their first rank.
    package var hostNames: [String] = []
    /// The ELF build-id of the program.
    package var buildID = ""
    /// For example `2025-01-31T12:00:00Z`.
    package var startedUTC = ""
    /// What was recorded instead of rejected, for example a different kernel set at a resume.
    package var warnings: [String] = []

    package init() {}
}

/// The version of the formats of `config.json` and of checkpoints.
enum RecordVersion {
    static let current = 2
    static let remedy = "use the version that wrote it, or train again in another --run"

    /// What is wrong with a file of that version; nil for the current version. Files without a
    /// version are of version 1.
    static func mismatch(_ version: String?) -> String? {
        let found = version ?? "1"
        guard found != "\(current)" else { return nil }
        return "it is of version \(found) of its format, and this program reads version \(current):"
            + " another version of hwr-dist wrote it"
    }
}
