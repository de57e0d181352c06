import RunFolder

/// Options from a file: `--config FILE` stands for the options in FILE, and options given beside it
/// override them.
///
/// The file is a JSON object of option names without their dashes, such as
/// `{"preset": "accurate", "learning-rate": 0.002, "augmentation": false}`.
enum ConfigurationFile {
    /// The arguments with every `--config FILE` replaced by what FILE says, before all other options.
    ///
    /// - Parameter arguments: without the program's name.
    /// - Throws: `FileError` or `RecordError` when a file cannot be used.
    static func expand(_ arguments: [String]) throws -> [String] {
        var rest: [String] = []
        var fromFiles: [String] = []
        var index = 0
        while index < arguments.count {
            let argument = arguments[index]
            if argument == "--config", index + 1 < arguments.count {
                index += 1
                fromFiles += try options(in: arguments[index])
            } else if argument.hasPrefix("--config=") {
                fromFiles += try options(in: String(argument.dropFirst("--config=".count)))
            } else {
                rest.append(argument)
            }
            index += 1
        }
        // The command's words come first; of repeated options the last one counts.
        let command = rest.prefix { !$0.hasPrefix("-") }
        return command + fromFiles + rest.dropFirst(command.count)
    }

    private static func options(in path: String) throws -> [String] {
        let values = try JSONFile.read([String: Value].self, from: path)
        return values.sorted { $0.key < $1.key }.flatMap { name, value -> [String] in
            switch value {
            case .flag(true): ["--\(name)"]
            case .flag(false): [name.hasPrefix("no-") ? "--\(name.dropFirst(3))" : "--no-\(name)"]
            case .text(let text): ["--\(name)=\(text)"]
            }
        }
    }

    /// An option's value: a flag, or a word or number as it would be typed.
    private enum Value: Decodable {
        case flag(Bool)
        case text(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let flag = try? container.decode(Bool.self) {
                self = .flag(flag)
            } else if let number = try? container.decode(Int.self) {
                self = .text("\(number)")
            } else if let number = try? container.decode(Double.self) {
                self = .text("\(number)")
            } else {
                self = .text(try container.decode(String.self))
            }
        }
    }
}
