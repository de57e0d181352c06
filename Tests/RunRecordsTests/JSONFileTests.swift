import Failures
import RunRecords
import TestSupport
import Testing

@Suite struct JSONFileTests {
    @Test(arguments: [
        0.1, 0.1 + 0.2, 1.0 / 3, .leastNonzeroMagnitude, 2.2250738585072014e-308,
        1.7976931348623157e308,
        9007199254740991, 1e23, 123456789012345680, -0.0, 0, 1, 100, 4.35, .infinity, -.infinity,
    ])
    func aDoubleComesBackWithItsBits(value: Double) throws {
        let line = try JSONFile.line([value])
        let read = try JSONFile.decode([Double].self, from: line, path: "line")
        #expect(read[0].bitPattern == value.bitPattern, "\(String(decoding: line, as: UTF8.self))")
    }

    @Test func notANumberComesBackAsOne() throws {
        let line = try JSONFile.line([Double.nan])
        #expect(try JSONFile.decode([Double].self, from: line, path: "line")[0].isNaN)
    }

    @Test func extremeIntegersComeBack() throws {
        let values = [Int64.min, .max, 9_007_199_254_740_993]
        let line = try JSONFile.line(values)
        #expect(try JSONFile.decode([Int64].self, from: line, path: "line") == values)
    }

    @Test func aConfigurationIsSortedReadableTextAndComesBack() throws {
        let folder = try TemporaryFolder()
        var start = RunStart()
        start.commandLine = ["hwr-dist", "train", "--data", "حروف/a b"]
        let configuration = RunConfiguration(
            description: .sample, settings: RunSettings(), start: start)
        try JSONFile.write(configuration, to: folder.path("config.json"))
        let text = try folder.text(of: "config.json")
        #expect(text.hasPrefix("{\n  \"identity\" : {\n    \"arithmetic\" : {\n"))
        #expect(text.contains("\"حروف/a b\""))
        #expect(text.hasSuffix("}\n"))
        #expect(
            try RunConfiguration(json: text.utf8, path: "config.json") == configuration)
    }

    @Test func aDamagedRecordIsNamedWithItsPlace() throws {
        let folder = try TemporaryFolder()
        let text = #"{"version": 2, "identity": {"schedule": {"batchSize": "many"}}}"#
        try folder.write(Array(text.utf8), to: "config.json")
        let error = #expect(throws: RecordError.self) {
            try RunFolder(folder.path).configuration()
        }
        #expect(error?.exitStatus == .badData)
        #expect(error?.description.contains(folder.path("config.json")) == true)
        #expect(error?.what.contains("identity.schedule.batchSize") == true)
    }

    /// The decoder itself takes it inside of a string.
    @Test func aZeroByteIsRefused() {
        let text = Array("{\"a\": 1, \"b\u{0}\": 2}".utf8)
        let error = #expect(throws: RecordError.self) {
            try JSONFile.decode([String: Int].self, from: text, path: "file")
        }
        #expect(error?.description.contains("file: it has a zero byte") == true)
    }
}
