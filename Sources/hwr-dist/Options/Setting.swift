import ArgumentParser
import RunRecords

/// The value of an option, on its way to the property of a record that it sets.
struct Setting<Record: DefaultedRecord>: CustomStringConvertible, Sendable {
    /// As on a command line; nil for an option that has no value.
    let text: String?
    let isNumber: Bool
    /// Whether the command names the option.
    let isGiven: Bool
    /// What the option takes, where this value is none of it.
    let violatedLimit: String?
    let set: @Sendable (inout Record) -> Void

    fileprivate init<Value: ExpressibleByArgument & Sendable>(
        _ value: Value?, isGiven: Bool, limit: Limit<Value>,
        set: @escaping @Sendable (inout Record) -> Void
    ) {
        text = value?.defaultValueDescription
        isNumber = Value.self is any Numeric.Type
        self.isGiven = isGiven
        violatedLimit = value.flatMap { limit.holds($0) ? nil : limit.text }
        self.set = set
    }

    var description: String { text ?? "" }
}

extension Option {
    /// An option that sets a property of a record, and whose default is the property's.
    ///
    /// ```swift
    /// @Option(\.schedule.epochs, .from(1, to: 100_000), help: "Passes over the training images.")
    /// var epochs: Setting<RunDescription>
    /// ```
    init<Record, Stored: ExpressibleByArgument & Sendable>(
        _ property: any WritableKeyPath<Record, Stored> & Sendable, _ limit: Limit<Stored> = .none,
        help: String, valueName: String? = nil
    ) where Value == Setting<Record> {
        let standard = Record()[keyPath: property]
        self.init(
            wrappedValue: Value(standard, isGiven: false, limit: limit) { _ in },
            help: .naming(help, valueName, default: standard),
            completion: Stored.defaultCompletionKind
        ) { text in
            let value = try Stored(parsing: text)
            return Value(value, isGiven: true, limit: limit) { $0[keyPath: property] = value }
        }
    }

    /// The same for a property that is nil without the option.
    init<Record, Stored: ExpressibleByArgument & Sendable>(
        _ property: any WritableKeyPath<Record, Stored?> & Sendable, _ limit: Limit<Stored> = .none,
        help: String, valueName: String? = nil
    ) where Value == Setting<Record> {
        self.init(
            wrappedValue: Value(Stored?.none, isGiven: false, limit: limit) { _ in },
            help: .naming(help, valueName, default: Stored?.none),
            completion: Stored.defaultCompletionKind
        ) { text in
            let value = try Stored(parsing: text)
            return Value(value, isGiven: true, limit: limit) { $0[keyPath: property] = value }
        }
    }

    /// An option that may be repeated, each time for one more element of a property.
    init<Record, Stored: ExpressibleByArgument & Sendable>(
        _ property: any WritableKeyPath<Record, [Stored]> & Sendable, help: String,
        valueName: String? = nil
    ) where Value == [Setting<Record>] {
        self.init(
            wrappedValue: [], help: .naming(help, valueName, default: Stored?.none),
            completion: Stored.defaultCompletionKind
        ) { text in
            let value = try Stored(parsing: text)
            return Setting(value, isGiven: true, limit: .none) {
                $0[keyPath: property].append(value)
            }
        }
    }
}

/// The values that an option takes.
struct Limit<Value>: Sendable {
    let text: String
    let holds: @Sendable (Value) -> Bool

    static var none: Limit { Limit(text: "") { _ in true } }
}

extension Limit where Value: Comparable & Sendable {
    static func from(_ first: Value, to last: Value) -> Limit {
        Limit(text: "a number from \(short(first)) to \(short(last))") { $0 >= first && $0 <= last }
    }

    static func from(_ first: Value, toBelow end: Value) -> Limit {
        Limit(text: "a number from \(short(first)) to below \(short(end))") {
            $0 >= first && $0 < end
        }
    }

    static func above(_ start: Value, to last: Value) -> Limit {
        Limit(text: "a number above \(short(start)) to \(short(last))") { $0 > start && $0 <= last }
    }

    /// A whole number without a point.
    private static func short(_ value: Value) -> String {
        let text = "\(value)"
        guard let number = Double(text), let whole = Int(exactly: number) else { return text }
        return "\(whole)"
    }

    static func from(_ first: Value) -> Limit {
        Limit(text: "a number from \(short(first))") { $0 >= first }
    }
}

extension ArgumentHelp {
    /// Names the values and the default as the parser does for options that it reads itself.
    fileprivate static func naming<Value: ExpressibleByArgument>(
        _ help: String, _ valueName: String?, default value: Value?
    ) -> ArgumentHelp {
        let names = Value.allValueStrings.joined(separator: ", ")
        let notes =
            (names.isEmpty ? [] : ["values: \(names)"])
            + [value].compactMap { $0.map { "default: \($0.defaultValueDescription)" } }
        return ArgumentHelp(
            "\(help)\(notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))")",
            valueName: valueName)
    }
}

/// A value that is written in a form of its own.
protocol FormedArgument: ExpressibleByArgument {
    /// How to write it, for a message: "a number of pixels or HEIGHTxWIDTH".
    static var form: String { get }
}

extension ExpressibleByArgument {
    fileprivate init(parsing text: String) throws {
        guard let value = Self(argument: text) else {
            throw ValidationError("please provide \(Self.expectedText)")
        }
        self = value
    }

    private static var expectedText: String {
        if let formed = self as? any FormedArgument.Type { return formed.form }
        let names = allValueStrings.map { "'\($0)'" }.joined(separator: ", ")
        if !names.isEmpty { return "one of \(names)" }
        return self is any Numeric.Type ? "a number" : "a value of this option"
    }
}
