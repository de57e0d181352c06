import Glibc
import TestSupport
import Testing

extension AllCommands {
    /// Folders that hold more, or less, than the images of their classes: nothing of it passes in
    /// silence.
    @Suite struct FolderContentTests {
        let place: Workplace

        init() throws {
            place = try Workplace()
            try place.makeLetters("data", perClass: 6, classCount: 4)
            _ = try place.shell(
                """
                for file in data/*/*.png; do
                    label=${file##*_label_}; folder=${file%/*}/c${label%.png}
                    mkdir -p $folder; mv $file $folder/$(basename ${file%_label_*}).png
                done
                """)
        }

        private func rename(_ folder: String, to ending: String) throws {
            _ = try place.shell(
                "for f in data/\(folder)/*.png; do mv $f ${f%.png}.\(ending); done")
        }

        @discardableResult
        private func train(
            _ options: [String] = [], to run: String = "run", ranks: Int? = nil
        ) throws -> CommandResult {
            try place.train("data", to: run, ["--epochs", "1"] + options, ranks: ranks)
        }

        private func warnings(_ run: String) throws -> [String] {
            try place.results(run).summary["warnings"].elements.compactMap(\.string)
        }

        private func leftOut(_ run: String) throws -> [String] {
            try place.results(run).summary["leftOut"].elements.compactMap(\.string)
        }

        @Test(arguments: Launcher.allCases)
        func aClassFolderWithoutAUsableImageStopsTheRun(launcher: Launcher) throws {
            try rename("train/c2", to: "jpg")
            try makeFolder(place.path("data/train/c9"))
            let command = ["train", "--data", "data", "--run", "run", "--epochs", "1"]
            try place.hwrDist(command + Workplace.small, ranks: launcher.ranks).expectFailure(
                65,
                saying: [
                    "data/train: 1 class folder has no image that can be used: \"c2\" (6 .jpg)",
                    "1 class folder is empty: \"c9\"", "--bad-images skip",
                ])
            #expect(!fileExists(place.path("run")))
        }

        @Test func aSkippedClassFolderIsNamedAndLeavesNoTrace() throws {
            try rename("train/c2", to: "jpg")
            _ = try place.shell("rm -r data/test/c2")
            let result = try train(["--bad-images", "skip"], ranks: 3)
            #expect(
                result.occurrences(
                    of: "left out, as requested: data/train: 1 class folder has no image") == 1)
            #expect(try leftOut("run") == ["training: 6 not .png (6 .jpg)"])
            #expect(result.occurrences(of: "skipped   training: 6 not .png (6 .jpg)") == 1)
            #expect(try warnings("run").contains { $0.contains("\"c2\" (6 .jpg)") })
            _ = try place.shell("rm -r data/train/c2")
            try train(["--bad-images", "skip"], to: "without")
            #expect(try place.results("run").weights == place.results("without").weights)
            #expect(try leftOut("without") == [])
        }

        @Test(arguments: Launcher.allCases)
        func aTestClassWithoutAUsableImageStopsTrainingAndEvaluation(launcher: Launcher) throws {
            try train()
            _ = try place.shell("for f in data/test/c3/*; do : > $f; done; mkdir data/test/c9")
            let message =
                "data/test: 1 class folder has no image that can be used: \"c3\" (1 empty)"
            try place.hwrDist(
                ["train", "--data", "data", "--run", "other"], ranks: launcher.ranks
            ).expectFailure(65, saying: [message, "1 class folder is empty: \"c9\""])
            try place.hwrDist(
                ["evaluate", "run", "--data", "data"], ranks: launcher.ranks
            ).expectFailure(65, saying: [message])
            let result = try place.hwrDist(
                ["evaluate", "run", "--data", "data", "--bad-images", "skip"],
                ranks: launcher.ranks)
            #expect(result.status == 0)
            #expect(result.occurrences(of: "warning: left out, as requested: \(message)") == 1)
            #expect(result.occurrences(of: "skipped: 1 empty") == 1)
        }

        @Test func anEmptyClassFolderIsAWarning() throws {
            try makeFolder(place.path("data/train/c9"))
            let text = "data/train: 1 class folder is empty: \"c9\""
            #expect(try train(ranks: 2).occurrences(of: "warning: \(text)") == 1)
            #expect(try warnings("run").contains { $0.hasPrefix(text) })
            let doctor = try place.hwrDist(["doctor", "--data", "data"])
            #expect(doctor.standardOutput.contains("1 class folder is empty: \"c9\""))
        }

        @Test func doctorNamesAClassFolderWithoutAUsableImage() throws {
            try rename("train/c2", to: "jpg")
            let doctor = try place.hwrDist(["doctor", "--data", "data"])
            #expect(doctor.status == 78)
            #expect(doctor.standardOutput.contains("no image that can be used: \"c2\" (6 .jpg)"))
        }

