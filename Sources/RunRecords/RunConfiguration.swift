package import Images

/// The contents of `config.json`: everything a run was started with.
package struct RunConfiguration: DefaultedRecord, Equatable {
    /// The version of the file's format. Version 1 was flat.
    package private(set) var version = RecordVersion.current
    package var description = RunDescription()
    package var settings = RunSettings()
    package var start = RunStart()

    /// The description is what makes two runs the same one: files call it the run's identity.
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
    /// - Throws: `RecordError` when it is of another version of the format, or no such record.
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

/// Where, when and by what a run was started.
package struct RunStart: DefaultedRecord, Equatable {
    package var commandLine: [String] = []
    package var runFolder = ""
    /// Nil for the built-in synthetic letters.
    package var trainFolder: String?
    /// Nil where training images validate.
    package var validationFolder: String?
    package var testFolder: String?
    /// As voted or forced; nil without test images.
    package var testInk: Ink?
    package var ranks = 0
    /// Each host once, in the order of its first rank.
    package var hostNames: [String] = []
    /// The ELF build-id of the program.
    package var buildID = ""
    /// For example `2025-01-31T12:00:00Z`.
    package var startedUTC = ""
    /// What was recorded instead of refused, for example a change of the kernel set at a resume.
    package var warnings: [String] = []

    package init() {}
}

/// The version of the formats of `config.json` and of checkpoints.
enum RecordVersion {
    static let current = 2
    static let remedy = "use the version that wrote it, or train again in another --run"

    /// What to say of a file that names another version, or none; nil for the current one.
    static func mismatch(_ version: String?) -> String? {
        let found = version ?? "1"
        guard found != "\(current)" else { return nil }
        return "it is of version \(found) of its format, and this program reads version \(current):"
            + " another version of hwr-dist wrote it"
    }
}
