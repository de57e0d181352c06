/// A field that older programs did not write. Where it is missing it reads as what they did, which
/// was to do without, so that their checkpoints stay of use.
@propertyWrapper
package struct AddedLater<Value: DoneWithout>: Codable, Equatable, Sendable {
    package var wrappedValue: Value

    package init(wrappedValue: Value) {
        self.wrappedValue = wrappedValue
    }

    package init(from decoder: any Decoder) throws {
        wrappedValue = try Value(from: decoder)
    }

    package func encode(to encoder: any Encoder) throws {
        try wrappedValue.encode(to: encoder)
    }
}

/// A value that stands for doing without.
package protocol DoneWithout: Codable, Equatable, Sendable {
    static var without: Self { get }
}

extension Int: DoneWithout {
    package static var without: Int { 0 }
}

extension Double: DoneWithout {
    package static var without: Double { 0 }
}

extension String: DoneWithout {
    package static var without: String { "" }
}

extension [String]: DoneWithout {
    package static var without: [String] { [] }
}

extension KeyedDecodingContainer {
    /// Chosen by the compiler's `init(from:)` for fields that are `AddedLater`.
    func decode<Value>(
        _ type: AddedLater<Value>.Type, forKey key: Key
    ) throws -> AddedLater<Value> {
        try decodeIfPresent(type, forKey: key) ?? AddedLater(wrappedValue: .without)
    }
}
