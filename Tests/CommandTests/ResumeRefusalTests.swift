import TestSupport
import Testing

extension AllCommands {
    /// A run folder goes on only with the options and data that it began with.
    @Suite struct ResumeRefusalTests {
        let place: Workplace
        static let options = ["--epochs", "2", "--learning-rate", "0.005"]

        /// A run that stopped after one step, with 20 training images.
        init() throws {
            place = try Workplace()
            try place.makeLetters(perClass: 5, classCount: 4)
            try place.train(
                "letters", to: "run", Self.options + ["--stop-after", "1"], exitCode: 75)
        }

        @Test(arguments: Launcher.allCases)
        func everyChangedOptionIsNamed(launcher: Launcher) throws {
            let result = try place.train(
                "letters", to: "run",
                Self.options + ["--learning-rate", "0.01", "--seed", "2", "--preset", "keras"],
                ranks: launcher.ranks, exitCode: 78)
            result.expectFailure(
                78,
                saying: [
                    "belongs to another run", "seed: 1 in the run folder, 2 now",
                    "learningRate: 0.005 in the run folder, 0.01 now",
                    "preset: compact in the run folder, keras now", "choose another --run",
                ])
        }

        @Test(arguments: Launcher.allCases)
        func theFirstChangedFileIsNamed(launcher: Launcher) throws {
            let files = try names(in: place.path("letters/train"))
            for file in [files[7], files[11]] {
                try write(
                    try bytes(of: place.path("letters/train/\(files[0])")),
                    to: place.path("letters/train/\(file)"))
            }
            let result = try place.train(
                "letters", to: "run", Self.options, ranks: launcher.ranks, exitCode: 65)
            result.expectFailure(
                65,
                saying: ["the data of run folder run changed", files[7], "choose another --run"])
            #expect(result.occurrences(of: files[11]) == 0)
        }

        @Test(arguments: ["added", "removed"])
        func anAddedOrRemovedFileIsNamed(change: String) throws {
            let files = try names(in: place.path("letters/train"))
            let file: String
            if change == "added" {
                file = "id_9999_label_2.png"
                try write(
                    try bytes(of: place.path("letters/train/\(files[0])")),
                    to: place.path("letters/train/\(file)"))
            } else {
                file = files[5]
                _ = try run("rm", [place.path("letters/train/\(file)")])
            }
            let result = try place.train("letters", to: "run", Self.options, exitCode: 65)
            result.expectFailure(65, saying: ["the data of run folder run changed", file])
        }

        @Test func changedTestImagesAreOnlyWarnedOf() throws {
            let files = try names(in: place.path("letters/test"))
            try write(
                try bytes(of: place.path("letters/test/\(files[0])")),
                to: place.path("letters/test/\(files[1])"))
            let result = try place.train("letters", to: "run", Self.options)
            #expect(result.occurrences(of: files[1]) == 1)
            #expect(result.occurrences(of: "warning: ") == 1)
        }

        @Test(arguments: Launcher.allCases)
        func neverResumingRefusesAUsedFolder(launcher: Launcher) throws {
            let result = try place.train(
                "letters", to: "run", Self.options + ["--resume", "never"],
                ranks: launcher.ranks, exitCode: 78)
            result.expectFailure(
                78, saying: ["run folder run holds checkpoints", "choose another --run"])
        }

        @Test func aCheckpointThatIsNotThereCannotBeBegunWith() throws {
            let result = try place.train(
                "letters", to: "new", Self.options + ["--resume", "nowhere.safetensors"],
                ranks: 3, exitCode: 66)
            result.expectFailure(66, saying: ["nowhere.safetensors: No such file or directory"])
        }
    }
}
