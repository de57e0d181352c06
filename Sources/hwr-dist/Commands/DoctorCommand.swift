import ArgumentParser
import Benchmarks
import Collectives
import ConvNet
import Diagnosis
import Failures
import Inspection
import MessagePassing
import RunRecords
import Supervision
import SyntheticLetters
import Training

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Find what would make a run slow or keep it from running.",
        discussion: """
            Examples:
              hwr-dist doctor --data letters
              mpirun -np 8 hwr-dist doctor --data letters

            Alone it looks at the program, processors, memory, the disk of the run folder and the \
            data, if named. Under mpirun it looks at every rank and host, at their clocks and at \
            messages between all pairs of ranks (of hosts, if there are several), and tells what a \
            step of each preset costs. Each finding has a line, with a remedy where one is needed. \
            Exit code: 0, or 78 if something is bad.
            """)

    @OptionGroup var data: FolderOptions

    @Option(
        name: .customLong("run"),
        help: ArgumentHelp(
            "The run folder, which need not exist. (default: a new one in runs)",
            valueName: "folder"))
    var runPath: String?

    @Flag(help: "Print one JSON line.")
    var json = false

    func run() throws {
        guard Launch.rank != nil else {
            var isBad = false
            try runAlone {
                let examination = try doctor().examine()
                isBad = examination.verdict == .bad
                try examination.show(asJSON: json)
            }
            if isBad { throw ExitCode(ExitStatus.configuration.rawValue) }
            return
        }
        let code = runRanks { world in
            let doctor = try world.agree { try self.doctor() }
            let examination = try doctor.examine(in: world)
            let badCount = try world.combine(examination?.verdict == .bad ? 1 : 0, by: .sum)
            // At the end: a rank that cannot print must not leave the others waiting.
            try examination?.show(asJSON: json)
            return badCount == 0 ? .done : .configuration
        }
        throw ExitCode(code)
    }

    private func doctor() throws -> Doctor {
        Doctor(
            program: try .current(), data: try data.folders(), runPath: runPath,
            memoryReadError: ProcessFacts.memoryReadError,
            computing: { try Preset.allCases.map { try .measured($0) } })
    }
}

extension StepCostFindings.Computing {
    private static let seconds = 0.5

    /// By training alone, at the same time as the other ranks of the job do.
    fileprivate static func measured(_ preset: Preset) throws -> StepCostFindings.Computing {
        let result = try StepBenchmark(
            preset: preset, batchSize: RunDescription().schedule.microBatchSize,
            virtualWorkers: 1, seconds: seconds, precision: .f32, exchange: .f32,
            kernels: KernelSet.best(for: .f32)
        ).run(in: GroupOfOne(), context: .silent)
        return StepCostFindings.Computing(
            preset: preset.rawValue, elementCount: result.numberCount,
            // The mean: a rank that shares its core waits for it in few of its steps.
            workerSeconds: seconds / Double(result.steps))
    }
}

extension Network {
    /// For the images that `train` has by default.
    fileprivate static func ofPreset(_ preset: Preset) -> Network {
        let description = RunDescription()
        return Network(
            preset,
            inputShape: Shape(
                height: description.data.imageHeight, width: description.data.imageWidth,
                channels: 1),
            classCount: LetterRenderer.classNames.count, precision: .f32,
            kernels: KernelSet.best(for: .f32))
    }

    fileprivate var stepNumberCount: Int { StepVectorLayout(for: self).elementCount }
}

extension ProgramFacts {
    /// This program, its MPI and the needs of its largest network.
    fileprivate static func current() throws -> ProgramFacts {
        var program = ProgramFacts()
        program.buildID = ProcessFacts.buildID
        program.kernelSets = KernelSet.available.map(\.name)
        program.mpiHeader = MPIVersion.header
        program.mpiLibrary = MPIVersion.library
        let schedule = RunDescription().schedule
        program.virtualWorkers = schedule.virtualWorkers
        program.microBatchSize = schedule.microBatchSize
        let networks = Preset.allCases.map { ($0, Network.ofPreset($0)) }
        for (preset, network) in networks
        where network.stepNumberCount * 4 > program.vectorByteCount {
            program.largestPreset = preset.rawValue
            program.vectorByteCount = network.stepNumberCount * 4
            // Weights, their average and the two moments of AdamW.
            program.checkpointByteCount =
                4 * (4 * network.parameters.elementCount + 2 * network.statistics.elementCount)
        }
        return program
    }
}
