import ConvNet
import Foundation
import RandomStreams
import Testing

/// The lines of one preset in a golden file: a name and its numbers.
struct Golden {
    private var values: [String: [Double]] = [:]
    private let file: String

    init(_ file: String, _ preset: Preset) throws {
        self.file = file
        let path = try #require(Bundle.module.resourcePath) + "/Fixtures/\(file).txt"
        for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
            let words = line.split(separator: " ")
            let prefix = preset.rawValue + "."
            guard words[0].hasPrefix(prefix) else { continue }
            values[String(words[0].dropFirst(prefix.count))] = try words.dropFirst().map {
                try #require(Double($0))
            }
        }
    }

    /// Missing values are as wrong as other values.
    subscript(name: String) -> [Double] {
        guard let numbers = values[name] else {
            preconditionFailure("\(file).txt has no line \(name)")
        }
        return numbers
    }
}

/// Large tensors as 64 signed sums, as the script stores them: the norm of a difference of two
/// sketches is on average that of the difference of the tensors.
func sketch(_ values: [Double]) -> [Double] {
    guard values.count > 64 else { return values }
    let random = CounterRandom(seed: 0, purpose: .test, key: 64)
    var sums = Array(repeating: 0.0, count: 64)
    for (element, value) in values.enumerated() {
        let bits = random.bits(at: element)
        sums[Int(bits & 63)] += bits >> 31 == 1 ? -value : value
    }
    return sums
}

extension RandomPurpose {
    /// Numbers that no run draws.
    static let test = RandomPurpose(rawValue: 7)
}
