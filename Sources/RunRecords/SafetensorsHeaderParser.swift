/// A strict parser of the header of a safetensors file.
///
/// A general JSON decoder keeps one of two equal names and does not report the position of a
/// string. Here names must be unique, and the position of the digest is needed. The grammar of the
/// format is small: an object of objects of strings and lists of whole numbers, without deeper
/// nesting, so no input can exhaust the stack.
struct SafetensorsHeaderParser {
    private let text: [UInt8]
    private var position = 0

    private init(_ text: [UInt8]) {
        self.text = text
    }

    /// - Parameter text: the header without the eight bytes of the length.
    /// - Returns: the header, and the offset in `text` of the first character of the digest, if
    ///   there is one. The tensors are in the order of the text and not yet checked against each
    ///   other; see `orderAndCheck`.
    static func parse(
        _ text: [UInt8]
    ) throws(SafetensorsFault) -> (header: SafetensorsHeader, digestOffset: Int?) {
        var parser = SafetensorsHeaderParser(text)
        return try parser.parseHeader()
    }

    private mutating func parseHeader() throws(SafetensorsFault) -> (SafetensorsHeader, Int?) {
        var header = SafetensorsHeader()
        var digestOffset: Int?
        var names: Set<String> = []
        try parseObject { parser, name throws(SafetensorsFault) in
            guard names.insert(name).inserted else {
                throw parser.failure("the name \(name) occurs twice")
            }
            if name == "__metadata__" {
                (header.metadata, digestOffset) = try parser.parseMetadata()
            } else {
                guard header.tensors.count < SafetensorsHeader.maximumTensorCount else {
                    throw parser.failure(
                        "there are more than \(SafetensorsHeader.maximumTensorCount) tensors")
                }
                header.tensors.append(try parser.parseTensor(name))
            }
        }
        skipSpace()
        guard position == text.count else { throw failure("text follows the header's end") }
        return (header, digestOffset)
    }

    private mutating func parseMetadata() throws(SafetensorsFault) -> ([String: String], Int?) {
        var metadata: [String: String] = [:]
        var digestOffset: Int?
        try parseObject { parser, key throws(SafetensorsFault) in
            parser.skipSpace()
            let valueOffset = parser.position + 1
            let value = try parser.parseString()
            guard metadata.updateValue(value, forKey: key) == nil else {
                throw parser.failure("the metadata key \(key) occurs twice")
            }
            guard metadata.count <= SafetensorsHeader.maximumMetadataCount else {
                throw parser.failure(
                    "there are more than \(SafetensorsHeader.maximumMetadataCount) entries of"
                        + " metadata")
            }
            if key == SafetensorsHeader.digestKey {
                let written = parser.position - 1 - valueOffset
                guard written == SafetensorsHeader.digestCharacterCount,
                    value.utf8.count == written
                else { throw parser.failure("the digest is not 64 characters long") }
                digestOffset = valueOffset
            }
        }
        return (metadata, digestOffset)
    }

    private mutating func parseTensor(
        _ name: String
    ) throws(SafetensorsFault) -> SafetensorsHeader.Entry {
        var type: String?
        var shape: [Int]?
        var offsets: [Int]?
        try parseObject { parser, key throws(SafetensorsFault) in
            switch key {
            case "dtype" where type == nil:
                type = try parser.parseString()
            case "shape" where shape == nil:
                shape = try parser.parseNumbers(
                    atMost: SafetensorsHeader.maximumDimensionCount)
            case "data_offsets" where offsets == nil:
                offsets = try parser.parseNumbers(atMost: 2)
            default:
                throw parser.failure("tensor \(name) has an unexpected or repeated key \(key)")
            }
        }
        guard let type, let shape, let offsets, offsets.count == 2 else {
            throw failure("tensor \(name) lacks its type, its shape or its two offsets")
        }
        guard type == "F32" else {
            throw failure("tensor \(name) has type \(type); only F32 is supported")
        }
        guard offsets[0] <= offsets[1] else {
            throw failure("tensor \(name) ends at byte \(offsets[1]) before it begins")
        }
        return .init(name: name, shape: shape, begin: offsets[0], end: offsets[1])
    }

