import Glibc
import TestSupport
import Testing

extension AllCommands {
    /// What `docs/model-files.md` says of checkpoints, done as it says.
    @Suite struct ModelFilesTests {
        let place: Workplace

        init() throws {
            place = try Workplace()
            try place.makeLetters(perClass: 8, classCount: 6)
        }

        /// Averaged weights and plain ones; light ink and, by force, dark.
        @Test(arguments: [[], ["--averaging", "0"], ["--ink", "dark"]])
        func thePythonOfTheDocumentGivesTheProbabilitiesOfARun(options: [String]) throws {
            let lines = try text(of: Self.documentPath).split(
                separator: "\n", omittingEmptySubsequences: false)
            let start = try #require(lines.firstIndex(of: "```python"))
            let code = lines[(start + 1)...].prefix { $0 != "```" }.joined(separator: "\n")
            try write(Array(code.utf8), to: place.path("check.py"))
            try place.train(
                "letters", to: "run",
                [
                    "--preset", "keras", "--epochs", "4", "--no-augmentation", "--image-size", "32",
                    "--select", "last",
                ] + options)
            let checkpoint = "run/checkpoints/\(try place.results("run").newestCheckpoint.name)"
            let result = try run(
                try Self.python(),
                ["check.py", checkpoint, "letters/test", "run/predictions.csv"],
                workingDirectory: place.folder.path)
            #expect(result.status == 0, "\(result)")
            #expect(result.standardOutput.hasPrefix("probabilities differ by at most "))
        }

        @Test(arguments: ["keras", "compact", "accurate"])
        func theDocumentNamesEveryTensor(preset: String) throws {
            try place.train("letters", to: "run", ["--preset", preset, "--epochs", "1"])
            let file = try place.results("run").newestCheckpoint.bytes
            let size = file.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
            let header = try JSONNode(String(decoding: file[8..<8 + size], as: UTF8.self))
            let page = try text(of: Self.documentPath)
            for name in header.memberNames {
                // `convolution12.weight` is `convolutionN.weight` there, `adamw.x` is `adamw.…`.
                let general = name.replacing("average.", with: "").replacing(
                    try Regex("[0-9]+"), with: "N")
                let family = general.prefix { $0 != "." } + ".…"
                #expect(
                    page.contains("`\(general)`") || page.contains("`\(family)`"), "\(name)")
            }
            for entry in header["__metadata__"].memberNames {
                #expect(page.contains("`\(entry)`"), "\(entry)")
            }
        }

        private static let documentPath =
            String(#filePath.dropLast("Tests/CommandTests/ModelFilesTests.swift".count))
            + "docs/model-files.md"

        /// A Python with NumPy and Pillow. The first one of PATH may be another than Debian's, to
        /// which scripts/install-packages adds them.
        private static func python() throws -> String {
            for python in ["python3", "/usr/bin/python3"] {
                let result = try? run(python, ["-c", "import numpy, PIL.Image"])
                if result?.status == 0 { return python }
            }
            throw MissingPython()
        }

        /// Neither Python has NumPy and Pillow: run scripts/install-packages --tests.
        private struct MissingPython: Error {}
    }
}
