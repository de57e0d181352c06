import Glibc
import TestSupport

/// The Arabic Handwritten Characters Dataset, for the tests that want real images. It is not part
/// of this project; `scripts/test` exports where it lies.
enum RealData {
    /// The folder with `ahcd` and `ahcd-grey`; nil when it is not there.
    static let folder = getenv("HWR_DIST_DATA").map { String(cString: $0) }

    /// The data set's folders and the files to take from each: two writers' training images, which
    /// are runs of 224, and the test images of the same two, which are runs of 56.
    static let parts = [
        ("Train Images 13440x32x32/train", 448), ("Test Images 3360x32x32/test", 112),
    ]

    /// Makes a folder like the archive's, with links to the first images of `form`.
    static func link(_ form: String, to target: String) throws {
        let source = "\(folder ?? "")/\(form)"
        try makeFolder(target)
        for (part, count) in parts {
            let files = try names(in: "\(source)/\(part)").filter { file in
                (1...count).contains(
                    file.split(separator: "_").dropFirst().first.flatMap {
                        Int($0)
                    } ?? 0)
            }
            guard files.count == count else {
                throw MissingImages(folder: "\(source)/\(part)", found: files.count, wanted: count)
            }
            try makeFolder("\(target)/\(part.split(separator: "/")[0])")
            try makeFolder("\(target)/\(part)")
            for file in files {
                guard symlink("\(source)/\(part)/\(file)", "\(target)/\(part)/\(file)") == 0 else {
                    throw SystemCallError("symlink", "\(target)/\(part)/\(file)")
                }
            }
        }
    }

    struct MissingImages: Error {
        let folder: String
        let found: Int
        let wanted: Int
    }
}
