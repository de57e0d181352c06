/// JSON of any structure, for printing and comparing records.
package enum JSONValue: Codable, Equatable, Sendable {
    case null
    case bool(Bool)
    /// The digits, so that 64-bit integers such as seeds stay exact.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// A decoder reveals the type of a value only by failing for all other types, and each failure
    /// creates an error, which is slow. So numbers, the most frequent values of records, are tried
    /// first.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Double.self) {
            self = .number(Self.integerText(value, container) ?? value.description)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode([String: JSONValue].self) {
            self = .object(value)
        } else {
            self = .array(try container.decode([JSONValue].self))
        }
    }

    /// The digits of a whole number; nil for others. Large ones are decoded as integers, because a
    /// Double cannot represent every integer above 2⁵³.
    private static func integerText(
        _ value: Double, _ container: any SingleValueDecodingContainer
    ) -> String? {
        guard value.rounded() == value else { return nil }
        if value.magnitude < 0x1p53 { return String(Int64(value)) }
        return (try? container.decode(Int64.self)).map { String($0) }
            ?? (try? container.decode(UInt64.self)).map { String($0) }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let text):
            if let value = Int64(text) {
                try container.encode(value)
            } else if let value = UInt64(text) {
                try container.encode(value)
            } else {
                try container.encode(Double(text))
            }
        case .string(let value): try container.encode(value)
        case .array(let values): try container.encode(values)
        case .object(let fields): try container.encode(fields)
        }
    }

    /// A member of an object; nil if there is none.
    package subscript(_ name: String) -> JSONValue? {
        if case .object(let fields) = self { fields[name] } else { nil }
    }

    /// Every value that is not an object, with the path to it: `schedule.epochs`.
    package var leaves: [(path: String, text: String)] {
        guard case .object(let fields) = self else { return [("", text)] }
        return fields.sorted { $0.key < $1.key }.flatMap { name, value in
            value.leaves.map { ($0.path.isEmpty ? name : "\(name).\($0.path)", $0.text) }
        }
    }

    /// The value in one line, for people: `yes`, `none`, `a, b`. Keys of objects are in
    /// alphabetical order.
    package var text: String {
        switch self {
        case .null: "none"
        case .bool(let value): value ? "yes" : "no"
        case .number(let value): value
        case .string(let value): value.isEmpty ? "none" : value
        case .array(let values):
            values.isEmpty ? "none" : values.map(\.text).joined(separator: ", ")
        case .object(let fields):
            fields.sorted { $0.key < $1.key }
                .map { "\($0.key): \($0.value.text)" }
                .joined(separator: "; ")
        }
    }
}
