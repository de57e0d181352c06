/// Why a `manifest.csv` cannot be read.
package struct ManifestError: Error, Equatable, CustomStringConvertible {
    /// The line, from 1, on which the bad record begins.
    package let line: Int
    /// What is wrong.
    package let what: String

    package init(line: Int, what: String) {
        self.line = line
        self.what = what
    }

    package var description: String {
        "manifest line \(line): \(what); start the run again in a new folder"
    }
}
