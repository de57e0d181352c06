package import Failures

/// A run folder has no results to report.
package struct ReportError: Failure, Equatable {
    let path: String

    package var what: String {
        "the folder holds neither a line of metrics.jsonl nor a summary.json"
    }
    package var location: String? { path }
    package var remedy: String? { "name the folder of a run that has finished an epoch" }
    package var exitStatus: ExitStatus { .noInput }
    package var sentence: String { "no report could be made: \(path): \(what)" }
}
