import TestSupport
import Testing

extension AllCommands {
    /// What goes where: results to standard output, all else to standard error, from one rank.
    @Suite struct OutputTests {
        let place: Workplace

        init() throws { place = try Workplace() }

        /// What a training prints, without its time; paths in its run folder begin with `RUN/`.
        private func results(_ result: CommandResult, of run: String) -> [String] {
            result.standardOutput.replacing("\(run)/", with: "RUN/").split(separator: "\n")
                .filter { !$0.hasPrefix("time ") }.map(String.init)
        }

        @Test func eachLineIsPrintedOnceOnThreeRanks() throws {
            try place.makeLetters(perClass: 6, classCount: 5)
            let alone = try place.train("letters", to: "alone", ["--epochs", "2"])
            let ranks = try place.train("letters", to: "ranks", ["--epochs", "2"], ranks: 3)
            #expect(results(ranks, of: "ranks") == results(alone, of: "alone"))
            for text in ["test accuracy", "weights     ", "report      ranks/report.html"] {
                #expect(
                    ranks.standardOutput.components(separatedBy: text).count == 2, "\(ranks)")
            }
            for text in ["run       ranks", "epoch 1/2", "epoch 2/2", "3 ranks share 8 workers"] {
                #expect(ranks.occurrences(of: text) == 1, "\(ranks)")
            }
        }

        @Test(arguments: Launcher.allCases)
        func standardOutputIsOneLineOfJSONOnRequest(launcher: Launcher) throws {
            try place.makeLetters(perClass: 6, classCount: 5)
            let result = try place.train(
                "letters", to: "run", ["--epochs", "1", "--json"], ranks: launcher.ranks)
            let lines = try JSONNode.lines(result.standardOutput)
            #expect(lines.count == 1)
            #expect(try lines.first == place.results("run").summary)
            #expect(lines.first?["weightsSHA256"].string?.count == 64)
            #expect(result.standardError.contains("epoch 1/1"))
        }

        /// Warnings, and what was left out, are no progress.
        @Test func aQuietTrainingPrintsItsResultAndWarningsOnly() throws {
            try place.makeLetters(perClass: 6, classCount: 5)
            try write([1, 2, 3], to: place.path("letters/train/notes.doc"))
            let loud = try place.train("letters", to: "loud", ["--epochs", "2"], ranks: 3)
            let quiet = try place.train(
                "letters", to: "quiet", ["--epochs", "2", "--quiet"], ranks: 3)
            #expect(results(quiet, of: "quiet") == results(loud, of: "loud"))
            let told = quiet.standardError.split(separator: "\n")
            #expect(told.contains { $0.contains("3 ranks share 8 workers unevenly") }, "\(quiet)")
            #expect(told.contains { $0.hasSuffix("1 not .png (1 .doc)") }, "\(quiet)")
            #expect(
                told.allSatisfy { $0.hasPrefix("warning:") || $0.hasPrefix("skipped ") },
                "\(quiet)")
            for line in told { #expect(loud.occurrences(of: String(line)) == 1, "\(line)") }

            let stopped = try place.train(
                "letters", to: "parts", ["--epochs", "2", "--quiet", "--stop-after", "1"],
                exitCode: 75)
            #expect(stopped.stopStep == 1)
        }

        @Test(arguments: [[], ["NO_COLOR"]])
        func filesGetNoEscapeSequences(variables: [String]) throws {
            try place.makeLetters(perClass: 6, classCount: 5)
            let result = try place.train(
                "letters", to: "run", ["--epochs", "1"], ranks: 3,
                environment: Dictionary(uniqueKeysWithValues: variables.map { ($0, "1") }))
            #expect(result.occurrences(of: "warning:") == 1)
            #expect(!(result.standardError + result.standardOutput).contains("\u{1B}"))
        }

