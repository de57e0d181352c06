import ArgumentParser
import Benchmarks
import Collectives
import ConvNet
import Datasets
import Failures
import Files
import Glibc
import Recognition
import RunRecords
import SyntheticLetters
import SystemPackage

extension BenchCommand {
    struct Data: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "data",
            abstract: "Time reading and augmenting images next to training steps.",
            discussion: """
                Reading files, augmentation and normalisation on one core, interleaved with whole \
                steps of the compact network. Without --data the files are synthetic letters of \
                64x64 pixels, written to a temporary folder first.
                """)

        @Option(
            help: ArgumentHelp(
                "A folder that holds one folder train*, which is read.",
                valueName: "folder"))
        var data: String?

        @OptionGroup var arithmetic: KernelOptions

        @Option(help: "Time to measure.")
        var seconds = 5.0

        @Flag(help: "Print one JSON line.")
        var json = false

        func validate() throws {
            try BenchCommand.requireLegal(seconds: seconds)
        }

        func run() throws {
            try runAlone {
                let kernels = try KernelSet.chosen(arithmetic.kernels, for: .f32)
                if let data {
                    let folders = try DataFolders.resolve(
                        root: data, validation: .ofTraining, needsTest: false)
                    try measure(try .scan(folders.training), source: data, kernels: kernels)
                } else {
                    try SyntheticFolder.with { path in
                        try measure(
                            try .scan(path), source: "synthetic letters, written as PNG files",
                            kernels: kernels)
                    }
                }
            }
        }

        private func measure(_ index: ImageIndex, source: String, kernels: KernelSet) throws {
            let result = try DataBenchmark(
                index: index, source: source, kernels: kernels, seconds: seconds
            ).run(in: GroupOfOne())
            try BenchCommand.show(result, text: result.text, asJSON: json)
        }
    }
}

/// A folder of synthetic letters that is gone after its use.
private enum SyntheticFolder {
    private static let perClass = 32
    private static let side = 64

    /// - Throws: `FileError` when it cannot be written, and what `body` throws.
    static func with(_ body: (_ path: String) throws -> Void) throws {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/hwr-dist-bench-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw FileError(
                .cannotCreate, operation: "make a folder in", path: parent,
                errno: Errno(rawValue: errno), detail: "set TMPDIR")
        }
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer { remove(path) }
        try LetterRenderer(seed: 1, height: side, width: side)
            .write(to: path, samples: 0..<perClass)
        try body(path)
    }

    private static func remove(_ path: String) {
        for sample in 0..<perClass {
            for classIndex in LetterRenderer.classNames.indices {
                unlink("\(path)/\(LetterRenderer.fileName(class: classIndex, sample: sample))")
            }
        }
        rmdir(path)
    }
}
