import Glibc
import TestSupport
import Testing

extension AllCommands {
    /// Bad folders and images: a message that names the thing and the remedy, once, and the code.
    @Suite struct DataErrorTests {
        let place: Workplace

        init() throws { place = try Workplace() }

        /// Trains on `data` and expects the failure.
        private func expectFailure(
            _ launcher: Launcher, _ data: [String], _ code: Int32, saying texts: [String],
            sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            let result = try place.hwrDist(
                ["train", "--run", "run", "--epochs", "1"] + Workplace.small + data,
                ranks: launcher.ranks, timeoutSeconds: 20)
            result.expectFailure(code, saying: texts, sourceLocation: sourceLocation)
            #expect(!fileExists(place.path("run")), sourceLocation: sourceLocation)
        }

        @Test(arguments: Launcher.allCases)
        func aMissingOrEmptyFolderIsNoInput(launcher: Launcher) throws {
            try expectFailure(
                launcher, ["--data", "nowhere"], 66,
                saying: ["nowhere: no such folder; check the path"])
            try makeFolder(place.path("empty"))
            try expectFailure(
                launcher, ["--data", "empty"], 66,
                saying: ["empty: ", "it has no sub-folders", "--train DIR"])
            try expectFailure(
                launcher, ["--train", "empty", "--test", "none"], 66,
                saying: ["empty: no images", "put PNG files in it"])
        }

        @Test(arguments: Launcher.allCases)
        func aMissingTestFolderIsNoInput(launcher: Launcher) throws {
            try place.makeLetters("data", perClass: 4, classCount: 3)
            _ = try place.shell("mv data/test data/other")
            try expectFailure(
                launcher, ["--data", "data"], 66,
                saying: ["data: ", "pass --test DIR or --test none", "\"other\""])
            try expectFailure(
                launcher, ["--data", "data", "--test", "nowhere"], 66,
                saying: ["nowhere: no such folder"])
        }

        @Test func aTrainingFolderNeedsATestFolderOrNone() throws {
            let result = try place.hwrDist(["train", "--train", "data"], ranks: 3)
            result.expectFailure(64, saying: ["pass --test DIR or --test none"])
        }

        @Test(arguments: Launcher.allCases)
        func oneClassIsBadData(launcher: Launcher) throws {
            try place.makeLetters("data", perClass: 4, classCount: 1)
            try expectFailure(
                launcher, ["--data", "data"], 65,
                saying: ["data/train: only one class, \"1\"", "at least two classes"])
        }

        /// Three bad training images, which three ranks find, and a bad test image.
        private func makeBadImages() throws -> [String] {
            try place.makeLetters("data", perClass: 6, classCount: 4)
            let files = try names(in: place.path("data/train"))
            let bad = [files[3], files[9], files[16]]
            let whole = try bytes(of: place.path("data/train/\(files[0])"))
            try write(Array(whole.prefix(whole.count / 2)), to: place.path("data/train/\(bad[0])"))
            try write(
                PNGBytes.grey(height: 4097, width: 4), to: place.path("data/train/\(bad[1])"))
            try write(
                PNGBytes.header(height: 20_000, width: 20_000),
                to: place.path("data/train/\(bad[2])"))
            return bad
        }

        @Test(arguments: Launcher.allCases)
        func allBadImagesAreListedOnce(launcher: Launcher) throws {
            let bad = try makeBadImages()
            try expectFailure(
                launcher, ["--data", "data"], 65,
                saying: [
                    "data/train: 3 images cannot be used", "--bad-images skip",
                    "\(bad[0]): a damaged PNG", "\(bad[1]): 4×4097 pixels",
                    "\(bad[2]): 20000×20000 pixels", "4096",
                ].filter { $0 != "4096" })
        }

        @Test(arguments: ["truncated", "thin", "huge", "JPEG"])
        func oneBadImageIsNamed(kind: String) throws {
            try place.makeLetters("data", perClass: 6, classCount: 4)
            let file = try names(in: place.path("data/test"))[1]
            let image = place.path("data/test/\(file)")
            let whole = try bytes(of: image)
            let (bad, reason): ([UInt8], String) =
                switch kind {
                case "truncated": (Array(whole.dropLast(20)), "a damaged PNG")
                case "thin": (PNGBytes.grey(height: 4, width: 4097), "4097×4 pixels")
                case "JPEG":
                    ([0xFF, 0xD8, 0xFF, 0xE0], "not a PNG file but a JPEG image; convert it")
                default: (PNGBytes.header(height: 20_000, width: 20_000), "20000×20000 pixels")
                }
            try write(bad, to: image)
            try expectFailure(
                .threeRanks, ["--data", "data"], 65,
                saying: ["data/test: 1 image cannot be used", "\(file): \(reason)"])
        }

