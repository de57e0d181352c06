import Collectives
import Failures
import Glibc
import MessagePassing
import Supervision

// Small programs for tests to start under mpirun: each shows one fact about the layer over MPI.
//   mpi-checks tree-sum V N PATH            sums: bits and bytes sent; PATH: see SumPath
//   mpi-checks time N COUNT                 seconds of a sum in a window and by messages
//   mpi-checks operations [chunk limit]     every other operation of the group
//   mpi-checks turn                         how long the kernel lets a rank run, in nanoseconds
//   mpi-checks code C                       all ranks return C
//   mpi-checks throw RANK C                 one rank throws, the others wait in a barrier
//   mpi-checks agreed C                     all ranks throw an agreed error
//   mpi-checks agreed-alone C               rank 0 alone throws one, against the rule
//   mpi-checks agree RANK C                 one rank fails inside `agree`
//   mpi-checks mpi-error                    MPI refuses a broadcast from a rank that is not there
//   mpi-checks signals                      loops until a stop signal comes
//   mpi-checks watch S RANK DEED            watched for S seconds; DEED: see Misdeed
//   mpi-checks ignore-signals               waits for a second SIGINT, without MPI

/// The error that the failing rank throws.
struct CheckFailure: Failure {
    let exitStatus: ExitStatus
    let what: String
    var location: String? { nil }
    var remedy: String? { nil }
}

/// The error that all ranks throw.
struct AgreedCheckFailure: AgreedError {
    let exitStatus: ExitStatus
    let what: String
    var location: String? { nil }
    var remedy: String? { nil }
}

let arguments = Array(CommandLine.arguments.dropFirst())

func number(_ index: Int, default fallback: Int) -> Int {
    index < arguments.count ? Int(arguments[index]) ?? fallback : fallback
}

func status(_ index: Int) -> ExitStatus {
    ExitStatus(rawValue: Int32(number(index, default: 70))) ?? .internalError
}

if arguments.first?.hasSuffix("signals") == true {
    try StopSignals.install()
    if arguments.first == "ignore-signals" { ignoreSignals() }
}

let isWatched = arguments.first == "watch"
let chunkLimitIndex = arguments.first == "operations" ? 1 : arguments.count
let code = withSupervisedMPI(
    watch: isWatched ? watchPlan(stallSeconds: number(1, default: 1)) : nil,
    chunkLimit: number(chunkLimitIndex, default: Int(Int32.max))
) { failure, _ in
    let line = "\(failure)\n"
    if failure.speaks { write(STDERR_FILENO, line, line.utf8.count) }
} _: { world, _ in
    switch arguments.first {
    case "tree-sum":
        guard arguments.count > 3, let path = SumPath(rawValue: arguments[3]) else {
            throw AgreedCheckFailure(exitStatus: .usage, what: "unknown path")
        }
        return try checkTreeSum(
            world, virtualWorkers: number(1, default: 8), elementCount: number(2, default: 1000),
            path: path)
    case "time":
        return try timeTreeSum(
            world, elementCount: number(1, default: 1 << 20), count: number(2, default: 100))
    case "operations":
        return try checkOperations(world)
    case "watch":
        guard arguments.count > 3, let misdeed = Misdeed(rawValue: arguments[3]) else {
            throw AgreedCheckFailure(exitStatus: .usage, what: "unknown deed")
        }
        return try checkWatch(world, rank: number(2, default: 0), misdeed: misdeed)
    case "signals":
        return try checkSignals(world)
    case "turn":
        if world.isRoot { print(turnNanoseconds() ?? 0) }
        return 0
    case "code":
        return Int32(number(1, default: 0))
    case "throw":
        if world.rank == number(1, default: 0) {
            throw CheckFailure(exitStatus: status(2), what: "a lonely error")
        }
        try world.barrier()
        return 0
    case "agreed":
        throw AgreedCheckFailure(exitStatus: status(1), what: "a common error")
    case "agreed-alone":
        if world.isRoot {
            throw AgreedCheckFailure(exitStatus: status(1), what: "not in fact common")
        }
        try world.barrier()
        return 0
    case "agree":
        return try world.agree {
            if world.rank == number(1, default: 0) {
                throw CheckFailure(exitStatus: status(2), what: "told to all")
            }
            return 0
        }
    case "mpi-error":
        var bytes = [UInt8](repeating: 0, count: 12)
        try bytes.withUnsafeMutableBytes { try world.broadcast($0, from: world.worldSize + 7) }
        return 0
    default:
        throw AgreedCheckFailure(exitStatus: .usage, what: "unknown check")
    }
}
exit(code)
