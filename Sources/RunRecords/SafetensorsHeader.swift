import TextFormats

/// The JSON header of a safetensors file: a map of strings, and the type, shape and byte range of
/// each tensor.
///
///     {"__metadata__":{"kind":"hwr-dist checkpoint"},
///      "dense1.weight":{"dtype":"F32","shape":[128,28],"data_offsets":[0,14336]}}
///
/// The format is defined at https://huggingface.co/docs/safetensors, "Format". This program reads
/// and writes tensors of type F32 only.
struct SafetensorsHeader: Equatable {
    struct Entry: Equatable {
        var name: String
        var shape: [Int]
        /// The byte range, relative to the start of the data; `end` is exclusive.
        var begin: Int
        var end: Int
    }

    static let maximumByteCount = 16 << 20
    static let maximumTensorCount = 10_000
    static let maximumDimensionCount = 16
    /// The maximum number of entries in the map of strings. A header full of short entries would
    /// take a hundred times its size in memory.
    static let maximumMetadataCount = 1_000
    /// Far more than any network of this program needs. It bounds the memory that a malicious or
    /// damaged file can claim.
    static let maximumDataByteCount = 1 << 30
    /// The data begin at a multiple of this number of bytes, so that a reader can map the file into
    /// memory and use it in place.
    static let dataAlignment = 64
    static let digestKey = "sha256"
    static let digestCharacterCount = 64

    var metadata: [String: String] = [:]
    /// In the order of their data.
    var tensors: [Entry] = []

    /// The total size of all tensors in bytes.
    var dataByteCount: Int { tensors.last?.end ?? 0 }

    /// The number of elements of a tensor; nil if it overflows `Int` or a size is negative.
    static func elementCount(of shape: [Int]) -> Int? {
        var count = 1
        for size in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard size >= 0, !overflow else { return nil }
            count = product
        }
        return count
    }

    /// Sorts the tensors by their position in the data, and checks that they cover it without gaps
    /// or overlaps and that each shape matches its byte range.
    /// - Returns: what is wrong, or nil.
    mutating func orderAndCheck() -> String? {
        // An empty tensor has the same position as its neighbour; then the end decides, and after
        // that the order in the header.
        let ordered = tensors.enumerated().sorted {
            ($0.element.begin, $0.element.end, $0.offset)
                < ($1.element.begin, $1.element.end, $1.offset)
        }
        tensors = ordered.map(\.element)
        var position = 0
        for tensor in tensors {
            guard tensor.begin == position else {
                let what = tensor.begin < position ? "overlaps the one before it" : "leaves a hole"
                return "tensor \(tensor.name) begins at byte \(tensor.begin) of the data and "
                    + "\(what), which ends at byte \(position)"
            }
            guard let elementCount = Self.elementCount(of: tensor.shape),
                elementCount <= Self.maximumDataByteCount / 4,
                tensor.end - tensor.begin == elementCount * 4
            else {
                return "tensor \(tensor.name) has shape \(tensor.shape), which does not fit its "
                    + "place from byte \(tensor.begin) to \(tensor.end) of the data"
            }
            position = tensor.end
        }
        return nil
    }

    /// The start of the file: eight bytes with the length, the header, and spaces up to the data.
    /// The digest is 64 zeros.
    /// - Returns: the bytes, and the offset of the first character of the digest in them.
    func encoded() -> (bytes: [UInt8], digestOffset: Int) {
        var text = [UInt8](repeating: 0, count: 8)
        var digestOffset = 0
        text += Array("{\"__metadata__\":{".utf8)
        var strings = metadata
        strings[Self.digestKey] = String(repeating: "0", count: Self.digestCharacterCount)
        let keys = strings.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for (position, key) in keys.enumerated() {
            if position > 0 { text.append(UInt8(ascii: ",")) }
            Self.append(quoted: key, to: &text)
            text.append(UInt8(ascii: ":"))
            if key == Self.digestKey { digestOffset = text.count + 1 }
            Self.append(quoted: strings[key] ?? "", to: &text)
        }
        text.append(UInt8(ascii: "}"))
        for tensor in tensors {
            text.append(UInt8(ascii: ","))
            Self.append(quoted: tensor.name, to: &text)
            let sizes = tensor.shape.map(String.init).joined(separator: ",")
            let place = "\(tensor.begin),\(tensor.end)"
            text += ":{\"dtype\":\"F32\",\"shape\":[\(sizes)],\"data_offsets\":[\(place)]}".utf8
        }
        text.append(UInt8(ascii: "}"))
        while text.count % Self.dataAlignment != 0 { text.append(UInt8(ascii: " ")) }
        for byte in 0..<8 {
            text[byte] = UInt8(truncatingIfNeeded: (text.count - 8) >> (8 * byte))
        }
        return (text, digestOffset)
    }

    /// Appends a JSON string. Only what JSON requires is escaped, so non-Latin letters stay
    /// readable.
    private static func append(quoted string: String, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                text.append(UInt8(ascii: "\\"))
                text.append(byte)
            case 0..<0x20:
                text += "\\u00\(Hexadecimal.text([byte]))".utf8
            default:
                text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
    }
}
