import Failures
import RunRecords
import TestSupport
import Testing

@Suite struct OptionFileTests {
    private func arguments(_ text: String) throws -> [String] {
        let folder = try TemporaryFolder()
        try folder.write(Array(text.utf8), to: "options.json")
        return try OptionFile.arguments(in: folder.path("options.json"))
    }

    @Test func eachOptionIsOneArgument() throws {
        let text = #"""
            {"preset": "accurate", "learning-rate": 0.002, "augmentation": false, "json": true,
            "no-strict": false, "run": "a b=c", "epochs": 20, "e2e": -1}
            """#
        #expect(
            try arguments(text) == [
                "--no-augmentation", "--e2e=-1", "--epochs=20", "--json", "--learning-rate=0.002",
                "--strict", "--preset=accurate", "--run=a b=c",
            ])
    }

    @Test func aListRepeatsTheOption() throws {
        #expect(
            try arguments(#"{"teacher": ["a", "b"], "x": []}"#) == ["--teacher=a", "--teacher=b"])
    }

    @Test func aSeedKeepsAllItsDigits() throws {
        #expect(
            try arguments(#"{"seed": 18446744073709551615}"#) == ["--seed=18446744073709551615"])
        #expect(
            try arguments(#"{"seed": 9223372036854775807}"#) == ["--seed=9223372036854775807"])
    }

    /// The empty name would end the options, "a=b" would be another option's.
    @Test(arguments: [
        "", "a=b", "--a", "-a", "a-", "a--b", "no-", "no", "no-1", "1a", "Seed", "a b", "a\\u0000",
        "é",
    ])
    func aNameThatCouldNotBeTypedIsRefused(name: String) throws {
        for value in ["true", "false", "1", "\"x\""] {
            let error = #expect(throws: RecordError.self) {
                try arguments("{\"\(name)\": \(value)}")
            }
            #expect(error?.description.contains("is no option's name") == true)
        }
    }

    @Test(arguments: ["\\u0000", "/etc/passwd\\u0000.json", "\\u001b[31m", "a\\nb"])
    func aValueWithAControlCharacterIsRefused(value: String) throws {
        let error = #expect(throws: RecordError.self) { try arguments("{\"run\": \"\(value)\"}") }
        #expect(error?.description.contains("run: ") == true)
        #expect(error?.description.contains("has a control character") == true)
    }

    @Test(arguments: [
        "[]", "{\"a\": [null]}", "{\"a\": [[1]]}", "{\"a\": null}", "{\"a\": {}}", "{", "",
    ])
    func whatIsNoObjectOfValuesIsRefused(text: String) {
        #expect(throws: RecordError.self) { try arguments(text) }
    }
}
