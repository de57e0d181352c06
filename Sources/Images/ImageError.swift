package import Failures

/// Why an image cannot be used: what is wrong with it, its path, and a remedy.
package struct ImageError: Failure, Equatable {
    package enum Reason: Equatable, Sendable {
        /// The system's message for an open or a read that failed.
        case unreadable(String)
        /// A folder, a device or a pipe.
        case notAFile
        /// A file of 0 bytes.
        case empty
        /// More bytes than `ImageLimits.fileByteCount`.
        case fileTooLarge(byteCount: Int)
        /// The actual format of the file; nil if its first bytes do not show it.
        case unsupported(FileFormat?)
        /// The file ends before its height and width.
        case truncatedHeader
        /// In pixels; see `ImageLimits.sides`.
        case sideOutOfRange(height: Int, width: Int)
        /// With libpng's message, for example about a truncated file or a CRC error.
        case damaged(String)
        /// The size in bytes differs from the size on the host that listed the folder.
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

    /// The two halves of the message.
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
