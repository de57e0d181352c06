package import Failures

/// Why a folder of images cannot be used.
package struct FolderError: Failure, Equatable {
    /// `noInput` where there is nothing to read: it is missing, unreadable or empty. `badData` where
    /// there is something, but not what training needs.
    package let exitStatus: ExitStatus
    /// The folder or file that is wrong.
    package let path: String
    package let what: String
    package let remedy: String?
    package var location: String? { path.isEmpty ? "data" : path }

    package init(_ exitStatus: ExitStatus, path: String, what: String, remedy: String?) {
        self.exitStatus = exitStatus
        self.path = path
        self.what = what
        self.remedy = remedy
    }
}
