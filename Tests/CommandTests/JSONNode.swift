import FoundationEssentials

/// Any JSON value, read without the program's own types.
enum JSONNode: Decodable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONNode])
    case object([String: JSONNode])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let values = try? container.decode([JSONNode].self) {
            self = .array(values)
        } else {
            self = .object(try container.decode([String: JSONNode].self))
        }
    }

    init(_ text: some StringProtocol) throws {
        self = try JSONDecoder().decode(JSONNode.self, from: Data(text.utf8))
    }

    /// One value for each line.
    static func lines(_ text: String) throws -> [JSONNode] {
        try text.split(separator: "\n").map { try JSONNode($0) }
    }

    /// A member of an object; null when there is none.
    subscript(_ name: String) -> JSONNode {
        if case .object(let members) = self { members[name] ?? .null } else { .null }
    }

    var number: Double? { if case .number(let value) = self { value } else { nil } }
    var string: String? { if case .string(let value) = self { value } else { nil } }
    var elements: [JSONNode] { if case .array(let values) = self { values } else { [] } }
    var memberNames: Set<String> {
        if case .object(let members) = self { Set(members.keys) } else { [] }
    }

    /// The value without the members, at any depth, that a clock decides, nor those in `names`.
    func without(_ names: Set<String> = []) -> JSONNode {
        switch self {
        case .object(let members):
            .object(
                members.filter { name, _ in
                    !name.hasSuffix("Seconds") && !name.hasSuffix("PerSecond")
                        && !names.contains(name)
                }.mapValues { $0.without(names) })
        case .array(let values): .array(values.map { $0.without(names) })
        default: self
        }
    }
}
