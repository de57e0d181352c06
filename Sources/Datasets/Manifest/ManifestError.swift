package import Failures

/// Why a `manifest.csv` cannot be read.
package struct ManifestError: Failure, Equatable {
    /// The line on which the bad record begins, counted from 1.
    package let line: Int
    package let what: String
    package var location: String? { "manifest line \(line)" }
    package var remedy: String? { "start the run again in a new folder" }
    package var exitStatus: ExitStatus { .badData }

    package init(line: Int, what: String) {
        self.line = line
        self.what = what
    }
}