        @Test func foldersThatASystemMakesMayBeUnreadable() throws {
            try train(to: "before")
            _ = try place.shell(
                """
                mkdir wrap; mv data wrap/data; echo hello > wrap/README.txt
                for folder in wrap wrap/data wrap/data/train wrap/data/test/c1; do
                    mkdir $folder/lost+found "$folder/System Volume Information"
                    cp wrap/data/train/c1/* $folder/lost+found
                    chmod 0 $folder/lost+found "$folder/System Volume Information"
                done
                """)
            let result = try place.shell(
                "\(Unprivileged.prefix) $HWR train --data wrap --run run --epochs 1 "
                    + Workplace.small.joined(separator: " "))
            #expect(result.status == 0, "\(result)")
            #expect(try place.results("run").weights == place.results("before").weights)
            let folders = "2 system folders (1 System Volume Information, 1 lost+found)"
            #expect(try leftOut("run") == ["training: \(folders)", "test: \(folders)"])
        }

        /// Not followed, they change nothing.
        @Test func linksBetweenClassesAreNamedAndChangeNothing() throws {
            try train(to: "before")
            _ = try place.shell(
                """
                ln -s c1 data/train/c0
                ln -s ../c3 data/train/c1/0
                ln -s ../c3/$(ls data/train/c3 | head -1) data/train/c4/0.png
                """)
            let result = try train(ranks: 3)
            let links = [
                "\"c0\" -> \"c1\"", "\"c1/0\" -> \"c3\"", "\"c4/0.png\" -> \"c3/",
            ]
            #expect(result.occurrences(of: "warning: data/train: 3 links not followed") == 1)
            for link in links { #expect(result.occurrences(of: link) == 1, "\(link)") }
            #expect(try place.results("run").weights == place.results("before").weights)
        }

        /// A file system without inode numbers looks like this, too.
        @Test func aFolderThatIsNoLinkIsReadWhereverItAppears() throws {
            let result = try place.shell(
                """
                mkdir data/train/c5
                exec \(Unprivileged.mounting) sh -c '
                mount --bind data/train/c1 data/train/c5 || exit 99
                exec "$HWR" train --data data --run run --epochs 1 \
                    \(Workplace.small.joined(separator: " "))'
                """)
            #expect(result.status == 0, "\(result)")
            #expect(result.occurrences(of: "5 classes") == 1, "\(result)")
        }

        @Test func aWarningSaysThatMostImagesAreOfAFormatThatIsNotRead() throws {
            _ = try place.shell(
                "for f in data/test/*/*.png; do cp $f ${f%.png}.jpg; cp $f ${f%.png}.bmp; done")
            let text = "data/test: 8 of 12 image files are not PNG (4 .bmp, 4 .jpg)"
            #expect(try train().occurrences(of: "warning: \(text)") == 1)
            let commands = [["evaluate", "run"], ["doctor"]]
            for command in commands {
                let result = try place.hwrDist(command + ["--data", "data"])
                let output = result.standardError + result.standardOutput
                #expect(output.contains("8 of 12 image files are not PNG"), "\(result)")
            }
        }

        @Test(arguments: Launcher.allCases)
        func imagesWithoutLabelsAreToldWhatTheyAreFor(launcher: Launcher) throws {
            try train()
            _ = try place.shell("mkdir loose; cp data/test/c1/*.png data/test/c2/*.png loose")
            let message = ["loose: \"", "has no label", "hwr-dist predict", "--test none"]
            try place.hwrDist(
                ["train", "--train", "data/train", "--test", "loose", "--run", "other"],
                ranks: launcher.ranks
            ).expectFailure(65, saying: message)
            try place.hwrDist(
                ["evaluate", "run", "--data", "loose"], ranks: launcher.ranks
            ).expectFailure(65, saying: message)
        }

        @Test func aLoneClassFolderThatTheNetworkDoesNotKnowIsSaidToBeNone() throws {
            try train()
            _ = try place.shell("mkdir other; cp -r data/test/c1 other/zz")
            try place.hwrDist(["evaluate", "run", "--data", "other"]).expectFailure(
                65,
                saying: [
                    "other/zz: \"",
                    "its folder is no class of the network, whose classes are \"c1\"",
                ])
        }

        @Test func oneClassFolderAloneIsSaidToBeOneClass() throws {
            _ = try place.shell("rm -r data/*/c[234]")
            try place.hwrDist(["train", "--data", "data"]).expectFailure(
                65, saying: ["data/train: only one class, \"c1\"", "at least two classes"])
        }

        @Test func foldersBelowClassFoldersAreSaidToBeMerged() throws {
            _ = try place.shell(
                """
                for part in train test; do
                    mkdir data/$part/s1 data/$part/s2
                    mv data/$part/c[12] data/$part/s1; mv data/$part/c[34] data/$part/s2
                done
                """)
            let text =
                "warning: data/train: 4 folders below class folders are merged into the class"
            #expect(try train().occurrences(of: text) == 1)
        }
    }
}