        /// On a terminal a warning is coloured, unless NO_COLOR forbids it.
        @Test func onATerminalNoColourIsObeyed() throws {
            try place.makeLetters(perClass: 6, classCount: 5)
            try place.train(
                "letters", to: "run", ["--epochs", "3", "--stop-after", "1"], exitCode: 75)
            let files = try names(in: place.path("letters/test"))
            let options = "\(Workplace.small.joined(separator: " ")) --epochs 3 --stop-after 1"
            func onTerminal(_ variables: String, changing file: String) throws -> String {
                try write(
                    try bytes(of: place.path("letters/test/\(files[0])")),
                    to: place.path("letters/test/\(file)"))
                let result = try place.shell(
                    """
                    env \(variables) TERM=xterm script -qec \
                    "$HWR train --data letters --run run \(options)" /dev/null
                    """)
                #expect(result.status == 75, "\(result)")
                #expect(result.standardOutput.contains("warning:"), "\(result)")
                return result.standardOutput
            }
            #expect(
                try onTerminal("-u NO_COLOR", changing: files[1]).contains("\u{1B}[33mwarning:"))
            #expect(!(try onTerminal("NO_COLOR=1", changing: files[2]).contains("\u{1B}[33m")))
        }

        @Test(arguments: [
            ["--version"], ["--help"], ["train", "--help"], ["evaluate", "--help"],
            ["bench", "step", "--help"], ["bench", "kernels", "--help"], ["help", "predict"],
            ["launch", "--help"], ["chaos", "--help"],
        ])
        func helpAndVersionNeedNoMPI(arguments: [String]) throws {
            let result = try place.hwrDist(arguments, environment: ["OMPI_MCA_btl": "bogus"])
            #expect(result.status == 0 && result.standardError == "", "\(result)")
            #expect(!result.standardOutput.isEmpty)
        }

        @Test func theHelpGroupsTheCommands() throws {
            let help = try place.hwrDist(["help"]).standardOutput
            let places = ["MODEL", "  train ", "DATA", "  synth ", "RUN", "  verify ", "CLUSTER"]
                .map { help.components(separatedBy: "\n\($0)").first?.count ?? 0 }
            #expect(places == places.sorted() && Set(places).count == places.count, "\(help)")
            #expect(places.allSatisfy { $0 < help.count }, "\(help)")
        }

        /// One title for each question that a reader has, and no option without one.
        @Test func theHelpOfTrainHasTheOptionsUnderTitles() throws {
            let lines = try place.hwrDist(["help", "train"]).standardOutput
                .split(separator: "\n", omittingEmptySubsequences: false)
            let titles = lines.filter { $0.hasSuffix(":") && $0.uppercased() == $0 }
            #expect(
                titles == [
                    "DATA:", "NETWORK:", "OPTIMIZER:", "AUGMENTATION:", "VALIDATION:", "RUN:",
                    "OUTPUT:", "OPTIONS:",
                ])
            let untitled = lines.drop { $0 != "OPTIONS:" }.filter { $0.hasPrefix("  -") }
            #expect(untitled.map { $0.dropFirst(2).prefix { $0 != " " } } == ["--version", "-h,"])
            #expect(lines.allSatisfy { $0.count <= 80 })
        }

        @Test func helpAndVersionAreSaidOnceByThreeRanks() throws {
            let version = try place.hwrDist(["--version"], ranks: 3)
            #expect(version.status == 0)
            #expect(version.standardOutput.split(separator: "\n").count == 1, "\(version)")
            let help = try place.hwrDist(["train", "--help"], ranks: 3)
            #expect(help.status == 0)
            #expect(help.standardOutput.components(separatedBy: "OVERVIEW:").count == 2)
        }

        @Test func commandsOfOneProcessNeedNoMPI() throws {
            let bogus = ["OMPI_MCA_btl": "bogus"]
            try place.makeLetters(perClass: 6, classCount: 5)
            try place.train("letters", to: "run", ["--epochs", "1"])
            // The probe works: training does need MPI.
            let probe = try place.hwrDist(
                ["train", "--data", "letters", "--run", "run"] + Workplace.small,
                environment: bogus)
            #expect(probe.status != 0 && probe.standardError.contains("bogus"), "\(probe)")
            for arguments in [
                ["synth", "more", "--per-class", "1"], ["report", "run"], ["verify", "run"],
                ["verify", "run", "run"], ["doctor", "--data", "letters"],
                ["predict", "run/checkpoints/best.safetensors", "letters/test/id_1_label_1.png"],
            ] {
                let arguments = try arguments.map {
                    $0.hasSuffix(".png")
                        ? "letters/test/\(try names(in: place.path("letters/test"))[0])" : $0
                }
                let result = try place.hwrDist(arguments, environment: bogus)
                #expect(result.status == 0, "\(result)")
            }
        }

        @Test func aConfigurationFileStandsForOptionsWhichOverrideIt() throws {
            try write(
                Array(#"{"epochs": 1, "seed": 7, "no-augmentation": true, "run": "a"}"#.utf8),
                to: place.path("options.json"))
            let data = ["--synthetic-per-class", "2"] + Workplace.small
            for (run, options) in [
                ("a", ["--config", "options.json"]),
                ("b", ["--config", "options.json", "--run", "b", "--seed", "8"]),
                ("c", ["--epochs", "1", "--seed", "7", "--no-augmentation", "--run", "c"]),
            ] {
                let result = try place.hwrDist(["train"] + data + options, ranks: 2)
                #expect(result.status == 0, "\(run): \(result)")
            }
            let weights = try ["a", "b", "c"].map { try place.results($0).weights }
            #expect(weights[0] == weights[2] && weights[0] != weights[1])
            try place.hwrDist(["train", "--config", "nowhere.json"], ranks: 3)
                .expectFailure(66, saying: ["nowhere.json"])
        }

        /// A process alone is told of the cores that it leaves alone, with the command that uses them.
        @Test func oneProcessIsToldHowToUseMoreCores() throws {
            let words =
                ["train", "--synthetic-per-class", "2", "--epochs", "1"] + Workplace.small
            let command = words.joined(separator: " ")
            func advice(_ prefix: String, _ suffix: String) throws -> [Substring] {
                let result = try place.shell("rm -rf 'a run'; \(prefix) $HWR \(command) \(suffix)")
                #expect(result.status == 0, "\(result)")
                return result.standardError.split(separator: "\n").filter {
                    $0.contains("this process trains on 1 of ")
                }
            }
            let cores = Processor.usableCores
            #expect(try advice("taskset -c \(cores[0])", "--run 'a run'") == [])
            #expect(try advice("mpirun -np 2", "--run 'a run'") == [])
            guard cores.count > 1 else { return }
            #expect(
                try advice("taskset -c \(cores[0]),\(cores[1])", "--run 'a run'") == [
                    "note      this process trains on 1 of 2 cores; for more:"
                        + " mpirun -np 2 \(Workplace.command) \(command) --run 'a run'"
                ])
            #expect(
                try advice("", "--virtual-workers 1 --run 'a run'") == [],
                "one worker cannot be shared")
        }

        @Test func withoutAFolderTheRunIsBelowRunsAndLatestIsALink() throws {
            let result = try place.hwrDist(
                ["train", "--synthetic-per-class", "2", "--epochs", "1"] + Workplace.small)
            #expect(result.status == 0, "\(result)")
            let made = try names(in: place.path("runs"))
            try #require(made.count == 3)
            #expect(made[0].hasSuffix("Z-compact"))
            #expect(made[1...] == ["latest", "test-ledger.csv"])
            #expect(fileExists(place.path("runs/latest/summary.json")))
        }
    }
}
