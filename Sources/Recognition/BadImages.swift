import Collectives
package import Datasets
package import Failures

/// The images of a folder that cannot be read.
package struct BadImages: Sendable, CustomStringConvertible {
    package let folder: String
    package let failures: [ImageFailure]

    package init(folder: String, failures: [ImageFailure]) {
        self.folder = folder
        self.failures = failures
    }

    /// A heading, then one line for each image.
    package var description: String {
        let count = failures.count == 1 ? "1 image" : "\(failures.count) images"
        return "\(folder): \(count) cannot be used:"
            + failures.map { "\n  \($0)" }.joined()
    }
}

/// The run fails because of images that cannot be read. All ranks know all of them, so the message
/// names every image at once and not only the first.
package struct BadImagesError: AgreedError {
    package let folders: [BadImages]

    package init(_ folders: [BadImages]) {
        self.folders = folders
    }

    package var what: String { folders.map(\.description).joined(separator: "\n") }
    package var location: String? { nil }
    package var remedy: String? {
        "repair or remove them, or pass --bad-images skip to leave out some of many"
    }
    package var exitStatus: ExitStatus { .badData }
    /// The remedy is on a line of its own below the list, instead of after a semicolon.
    package var description: String {
        ([what] + [remedy].compactMap(\.self)).joined(separator: "\n")
    }
}

/// Some hosts do not have the files that rank 0 listed on its host; all ranks know all of them.
/// Such images are never skipped, not even with `--bad-images skip`: that would train on different
/// data than the user named.
package struct HostFilesError: AgreedError {
    package let folder: String
    /// The images that a rank cannot read, or whose size differs there.
    package let failures: [ImageFailure]

    package init(folder: String, _ failures: [ImageFailure]) {
        self.folder = folder
        self.failures = failures
    }

    package var what: String {
        "not all hosts have the images that rank 0 has listed:"
            + failures.map { "\n  \($0)" }.joined()
    }
    package var location: String? { folder }
    package var remedy: String? {
        "give all hosts the same files, or a folder that all of them see"
    }
    package var exitStatus: ExitStatus {
        failures.contains { $0.exitStatus == .noInput } ? .noInput : .configuration
    }
    /// The remedy is on a line of its own below the list, instead of after a semicolon.
    package var description: String { [sentence, remedy ?? ""].joined(separator: "\n") }
}
