import Datasets
import Inspection

/// What the folders of images hold besides images that a run can use.
enum FolderFindings {
    /// - Parameter test: nil without a test folder.
    static func findings(training: ImageIndex, test: ImageIndex?) -> [Finding] {
        [("training", training), ("test", test)].flatMap { name, index in
            index.map { findings("\(name) folder", $0) } ?? []
        }
    }

    private static func findings(_ subject: String, _ index: ImageIndex) -> [Finding] {
        let lost = index.lostClassFolders.map {
            Finding.bad(subject, $0.what, remedy: $0.remedy)
        }
        return [lost].compactMap { $0 }
            + (index.warnings + [index.mergedFolders].compactMap { $0 }).map {
                .warning(subject, $0.what, remedy: $0.remedy)
            }
    }
}
