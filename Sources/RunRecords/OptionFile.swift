package import Files

/// The options of a command in a file (`--config FILE`): a JSON object whose keys are option names
/// without dashes, such as
///
///     {"preset": "accurate", "learning-rate": 0.002, "augmentation": false}
///
/// which means `--no-augmentation --learning-rate=0.002 --preset=accurate`. A list of values
/// repeats the option.
package enum OptionFile {
    /// The options in the file, each as one command-line argument, in alphabetical order. The
    /// argument parser then treats them like typed options, with the same checks and messages.
    ///
    /// - Throws: `FileError` if the file cannot be read, `RecordError` if it is not such an object,
    ///   or if a name or a value could not be typed on a command line.
    package static func arguments(
        in path: String, fileSystem: any FileSystem = POSIXFileSystem()
    ) throws -> [String] {
        let values = try JSONFile.read([String: Value].self, from: path, fileSystem: fileSystem)
        return try values.sorted { $0.key < $1.key }.flatMap { name, value in
            func refused(_ reason: String) -> RecordError {
                RecordError(
                    path: path, line: nil, what: reason, remedy: "correct the file of options")
            }
            guard isName(name) else {
                throw refused("\(name.debugDescription) is no option's name, such as learning-rate")
            }
            func argument(_ text: String) throws -> String {
                // A zero byte would truncate a path, and an escape sequence would control the
                // terminal.
                guard !text.unicodeScalars.contains(where: isControl) else {
                    throw refused("\(name): \(text.debugDescription) has a control character")
                }
                return "--\(name)=\(text)"
            }
            switch value {
            case .flag(true): return ["--\(name)"]
            case .flag(false):
                return [name.hasPrefix("no-") ? "--\(name.dropFirst(3))" : "--no-\(name)"]
            case .texts(let texts): return try texts.map(argument)
            }
        }
    }

    /// Whether a name is words of lower-case letters and digits joined by dashes, where the first
    /// word, also after `no-`, begins with a letter.
    private static func isName(_ name: String) -> Bool {
        let words = name.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        func isWord(_ word: Substring.UTF8View) -> Bool {
            !word.isEmpty && word.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
        }
        guard words.allSatisfy(isWord) else { return false }
        let first = words.first?.elementsEqual("no".utf8) == true ? words.dropFirst() : words[...]
        return first.first?.first.map(isLetter) == true
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control
    }

    /// The value of an option: a flag, a word or number as it would be typed, or a list of these.
    private enum Value: Decodable {
        case flag(Bool)
        case texts([String])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let flag = try? container.decode(Bool.self) {
                self = .flag(flag)
            } else if let words = try? container.decode([Word].self) {
                self = .texts(words.map(\.text))
            } else {
                self = .texts([try container.decode(Word.self).text])
            }
        }
    }

    /// A word or a number, as text.
    private struct Word: Decodable {
        let text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int.self) {
                text = "\(number)"
            } else if let number = try? container.decode(UInt64.self) {
                text = "\(number)"
            } else if let number = try? container.decode(Double.self) {
                text = "\(number)"
            } else {
                text = try container.decode(String.self)
            }
        }
    }
}