    /// Calls `parseValue` for each key of an object, with the position before the value of that
    /// key.
    private mutating func parseObject(
        _ parseValue: (inout Self, String) throws(SafetensorsFault) -> Void
    ) throws(SafetensorsFault) {
        try expect(UInt8(ascii: "{"))
        if take(UInt8(ascii: "}")) { return }
        repeat {
            skipSpace()
            let key = try parseString()
            try expect(UInt8(ascii: ":"))
            try parseValue(&self, key)
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
    }

    private mutating func parseNumbers(atMost limit: Int) throws(SafetensorsFault) -> [Int] {
        var numbers: [Int] = []
        try expect(UInt8(ascii: "["))
        if take(UInt8(ascii: "]")) { return numbers }
        repeat {
            guard numbers.count < limit else { throw failure("a list is too long") }
            numbers.append(try parseNumber())
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"))
        return numbers
    }

    private mutating func parseNumber() throws(SafetensorsFault) -> Int {
        skipSpace()
        let start = position
        var number = 0
        while position < text.count, case let digit = text[position] &- 48, digit < 10 {
            let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(Int(digit))
            guard !overflow, !carry else { throw failure("a number exceeds 2^63 - 1") }
            number = sum
            position += 1
        }
        guard position > start else { throw failure("a whole number is expected") }
        guard position - start == 1 || text[start] != 48 else {
            throw failure("a number begins with 0")
        }
        return number
    }

    private mutating func parseString() throws(SafetensorsFault) -> String {
        guard position < text.count, text[position] == UInt8(ascii: "\"") else {
            throw failure("a string is expected")
        }
        position += 1
        var bytes: [UInt8] = []
        while position < text.count {
            let byte = text[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: bytes, as: UTF8.self) else {
                    throw failure("a string is not UTF-8")
                }
                return string
            case UInt8(ascii: "\\"):
                bytes += Array(String(try parseEscape()).utf8)
            case 0..<0x20:
                throw failure("a control character stands in a string")
            default:
                bytes.append(byte)
            }
        }
        throw failure("a string does not end")
    }

    /// The character that an escape sequence denotes; its backslash has been read.
    private mutating func parseEscape() throws(SafetensorsFault) -> Unicode.Scalar {
        guard position < text.count else { throw failure("a string does not end") }
        let byte = text[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            var value = try parseHexadecimal()
            if value & 0xFC00 == 0xD800 {  // The first half of a surrogate pair.
                guard text[position...].starts(with: Array("\\u".utf8)) else {
                    throw failure("half a surrogate pair stands in a string")
                }
                position += 2
                let low = try parseHexadecimal()
                guard low & 0xFC00 == 0xDC00 else {
                    throw failure("half a surrogate pair stands in a string")
                }
                value = 0x10000 + (value & 0x3FF) << 10 + low & 0x3FF
            }
            guard let scalar = Unicode.Scalar(value) else {
                throw failure("half a surrogate pair stands in a string")
            }
            return scalar
        default:
            throw failure("an unknown escape stands in a string")
        }
    }

    private mutating func parseHexadecimal() throws(SafetensorsFault) -> UInt32 {
        guard text.count - position >= 4 else { throw failure("a string does not end") }
        var value: UInt32 = 0
        for byte in text[position..<position + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw failure("an unknown escape stands in a string")
            }
            value = value << 4 | UInt32(digit)
        }
        position += 4
        return value
    }

    private mutating func expect(_ byte: UInt8) throws(SafetensorsFault) {
        guard take(byte) else {
            throw failure("'\(Character(Unicode.Scalar(byte)))' is expected")
        }
    }

    /// Skips white space, and then `byte` if it comes next.
    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < text.count, text[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while position < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[position]) {
            position += 1
        }
    }

    private func failure(_ reason: String) -> SafetensorsFault {
        SafetensorsFault(reason: "\(reason) (at byte \(position) of the header)")
    }
}

/// Why the contents of a safetensors file are rejected.
struct SafetensorsFault: Error {
    let reason: String
}
