import TestSupport
import Testing

extension AllCommands {
    /// Validation images in a folder of their own.
    @Suite struct ValidationFolderTests {
        let place: Workplace

        /// 24 training images of 4 letters, 8 to validate and 4 to test. Those to validate are others
        /// than the first ones of the test.
        init() throws {
            place = try Workplace()
            try place.makeLetters(perClass: 6, classCount: 4)
            try place.makeLetters("more", perClass: 12, classCount: 4)
            let moved = try place.shell(
                "mv more/test letters/val; rm letters/val/id_2800000[1-4]_*")
            try #require(moved.status == 0, "\(moved)")
        }

        private static let size = [
            "--image-size", "16", "--batch-size", "24", "--epochs", "2", "--select", "best",
        ]

        @discardableResult
        private func train(
            _ options: [String] = [], data: [String] = ["--data", "letters"], to folder: String,
            ranks: Int? = nil, exitCode: Int32 = 0
        ) throws -> CommandResult {
            let result = try place.hwrDist(
                ["train", "--run", folder] + data + Self.size + options, ranks: ranks)
            try #require(result.status == exitCode, "\(result)")
            return result
        }

        /// No weight depends on the folder: they are those of a run on all training images.
        @Test func theFolderBesideTrainingValidatesAndIsTold() throws {
            let result = try train(to: "alone")
            #expect(result.occurrences(of: "validates on letters/val\n") == 1)
            #expect(result.occurrences(of: "data      24 training, 8 validation, 4 test") == 1)
            let rows = try text(of: place.path("alone/manifest.csv")).split(separator: "\n")
            #expect(rows.count { $0.contains(",validation,,") } == 8)
            #expect(rows.count { $0.contains(",train,") } == 24)
            let validation = try place.results("alone").summary["validation"]
            #expect(validation["count"].number == 8)

            try train(["--validate-on", "root"], to: "ranks", ranks: 3)
            let runs = try ["alone", "ranks"].map { try place.results($0).invariant }
            #expect(runs[0].differences(from: runs[1]) == [])
            let all = try train(["--validation-fraction", "0", "--select", "last"], to: "all")
            #expect(
                all.occurrences(of: "warning: letters/val is not used: the options choose") == 1)
            #expect(all.occurrences(of: "24 training, 0 validation") == 1)
            #expect(try place.results("all").weights == place.results("alone").weights)
        }

        @Test func aFolderCanBeNamed() throws {
            let named = ["--train", "letters/train", "--test", "none"]
            let result = try train(
                ["--validation", "letters/test"], data: named, to: "run", ranks: 2)
            #expect(result.occurrences(of: "validates on letters/test\n") == 1)
            #expect(result.occurrences(of: "24 training, 4 validation, no test") == 1)
            let table = try text(of: place.path("run/predictions.csv"))
            #expect(table.split(separator: "\n").count == 5)
            // It takes the place of the folder that would be found.
            let other = try train(["--validation", "letters/test"], to: "other")
            #expect(other.occurrences(of: "letters/val") == 0)
        }

        @Test(arguments: Launcher.allCases)
        func changedValidationImagesAreNamed(launcher: Launcher) throws {
            try train(["--stop-after", "1"], to: "run", exitCode: 75)
            let files = try names(in: place.path("letters/val"))
            let path = place.path("letters/val/\(files[1])")
            let original = try bytes(of: path)
            try write(bytes(of: place.path("letters/val/\(files[0])")), to: path)
            try train(to: "run", ranks: launcher.ranks, exitCode: 65).expectFailure(
                65,
                saying: [
                    "the data of run folder run changed: validation image \"\(files[1])\" has other"
                ])
            // Where options leave the folder out, they are what differs.
            try train(["--validation-fraction", "0.2"], to: "run", exitCode: 78).expectFailure(
                78, saying: ["validation.fraction: 0 in the run folder, 0.2 now"])
            try write(original, to: path)
            try train(to: "run", ranks: launcher.ranks)
            let again = try train(to: "run")
            #expect(again.occurrences(of: "nothing was trained") == 1)
            let verified = try place.hwrDist(["verify", "run"])
            #expect(verified.status == 0, "\(verified)")
            #expect(verified.standardOutput.contains("24 training, 8 validation and 4 test"))
        }

        @Test(arguments: Launcher.allCases)
        func aFolderThatDoesNotFitIsRefused(launcher: Launcher) throws {
            func fails(_ code: Int32, _ texts: [String]) throws {
                try train(to: "run", ranks: launcher.ranks, exitCode: code)
                    .expectFailure(code, saying: texts)
            }
            let file = try names(in: place.path("letters/val"))[0]
            let original = try bytes(of: place.path("letters/val/\(file)"))
            try write([0x89], to: place.path("letters/val/\(file)"))
            try fails(65, ["letters/val: 1 image cannot be used", file])
            let skipped = try train(
                ["--bad-images", "skip"], to: "skipped", ranks: launcher.ranks)
            #expect(skipped.occurrences(of: "24 training, 7 validation") == 1)
            try write(original, to: place.path("letters/val/\(file)"))
            try write(original, to: place.path("letters/val/id_1_label_9.png"))
            try fails(65, ["letters/val: class \"9\" unknown in training"])
            try makeFolder(place.path("letters/validation"))
            try fails(66, ["several sub-folders' names start with \"val\"", "--validation DIR"])
        }

        @Test(arguments: [
            ["--validation-fraction", "0.1"], ["--folds", "3", "--fold", "1"],
            ["--validation-split", "stratified"],
            ["--validation-split", "group", "--groups", "groups.csv"],
        ])
        func oneWayToValidateExcludesTheOthers(options: [String]) throws {
            try train(["--validation", "letters/test"] + options, to: "run", exitCode: 64)
                .expectFailure(64, saying: ["give either --validation, or --validation-fraction,"])
        }

        @Test func builtInLettersHaveNoValidationFolder() throws {
            try train(["--validation", "letters/val"], data: [], to: "run", exitCode: 64)
                .expectFailure(64, saying: ["--validation needs --train or --data"])
        }

        /// The options that are printed hold out no training images unless they were given.
        @Test func thePrintedOptionsFindTheFolder() throws {
            let printed = try place.hwrDist(
                ["train", "--data", "letters"] + Self.size + ["--print-config"])
            try write(Array(printed.standardOutput.utf8), to: place.path("options.json"))
            let result = try place.hwrDist(["train", "--config", "options.json", "--run", "run"])
            #expect(result.occurrences(of: "validates on letters/val\n") == 1, "\(result)")
        }

        @Test func theDoctorLooksAtTheFolder() throws {
            let file = try names(in: place.path("letters/train"))[0]
            try write(
                bytes(of: place.path("letters/train/\(file)")),
                to: place.path("letters/val/id_1_label_1.png"))
            let doctor = try place.hwrDist(["doctor", "--data", "letters"])
            #expect(
                doctor.standardOutput.contains("1 of 9 validation images are also training images"),
                "\(doctor)")
        }
    }
}
