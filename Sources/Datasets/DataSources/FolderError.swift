package import Failures

/// Why a folder of images cannot be used, with the folder and a remedy.
package struct FolderError: Failure, Equatable {
    /// `noInput` if there is nothing to read: the folder is missing, unreadable or empty. `badData`
    /// if there are images, but not in the form that training needs.
    package let exitStatus: ExitStatus
    /// The folder or file that the error is about; empty for the data as a whole.
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
