package import Failures
import FoundationEssentials

/// The format in which values are sent between ranks: JSON. Every `Codable` value is decoded to an
/// equal value, including NaN and the infinities; floats keep every bit.
enum WireFormat {
    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        return [UInt8](try encoder.encode(value))
    }

    /// - Parameter rank: the rank that sent the bytes, for the message.
    static func decode<Value: Decodable>(
        _ type: Value.Type, from bytes: [UInt8], ofRank rank: Int
    ) throws(UnreadableValueError) -> Value {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        do {
            return try decoder.decode(type, from: Data(bytes))
        } catch {
            throw UnreadableValueError(rank: rank, reason: "\(error)")
        }
    }
}

/// A value from another rank cannot be decoded, most likely because the two ranks run different
/// builds.
package struct UnreadableValueError: Failure, Equatable {
    /// The rank that sent the value.
    package let rank: Int
    package let reason: String

    package var what: String { "a value of rank \(rank) cannot be read: \(reason)" }
    package var location: String? { nil }
    package var remedy: String? { "install the same hwr-dist on all hosts" }
    package var exitStatus: ExitStatus { .configuration }
}
