import Datasets
import Inspection

/// Findings about what an image folder holds besides usable images, such as class folders without
/// any.
enum FolderFindings {
    /// - Parameter name: what the folder is for, such as "training".
    static func findings(_ name: String, _ index: ImageIndex) -> [Finding] {
        let subject = "\(name) folder"
        let lost = index.lostClassFolders.map {
            Finding.bad(subject, $0.what, remedy: $0.remedy)
        }
        return [lost].compactMap { $0 }
            + (index.warnings + [index.mergedFolders].compactMap { $0 }).map {
                .warning(subject, $0.what, remedy: $0.remedy)
            }
    }
}
