import FoundationEssentials
import Testing

/// The numbers of statsmodels and NumPy, written by scripts/make-statistics-golden.py.
struct StatisticsGolden: Decodable {
    struct Pair: Decodable, CustomTestStringConvertible {
        let onlyFirst: Int
        let onlySecond: Int
        let pValue: Double

        var testDescription: String { "\(onlyFirst) and \(onlySecond)" }
    }

    struct Calibration: Decodable, CustomTestStringConvertible {
        let confidence: [Double]
        let correct: [Bool]
        let error: Double

        var testDescription: String { "error \(error)" }
    }

    let mcNemar: [Pair]
    let calibration: [Calibration]

    static func read() throws -> StatisticsGolden {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appending(path: "Fixtures/statistics.json"))
        return try JSONDecoder().decode(StatisticsGolden.self, from: data)
    }
}
