import TestSupport
import Testing

extension AllCommands {
    /// `report`, `synth` and `bench`.
    @Suite struct OtherCommandsTests {
        let place: Workplace

        init() throws { place = try Workplace() }

        @Test func theReportIsWrittenAgainFromTheOtherFiles() throws {
            try place.makeLetters(perClass: 6, classCount: 5)
            try place.train("letters", to: "run", ["--epochs", "2"], ranks: 2)
            let page = try bytes(of: place.path("run/report.html"))
            _ = try run("rm", [place.path("run/report.html")])
            let result = try place.hwrDist(["report", "run"])
            #expect(result.status == 0 && result.standardOutput == "run/report.html\n", "\(result)")
            let isSame = try bytes(of: place.path("run/report.html")) == page
            #expect(isSame)
            #expect(page.count > 1000)
        }

        @Test func aFolderThatIsNoRunHasNoReport() throws {
            try place.hwrDist(["report", "nowhere"])
                .expectFailure(66, saying: ["nowhere"])
        }

        @Test func syntheticLettersAreAFunctionOfTheirOptions() throws {
            for (name, seed) in [("a", "1"), ("b", "1"), ("c", "2")] {
                let result = try place.hwrDist(
                    ["synth", name, "--per-class", "4", "--seed", seed])
                #expect(result.status == 0, "\(result)")
            }
            let files = try names(in: place.path("a/train"))
            #expect(files.count == 4 * 28)
            #expect(try names(in: place.path("a/test")).count == 28)
            #expect(try run("diff", ["-r", place.path("a"), place.path("b")]).status == 0)
            let first = try bytes(of: place.path("a/train/\(files[0])"))
            #expect(try bytes(of: place.path("c/train/\(files[0])")) != first)
        }

        @Test func synthesisWritesNoFolderThatHoldsSomething() throws {
            try makeFolder(place.path("full"))
            try write([1], to: place.path("full/notes"))
            try place.hwrDist(["synth", "full", "--per-class", "1"])
                .expectFailure(73, saying: ["full: Directory not empty", "does not exist yet"])
            #expect(try names(in: place.path("full")) == ["notes"])
            let again = try place.hwrDist(["synth", "new", "--per-class", "1"])
            #expect(again.status == 0)
            try place.hwrDist(["synth", "new", "--per-class", "1"])
                .expectFailure(73, saying: ["Directory not empty"])
        }

        @Test func synthesisOnAFullDiskIsAnIOError() throws {
            try makeFolder(place.path("disk"))
            let result = try place.shell(
                """
                exec \(Unprivileged.mounting) sh -c '
                mount -t tmpfs -o size=256k none disk || exit 99
                exec "$HWR" synth disk/letters'
                """)
            result.expectFailure(74, saying: ["No space left on device"])
        }

        @Test(arguments: Launcher.allCases)
        func benchStepPrintsOneLineOfJSON(launcher: Launcher) throws {
            let result = try place.hwrDist(
                [
                    "bench", "step", "--preset", "keras", "--precision", "f32", "--batch-size",
                    "16", "--seconds", "0.5", "--json",
                ], ranks: launcher.ranks)
            #expect(result.status == 0, "\(result)")
            let lines = try JSONNode.lines(result.standardOutput)
            try #require(lines.count == 1)
            let documented: Set = [
                "imagesPerSecond", "gflops", "peakMemoryBytes", "startToFirstStepSeconds",
                "forwardSeconds", "backwardSeconds", "exchangeSeconds", "optimizerSeconds",
            ]
            #expect(lines[0].memberNames.isSuperset(of: documented), "\(lines[0].memberNames)")
            for name in documented {
                #expect(try #require(lines[0][name].number) > 0, "\(name)")
            }
        }

        @Test func benchRefusesABatchThatCannotBeDivided() throws {
            try place.hwrDist(["bench", "step", "--batch-size", "10"], ranks: 3)
                .expectFailure(64, saying: ["--batch-size takes a multiple of --virtual-workers"])
        }
    }
}
