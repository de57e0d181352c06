import TestSupport
import Testing

extension AllCommands {
    /// `hwr-dist runs` on what trainings have left.
    @Suite struct RunsTests {
        let place: Workplace

        init() throws { place = try Workplace() }

        @Test func allRunsOfAFolderAreListed() throws {
            try place.makeLetters(perClass: 6, classCount: 5)
            try place.train("letters", to: "runs/1-whole", ["--epochs", "2"])
            try place.train(
                "letters", to: "runs/2-part", ["--epochs", "2", "--stop-after", "3"], exitCode: 75)
            _ = try place.shell("ln -sfn 1-whole runs/latest")
            let listed = try place.hwrDist(["runs"], ranks: 2)
            #expect(listed.status == 0 && listed.standardError == "", "\(listed)")
            let rows = listed.standardOutput.split(whereSeparator: \.isNewline).dropFirst()
                .map { $0.split(separator: " ").map(String.init) }
            #expect(rows.map { $0[0] } == ["1-whole", "2-part"])
            let whole = place.results("runs/1-whole")
            #expect(try rows.first?.suffix(2) == [String(whole.weights.prefix(12)), "finished"])
            #expect(rows.last?.suffix(4) == ["1/2", "-", "-", "stopped"])
            #expect(rows.allSatisfy { $0[3...4] == ["compact", "letters/train"] }, "\(listed)")
            try place.hwrDist(["runs", "letters"]).expectFailure(
                66, saying: ["error: letters: no run in it; name a folder of runs"])
        }
    }
}
