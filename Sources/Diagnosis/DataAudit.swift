import Datasets
import Failures
import Inspection
import RunRecords

/// The examination of the data folders by one rank.
struct DataAudit {
    /// The digests of all folders, for a comparison between hosts. Where a folder cannot be used,
    /// the text of the failure takes the place of its digest.
    let digest: String
    let findings: [Finding]

    /// Reads all images of all folders.
    ///
    /// - Parameter runPath: a run folder, whose data must be those of the folders; nil if there is
    ///   none.
    init(_ folders: DataFolders, runPath: String?) {
        let source = DataSource.folders(folders)
        let training: FolderSurvey
        do {
            training = FolderSurvey(try source.trainingIndex(onEntry: {}))
        } catch {
            digest = error.description
            findings = [.bad("training", error)]
            return
        }
        var others: [(name: String, survey: FolderSurvey)] = []
        var digests = [training.dataDigest]
        var failures: [Finding] = []
        func survey(_ name: String, _ scan: () throws(FolderError) -> ImageIndex) {
            do throws(FolderError) {
                let survey = FolderSurvey(try scan())
                digests.append(survey.dataDigest)
                others.append((name, survey))
            } catch {
                digests.append(error.description)
                failures.append(.bad(name, error))
            }
        }
        if source.hasValidation {
            survey("validation") { () throws(FolderError) in
                try source.validationIndex(for: training.index, onEntry: {})
            }
        }
        if source.hasTest {
            survey("test") { () throws(FolderError) in
                try source.testIndex(for: training.index, onEntry: {})
            }
        }
        digest = digests.joined(separator: " ")
        let validation = others.first { $0.name == "validation" }?.survey
        findings =
            failures + DataFindings.findings(training: training, others: others)
            + [
                Self.digestFinding("data digest", training, runPath: runPath) { $0.data.digest },
                validation.map {
                    Self.digestFinding("validation digest", $0, runPath: runPath) {
                        $0.validation.folderDigest
                    }
                },
            ].compactMap(\.self)
    }

    /// Whether the images of a folder are those that the run began with.
    ///
    /// - Parameter digest: returns the folder's digest in the description of a run.
    private static func digestFinding(
        _ subject: String, _ survey: FolderSurvey, runPath: String?,
        digest: (RunDescription) -> String
    ) -> Finding {
        let own = survey.dataDigest
        guard let runPath, survey.failures.isEmpty else { return .ok(subject, own) }
        let stored: String
        do {
            guard let configuration = try RunFolder(runPath).configuration() else {
                return .ok(subject, own)
            }
            stored = digest(configuration.description)
        } catch {
            return .bad(
                subject, "\(own); it cannot be compared: \(error)", remedy: "choose another --run")
        }
        if own == stored { return .ok(subject, "\(own), as in \(runPath)") }
        return .bad(
            subject,
            "\(own); the run in \(runPath) began with \(stored.isEmpty ? "none" : stored)",
            remedy: "restore the old images, or choose another --run")
    }
}
