import ArgumentParser
import RunRecords
import Training

/// The values of a command's options by their names, found by reflection: an option needs no
/// second place to be listed in. An option's name is that of its property.
struct OptionValues {
    private struct Entry {
        let name: String
        let wrapper: any OptionWrapper
    }

    private let entries: [Entry]

    /// - Parameter command: a command or a group of options, parsed.
    init(of command: some ParsableArguments) {
        entries = Self.entries(of: command)
    }

    private static func entries(of arguments: Any) -> [Entry] {
        Mirror(reflecting: arguments).children.flatMap { label, child -> [Entry] in
            if let group = child as? any OptionGroupWrapper { return entries(of: group.content) }
            guard let label, let wrapper = child as? any OptionWrapper else { return [] }
            return [Entry(name: optionName(label), wrapper: wrapper)]
        }
    }

    /// `learning-rate` for the stored property `_learningRate` of a wrapper.
    private static func optionName(_ label: String) -> String {
        label.drop { $0 == "_" }.reduce(into: "") { name, character in
            name += character.isUppercase ? "-\(character.lowercased())" : "\(character)"
        }
    }

    /// A record with its defaults and what the options set.
    func record<Record: DefaultedRecord>(_ type: Record.Type) -> Record {
        var record = Record()
        for entry in entries {
            for case let setting as Setting<Record> in entry.wrapper.values { setting.set(&record) }
        }
        return record
    }

    /// Checks the values against the limits of their options.
    func requireLimits() throws {
        for entry in entries {
            for case let setting as any AnySetting in entry.wrapper.values {
                guard let limit = setting.violatedLimit else { continue }
                throw ValidationError("--\(entry.name) takes \(limit)")
            }
        }
    }

    /// One fact for each option with a value, for ranks that must be given the same.
    var facts: [RankFacts.Fact] {
        entries.compactMap { entry in
            let texts = entry.wrapper.values.compactMap { Self.text(of: $0)?.text }
            guard !texts.isEmpty else { return nil }
            return RankFacts.Fact(
                "the option --\(entry.name)", texts.joined(separator: ", "),
                remedy: "give all ranks the same options")
        }
    }

    /// The text of an option file, for `--config`, that stands for all options with a value.
    ///
    /// - Parameter flags: values of flags by name; a flag that is not set is left out otherwise.
    /// - Throws: `RecordError` when a text has no JSON form.
    func optionFile(leavingOut names: Set<String>, flags: [String: Bool]) throws -> String {
        var lines = flags.map { (name: $0.key, value: "\($0.value)") }
        for entry in entries where !names.contains(entry.name) && flags[entry.name] == nil {
            let values = try entry.wrapper.values.compactMap(Self.json)
            guard !values.isEmpty else { continue }
            lines.append(
                (
                    entry.name,
                    entry.wrapper.isList ? "[\(values.joined(separator: ", "))]" : values[0]
                ))
        }
        return "{\n"
            + lines.sorted { $0.name < $1.name }
            .map { "  \"\($0.name)\": \($0.value)" }.joined(separator: ",\n") + "\n}"
    }

    private static func json(_ value: Any) throws -> String? {
        try text(of: value).map { text, isQuoted in
            isQuoted ? String(decoding: try JSONFile.line(text), as: UTF8.self) : text
        }
    }

    /// - Returns: the text, and whether JSON has it in quotes; nil for an option that has no value and
    ///   a flag that is not set.
    private static func text(of value: Any) -> (text: String, isQuoted: Bool)? {
        switch value {
        case let setting as any AnySetting: setting.text.map { ($0, !setting.isNumber) }
        case let flag as Bool: flag ? ("true", false) : nil
        case let value as any ExpressibleByArgument:
            (value.defaultValueDescription, !(value is any Numeric))
        default: nil
        }
    }
}

/// An option or a flag, whatever the type of its value.
private protocol OptionWrapper {
    /// One value, none for nil, or those of an array.
    var values: [Any] { get }
    var isList: Bool { get }
}

extension Option: OptionWrapper {
    fileprivate var values: [Any] {
        let mirror = Mirror(reflecting: wrappedValue)
        switch mirror.displayStyle {
        case .optional?, .collection?: return mirror.children.map(\.value)
        default: return [wrappedValue]
        }
    }

    fileprivate var isList: Bool { Mirror(reflecting: wrappedValue).displayStyle == .collection }
}

extension Flag: OptionWrapper {
    fileprivate var values: [Any] { [wrappedValue] }
    fileprivate var isList: Bool { false }
}

private protocol OptionGroupWrapper {
    var content: Any { get }
}

extension OptionGroup: OptionGroupWrapper {
    fileprivate var content: Any { wrappedValue }
}

private protocol AnySetting {
    var text: String? { get }
    var isNumber: Bool { get }
    var violatedLimit: String? { get }
}

extension Setting: AnySetting {}
