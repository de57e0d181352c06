import Foundation
import SyntheticLetters
import Testing

@Suite struct ArabicLettersTests {
    @Test func numberedClassesAreShownAsLetters() {
        let names = ArabicLetters.displayNames(for: (1...28).map { "\($0)" })
        #expect(names.count == 28)
        #expect(names[0] == "alef ا")
        #expect(names[1] == "ba ب")
        #expect(names[27] == "yeh ي")
        #expect(Set(names).count == 28)
        #expect(ArabicLetters.displayName(className: "2", classCount: 28) == "ba ب")
    }

    @Test func otherClassesKeepTheirNames() {
        #expect(ArabicLetters.displayNames(for: ["1", "2"]) == ["1", "2"])
        #expect(ArabicLetters.displayName(className: "2", classCount: 10) == "2")
        #expect(ArabicLetters.displayName(className: "29", classCount: 28) == "29")
        #expect(ArabicLetters.displayName(className: "02", classCount: 28) == "02")
    }

    /// The file for `--class-names` has the names that `predict` shows without it.
    @Test func theScriptForAHCDWritesTheSameNames() throws {
        let project = #filePath.dropLast(
            "Tests/SyntheticLettersTests/ArabicLettersTests.swift".count)
        let script = try String(
            contentsOfFile: "\(project)scripts/ahcd-class-names", encoding: .utf8)
        let names = ArabicLetters.displayNames(for: (1...28).map { "\($0)" })
        let list = try #require(script.components(separatedBy: "names=(").last)
            .components(separatedBy: ")")[0]
        let written = list.components(separatedBy: "\"").enumerated()
            .filter { $0.offset % 2 == 1 }.map(\.element)
        #expect(written == names)
    }
}