        /// Skipping equals never having had the images.
        @Test func skippedImagesAreCountedAndLeaveNoTrace() throws {
            let bad = try makeBadImages()
            let options = ["--epochs", "2", "--bad-images", "skip"]
            try place.train("data", to: "alone", options)
            let result = try place.train("data", to: "ranks", options, ranks: 3)
            #expect(result.occurrences(of: "left out, as requested: data/train: 3 images") == 1)
            for file in bad { #expect(result.occurrences(of: "  \(file): ") == 1) }
            let alone = try place.results("alone").invariant
            #expect(try place.results("ranks").invariant.differences(from: alone) == [])
            for file in bad { unlink(place.path("data/train/\(file)")) }
            try place.train("data", to: "removed", options, ranks: 2)
            let removed = place.results("removed")
            // The summary alone keeps a trace: the warning that lists them.
            #expect(try removed.invariant.differences(from: alone) == ["summary.json"])
            let others: Set = ["warnings", "ranks", "peakMemoryBytes"]
            #expect(
                try removed.summary.without(others)
                    == place.results("alone").summary.without(others))
        }

        @Test(arguments: Launcher.allCases)
        func skippingCannotLeaveLessThanTwoClasses(launcher: Launcher) throws {
            try place.makeLetters("data", perClass: 4, classCount: 4)
            _ = try place.shell("for f in data/train/*_label_[123].png; do echo no > $f; done")
            try expectFailure(
                launcher, ["--data", "data", "--bad-images", "skip"], 65,
                saying: ["data/train: 12 images cannot be used"])
        }

        @Test(arguments: Launcher.allCases)
        func aTestClassUnknownInTrainingIsBadData(launcher: Launcher) throws {
            try place.makeLetters("data", perClass: 4, classCount: 4)
            _ = try place.shell("rm data/train/*_label_3.png")
            try expectFailure(
                launcher, ["--data", "data"], 65, saying: ["data/test: ", "\"3\""])
        }

        @Test(arguments: ["-1", "10000", "99999999999999999999"])
        func aLabelOutOfRangeIsBadData(label: String) throws {
            try place.makeLetters("data", perClass: 4, classCount: 3)
            _ = try place.shell("mv data/train/id_1_label_1.png data/train/id_1_label_\(label).png")
            try expectFailure(
                .threeRanks, ["--data", "data"], 65,
                saying: [
                    "data/train/id_1_label_\(label).png: label \(label) is out of range",
                    "from 0 to 9999",
                ])
        }

        @Test(arguments: Launcher.allCases)
        func mixedLabelLayoutsAreBadData(launcher: Launcher) throws {
            try place.makeLetters("data", perClass: 4, classCount: 3)
            _ = try place.shell("cp data/train/id_1_label_1.png data/train/alef.png")
            try expectFailure(
                launcher, ["--data", "data"], 65,
                saying: ["data/train: mixed label layouts", "\"alef.png\" has not"])
            _ = try place.shell(
                """
                rm -r data/train; mkdir -p data/train/1 data/train/2
                cp data/test/id_*_label_1.png data/train/1/a.png
                cp data/test/id_*_label_2.png data/train/2/b.png
                cp data/train/1/a.png data/train/loose.png
                """)
            try expectFailure(
                launcher, ["--data", "data"], 65,
                saying: ["data/train: mixed label layouts", "\"loose.png\"", "move each image"])
        }

        @Test(arguments: Launcher.allCases)
        func aFolderWithoutPermissionIsNoInput(launcher: Launcher) throws {
            try place.makeLetters("data", perClass: 4, classCount: 3)
            try #require(chmod(place.path("data/train"), 0) == 0)
            let start = launcher == .alone ? "" : "mpirun -np 3"
            let result = try place.shell(
                "exec \(start) \(Unprivileged.prefix) $HWR train --data data --run run",
                timeoutSeconds: 20)
            result.expectFailure(66, saying: ["data/train: ", "permission denied"])
        }

        @Test func anImageWithoutPermissionIsListed() throws {
            try place.makeLetters("data", perClass: 4, classCount: 3)
            let file = try names(in: place.path("data/train"))[2]
            try #require(chmod(place.path("data/train/\(file)"), 0) == 0)
            let result = try place.shell(
                "exec mpirun -np 3 \(Unprivileged.prefix) $HWR train --data data --run run",
                timeoutSeconds: 20)
            result.expectFailure(
                65,
                saying: ["1 image cannot be used", "\(file): cannot be read (Permission denied)"])
        }
    }
}
