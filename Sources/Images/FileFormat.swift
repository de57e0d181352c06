/// The format of a file according to its first bytes, regardless of its name.
///
/// Only formats with an `ImageCodec` can be read. The others are recognised so that the message can
/// say what the file is and what to do: a `.png` that is really a JPEG image, a web page saved by a
/// failed download, or a Git LFS pointer.
package enum FileFormat: Sendable, Equatable, CaseIterable {
    case png, jpeg, gif, bmp, tiff, webP, heif, avif, jpegXL, jpeg2000, icon, netpbm, photoshop
    case svg, pdf, html, gzip, zip, gitLFSPointer, text

    /// The format of a file that begins with `bytes`; nil if no format here begins with them. At
    /// most `examinedByteCount` bytes are examined.
    package init?(of bytes: UnsafeRawBufferPointer) {
        let head = bytes.prefix(Self.examinedByteCount)
        func begins(with signature: [UInt8], at offset: Int) -> Bool {
            head.dropFirst(offset).starts(with: signature)
        }
        let found = Self.signatures.first { signature in
            signature.parts.allSatisfy { begins(with: $0.bytes, at: $0.offset) }
        }
        guard let format = found?.format ?? Self.formatOfText(head) else { return nil }
        self = format
    }

    /// The format of a file that begins with `bytes`.
    package init?(of bytes: [UInt8]) {
        guard let format = bytes.withUnsafeBytes({ FileFormat(of: $0) }) else { return nil }
        self = format
    }

    /// Enough for all signatures, and for the first tag of an SVG or HTML file.
    private static let examinedByteCount = 512

    /// The bytes that every file of a format has at fixed offsets ("magic numbers").
    private struct Signature {
        let format: FileFormat
        var parts: [(offset: Int, bytes: [UInt8])]

        init(_ format: FileFormat, _ bytes: [UInt8]) {
            self.format = format
            parts = [(0, bytes)]
        }

        init(_ format: FileFormat, _ text: String) {
            self.init(format, Array(text.utf8))
        }

        func with(_ bytes: [UInt8], at offset: Int) -> Signature {
            var signature = self
            signature.parts.append((offset, bytes))
            return signature
        }

        func with(_ text: String, at offset: Int) -> Signature {
            with(Array(text.utf8), at: offset)
        }
    }

    /// Signatures of binary formats, tried in this order. Texts have none; see `formatOfText`.
    private static let signatures: [Signature] =
        [
            Signature(.png, [0x89, 0x50, 0x4E, 0x47]),
            Signature(.jpeg, [0xFF, 0xD8, 0xFF]),
            Signature(.gif, "GIF8"),
            // A text may begin with these two letters as well. In a BMP file, four reserved bytes
            // are 0.
            Signature(.bmp, "BM").with([0, 0, 0, 0], at: 6),
            Signature(.tiff, [0x49, 0x49, 0x2A, 0]), Signature(.tiff, [0x4D, 0x4D, 0, 0x2A]),
            Signature(.tiff, [0x49, 0x49, 0x2B, 0]), Signature(.tiff, [0x4D, 0x4D, 0, 0x2B]),
            Signature(.webP, "RIFF").with("WEBP", at: 8),
            Signature(.jpegXL, [0xFF, 0x0A]),
            Signature(.jpegXL, [0, 0, 0, 0x0C]).with("JXL ", at: 4),
            Signature(.jpeg2000, [0, 0, 0, 0x0C]).with("jP  ", at: 4),
            Signature(.jpeg2000, [0xFF, 0x4F, 0xFF, 0x51]),
            Signature(.icon, [0, 0, 1, 0]),
            Signature(.photoshop, "8BPS"),
            Signature(.pdf, "%PDF-"),
            Signature(.gzip, [0x1F, 0x8B]),
            Signature(.zip, [0x50, 0x4B, 3, 4]),
            Signature(.gitLFSPointer, "version https://git-lfs"),
        ]
        + ["avif", "avis"].map { Signature(.avif, []).with("ftyp\($0)", at: 4) }
        + ["heic", "heix", "hevc", "heim", "heis", "mif1", "msf1"].map {
            Signature(.heif, []).with("ftyp\($0)", at: 4)
        }
        + (1...6).flatMap { kind in [" ", "\n"].map { Signature(.netpbm, "P\(kind)\($0)") } }

    /// HTML, SVG or plain text, if the bytes are UTF-8 text; nil for anything else.
    private static func formatOfText(_ head: Slice<UnsafeRawBufferPointer>) -> FileFormat? {
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let body = head.starts(with: byteOrderMark) ? head.dropFirst(3) : head
        // The examined bytes may end inside a multi-byte character. That character starts at the
        // last byte that is not a UTF-8 continuation byte (10xxxxxx).
        guard let last = body.lastIndex(where: { $0 & 0xC0 != 0x80 }),
            body.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || isSpace($0) }),
            let text = [body, body[..<last]].lazy.compactMap({
                String(validating: $0.drop(while: isSpace), as: UTF8.self)
            }).first
        else { return nil }
        let start = text.lowercased()
        if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") { return .html }
        let isXML = start.hasPrefix("<?xml") || start.hasPrefix("<!--")
        return start.hasPrefix("<svg") || isXML && start.contains("<svg") ? .svg : .text
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (9...13).contains(byte) }
}

extension FileFormat: CustomStringConvertible {
    /// The name of the format with its article, for a message: "a JPEG image".
    package var description: String {
        switch self {
        case .png: "a PNG image"
        case .jpeg: "a JPEG image"
        case .gif: "a GIF image"
        case .bmp: "a BMP image"
        case .tiff: "a TIFF image"
        case .webP: "a WebP image"
        case .heif: "a HEIF image"
        case .avif: "an AVIF image"
        case .jpegXL: "a JPEG XL image"
        case .jpeg2000: "a JPEG 2000 image"
        case .icon: "an icon (ICO)"
        case .netpbm: "a PNM image (PBM, PGM or PPM)"
        case .photoshop: "a Photoshop document"
        case .svg: "an SVG drawing"
        case .pdf: "a PDF document"
        case .html: "a web page (HTML)"
        case .gzip: "gzip-compressed data"
        case .zip: "a ZIP archive"
        case .gitLFSPointer: "a Git LFS pointer"
        case .text: "text"
        }
    }

    /// What the user should do with a file of this format where an image that can be read is
    /// needed.
    package var remedy: String {
        switch self {
        case .html: "the download probably failed: download it again"
        case .gzip, .zip: "unpack it"
        case .gitLFSPointer: "fetch the image itself with git lfs pull"
        case .text: "remove it or copy the image again"
        default: "convert it to PNG"
        }
    }
}
