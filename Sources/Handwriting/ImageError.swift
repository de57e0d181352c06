/// Why one image cannot be used.
package struct ImageError: Error, Equatable, CustomStringConvertible {
    package enum Reason: Equatable, Sendable {
        /// The system's message for an open or a read that failed.
        case unreadable(String)
        case notAFile
        case empty
        case fileTooLarge(byteCount: Int)
        /// What the file is instead; nil when its first bytes do not tell.
        case notPNG(FileFormat?)
        case truncatedHeader
        case sideOutOfRange(height: Int, width: Int)
        /// libpng's message: a truncated file, a CRC error and the like.
        case damaged(String)
    }

    package let path: String
    package let reason: Reason

    package init(path: String, reason: Reason) {
        self.path = path
        self.reason = reason
    }

    package var description: String { "\(path): \(reason)" }
}

extension ImageError.Reason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreadable(let message):
            "cannot be read (\(message)); check its path and permissions"
        case .notAFile:
            "not a regular file; name an image file"
        case .empty:
            "an empty file; remove it or copy it again"
        case .fileTooLarge(let byteCount):
            "the file has \(byteCount) bytes, and at most \(PNGFile.maximumByteCount) are read;"
                + " reduce the image"
        case .notPNG(.png):
            "a PNG file whose first bytes were changed, as a transfer in text mode does; copy it"
                + " again"
        case .notPNG(let format?):
            "not a PNG file but \(format); \(format.remedy)"
        case .notPNG(nil):
            "not a PNG file; convert it to PNG"
        case .truncatedHeader:
            "truncated inside its header; copy it again"
        case .sideOutOfRange(let height, let width):
            "\(width)×\(height) pixels, but a side must have \(PNGFile.sideRange.lowerBound) to "
                + "\(PNGFile.sideRange.upperBound); resize it"
        case .damaged(let message):
            "a damaged PNG (\(message)); copy or convert it again"
        }
    }
}
