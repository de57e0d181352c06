import Datasets
import Failures
import Inspection
import RunRecords

/// What one rank found in the data folders.
struct DataAudit {
    /// The digests of both folders, for comparison between hosts; the failure's text where one
    /// cannot be used.
    let digest: String
    let findings: [Finding]

    /// Reads all images of both folders.
    /// - Parameter runPath: a run whose data digest is compared with the folder's; nil without one.
    init(_ folders: DataFolders, runPath: String?) {
        let training: FolderSurvey
        do {
            training = FolderSurvey(
                try .scan(folders.training, otherFolder: folders.test))
        } catch {
            digest = error.description
            findings = [.bad("training", error)]
            return
        }
        var test: FolderSurvey?
        var digests = [training.dataDigest]
        var failure: Finding?
        do throws(FolderError) {
            let classNames = training.index.classNames
            if let path = folders.test {
                let index = try ImageIndex.scan(
                    path, trainingClasses: classNames, otherFolder: folders.training)
                let survey = FolderSurvey(
                    try index.mapped(toClasses: classNames, of: training.index))
                digests.append(survey.dataDigest)
                test = survey
            }
        } catch {
            digests.append(error.description)
            failure = .bad("test", error)
        }
        digest = digests.joined(separator: " ")
        findings =
            [failure].compactMap { $0 } + DataFindings.findings(training: training, test: test)
            + [Self.digestFinding(training, runPath: runPath)]
    }

    private static func digestFinding(_ training: FolderSurvey, runPath: String?) -> Finding {
        let subject = "data digest"
        let own = training.dataDigest
        guard let runPath, training.failures.isEmpty else { return .ok(subject, own) }
        let stored: String
        do {
            guard let configuration = try RunFolder(runPath).configuration() else {
                return .ok(subject, own)
            }
            stored = configuration.description.data.digest
        } catch {
            return .bad(
                subject, "\(own); it cannot be compared: \(error)", remedy: "choose another --run")
        }
        if own == stored { return .ok(subject, "\(own), as in \(runPath)") }
        return .bad(
            subject, "\(own); the run in \(runPath) began with \(stored)",
            remedy: "bring the old images back, or choose another --run")
    }
}
