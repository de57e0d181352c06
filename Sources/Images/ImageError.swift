package import Failures

/// Why one image cannot be used.
package struct ImageError: Failure, Equatable {
    package enum Reason: Equatable, Sendable {
        /// The system's message for an open or a read that failed.
        case unreadable(String)
        case notAFile
        case empty
        case fileTooLarge(byteCount: Int)
        /// What the file is instead; nil when its first bytes do not tell.
        case unsupported(FileFormat?)
        case truncatedHeader
        case sideOutOfRange(height: Int, width: Int)
        /// libpng's message: a truncated file, a CRC error and the like.
        case damaged(String)
        /// The file has another size, in bytes, than it had where it was listed.
        case otherSize(Int, whereListed: Int)
    }

    package let path: String
    package let reason: Reason

    package init(path: String, reason: Reason) {
        self.path = path
        self.reason = reason
    }

    package var what: String { reason.words.what }
    package var location: String? { path }
    package var remedy: String? { reason.words.remedy }
    package var exitStatus: ExitStatus {
        switch reason {
        case .unreadable, .notAFile: .noInput
        case .otherSize: .configuration
        default: .badData
        }
    }
}

extension ImageError.Reason: CustomStringConvertible {
    package var description: String { "\(words.what); \(words.remedy)" }

    fileprivate var words: (what: String, remedy: String) {
        switch self {
        case .unreadable(let message):
            (what: "cannot be read (\(message))", remedy: "check its path and permissions")
        case .notAFile:
            (what: "not a regular file", remedy: "name an image file")
        case .empty:
            (what: "an empty file", remedy: "remove it or copy it again")
        case .fileTooLarge(let byteCount):
            (
                what:
                    "the file has \(byteCount) bytes, and at most \(ImageLimits.fileByteCount) are"
                    + " read", remedy: "reduce the image"
            )
        case .unsupported(.png):
            (
                what: "a PNG file whose first bytes were changed, as a transfer in text mode does",
                remedy: "copy it again"
            )
        case .unsupported(let format?):
            (what: "not a PNG file but \(format)", remedy: format.remedy)
        case .unsupported(nil):
            (what: "not a PNG file", remedy: "convert it to PNG")
        case .truncatedHeader:
            (what: "truncated inside its header", remedy: "copy it again")
        case .sideOutOfRange(let height, let width):
            (
                what: "\(width)×\(height) pixels, but a side must have"
                    + " \(ImageLimits.sides.lowerBound) to \(ImageLimits.sides.upperBound)",
                remedy: "resize it"
            )
        case .damaged(let message):
            (what: "a damaged PNG (\(message))", remedy: "copy or convert it again")
        case .otherSize(let byteCount, let listed):
            (what: "\(byteCount) bytes, and \(listed) where it was listed", remedy: "copy it again")
        }
    }
}
