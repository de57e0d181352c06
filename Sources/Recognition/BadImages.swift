import Collectives
package import Datasets
package import Failures

/// The images of one folder that cannot be read.
package struct BadImages: Sendable, CustomStringConvertible {
    package let folder: String
    package let failures: [ImageFailure]

    package init(folder: String, failures: [ImageFailure]) {
        self.folder = folder
        self.failures = failures
    }

    /// A heading, then a line for each image.
    package var description: String {
        let count = failures.count == 1 ? "1 image" : "\(failures.count) images"
        return "\(folder): \(count) cannot be used:"
            + failures.map { "\n  \($0)" }.joined()
    }
}

/// A run ends because of images that cannot be read; all ranks know all of them.
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
    /// A list ends with a line, not a semicolon.
    package var description: String {
        ([what] + [remedy].compactMap(\.self)).joined(separator: "\n")
    }
}

/// Hosts do not have the files that rank 0 has listed on its own; all ranks know all of them. To leave
/// out such images would train on other data than was named.
package struct HostFilesError: AgreedError {
    package let folder: String
    /// Images that a rank cannot read, or that have another size there.
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
    /// A list ends with a line, not a semicolon.
    package var description: String { [sentence, remedy ?? ""].joined(separator: "\n") }
}
