import Glibc
import TestSupport
import Testing

extension AllCommands {
    /// `verify` of one run, and of two side by side, on runs that the command itself has made.
    @Suite struct VerifyTests {
        let place: Workplace

        init() throws {
            place = try Workplace()
            try place.makeLetters(perClass: 6, classCount: 5)
            try place.train("letters", to: "a", ["--epochs", "2"])
        }

        @Test func aRunIsWellUntilAByteIsFlipped() throws {
            let well = try place.hwrDist(["verify", "a"])
            #expect(well.status == 0 && well.standardError == "", "\(well)")
            #expect(well.standardOutput.hasSuffix("\na: all is well\n"))
            let name = "epoch-0000-step-000002.safetensors"
            var file = try bytes(of: place.path("a/checkpoints/\(name)"))
            file[file.count / 2] ^= 1
            try write(file, to: place.path("a/checkpoints/\(name)"))
            for path in ["a", "a/checkpoints/\(name)"] {
                let result = try place.hwrDist(["verify", path], ranks: path == "a" ? 3 : nil)
                #expect(result.status == 65, "\(result)")
                let lines = result.standardOutput.split(whereSeparator: \.isNewline)
                let bad = lines.filter { $0.hasPrefix("BAD") }
                #expect(bad.count == 1, "\(result)")
                #expect(
                    bad.first?.contains("a/checkpoints/\(name) is damaged: its SHA-256") == true)
                #expect(lines.last == "\(path): 1 bad")
            }
        }

        @Test func aRunThatWasStoppedIsWell() throws {
            try place.train(
                "letters", to: "stopped", ["--epochs", "2", "--stop-after", "3"], exitCode: 75)
            let result = try place.hwrDist(["verify", "stopped"])
            #expect(result.status == 0, "\(result)")
            #expect(result.standardOutput.contains("none: the run is not finished"))
        }

        @Test func confusionsMustGiveTheSummarysMetrics() throws {
            let path = place.path("a/confusion.csv")
            let rows = try text(of: path).split(separator: "\n")
            let counts = rows[1].split(separator: ",")
            let more = ([counts[0], "9"] + counts.dropFirst(2)).joined(separator: ",")
            try write(
                Array(
                    ([rows[0], Substring(more)] + rows.dropFirst(2)).joined(separator: "\n").utf8)
                    + [10], to: path)
            let result = try place.hwrDist(["verify", "a", "--json"])
            #expect(result.status == 65, "\(result)")
            let examination = try JSONNode(result.standardOutput)
            #expect(examination["verdict"].string == "bad")
            let bad = examination["findings"].elements.filter { $0["level"].string == "bad" }
            #expect(bad.map { $0["subject"].string } == ["confusion.csv"])
            #expect(bad.first?["text"].string?.contains("its counts add up to") == true)
            #expect(bad.first?["remedy"].string?.isEmpty == false)
        }

        @Test func predictionsMustBeAsGoodAsTheSummary() throws {
            let well = try place.hwrDist(["verify", "a"])
            #expect(well.standardOutput.contains("as many are right as the summary says"))
            let path = place.path("a/predictions.csv")
            var rows = try text(of: path).split(separator: "\n").map {
                $0.split(separator: ",").map(String.init)
            }
            let isRight = rows[1][2] == rows[1][3]
            rows[1][3] = isRight ? "another" : rows[1][2]
            let changed = rows.map { $0.joined(separator: ",") + "\n" }.joined()
            try write(Array(changed.utf8), to: path)
            let result = try place.hwrDist(["verify", "a"])
            #expect(result.status == 65, "\(result)")
            #expect(result.standardOutput.contains(" images right, the summary "), "\(result)")
        }

        @Test func whereNothingIsNothingCanBeVerified() throws {
            try place.hwrDist(["verify", "nowhere"]).expectFailure(
                66, saying: ["nowhere: no run folder or checkpoint"])
            try place.hwrDist(["verify", "letters"]).expectFailure(
                66, saying: ["letters: no run folder: it has neither config.json nor checkpoints"])
            try place.hwrDist(["verify", "a", "nowhere"]).expectFailure(
                66, saying: ["nowhere: no run"])
        }

        @Test func runsOnOneAndThreeRanksAreEqualAndOtherSeedsAreNot() throws {
            try place.train("letters", to: "b", ["--epochs", "2"], ranks: 3)
            let equal = try place.hwrDist(["verify", "a", "b"])
            #expect(equal.status == 0 && equal.standardError == "", "\(equal)")
            #expect(equal.standardOutput.hasSuffix("\nA and B are equal\n"))
            #expect(equal.standardOutput.contains("ranks: 1 in A, 3 in B"))

            try place.train("letters", to: "c", ["--epochs", "2", "--seed", "2"])
            let different = try place.hwrDist(["verify", "a", "c"])
            #expect(different.status == 1, "\(different)")
            for text in [
                "seed: 1 in A, 2 in B", "first in line 1, epoch 1, step 2: train",
                "2 of 2 in both differ, first epoch-0000-step-000002",
                "first at convolution1.weight[0, 0, 0, 0]: ", "ulps apart",
                "A and B differ, first at step 2",
            ] { #expect(different.standardOutput.contains(text), "\(text) in: \(different)") }

            let line = try place.hwrDist(["verify", "a", "c", "--json"])
            #expect(line.status == 1 && line.standardOutput.split(separator: "\n").count == 1)
            let comparison = try JSONNode(line.standardOutput)
            #expect(comparison["equal"] == .bool(false))
            #expect(comparison["firstDifferingStep"].number == 2)
            let identity = comparison["sections"].elements.first
            #expect(identity?["subject"].string == "identity")
            #expect(identity?["outcome"].string == "different")
        }

        @Test func aDamagedCheckpointCannotBeCompared() throws {
            _ = try place.shell("cp -r a b")
            let path = "b/checkpoints/best.safetensors"
            try write(Array(try bytes(of: place.path(path)).dropLast()), to: place.path(path))
            try place.hwrDist(["verify", "a", "b"]).expectFailure(
                65, saying: ["checkpoint \(path) is damaged: "])
        }
    }
}
