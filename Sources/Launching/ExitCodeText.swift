import Failures
import Glibc

/// Describes exit codes of mpirun.
enum ExitCodeText {
    /// For example `137 (a process was killed by SIGKILL)`.
    static func text(_ code: Int32, stopCode: Int32) -> String {
        "\(code) (\(code == stopCode ? meaning(of: .stopped) : meaning(code)))"
    }

    private static func meaning(_ code: Int32) -> String {
        if let status = ExitStatus(rawValue: code) { return meaning(of: status) }
        if let known = mpirunCodes[code] { return known }
        if code > 128, let name = signalNames[code - 128] {
            return "a process was killed by \(name)"
        }
        return "no code of hwr-dist: see what mpirun said"
    }

    private static func meaning(of status: ExitStatus) -> String {
        switch status {
        case .done: "done"
        case .usage: "the command line is wrong"
        case .badData: "the data are bad"
        case .noInput: "the input is not there"
        case .internalError: "an internal error, a loss that is not finite, or ranks out of step"
        case .cannotCreate: "a file or folder cannot be made, or another job has the run folder"
        case .inputOutput: "reading or writing failed"
        case .stopped: "stopped with a checkpoint"
        case .stalled: "a rank was lost or stalled"
        case .configuration: "the configuration does not fit"
        }
    }

    private static let mpirunCodes: [Int32: String] = [
        1: "mpirun ended the job or could not start it",
        MPIRunCommand.hostLostCode: "mpirun lost a host",
        255: "a host could not be reached or was lost",
    ]

    private static let signalNames: [Int32: String] = [
        SIGHUP: "SIGHUP", SIGINT: "SIGINT", SIGQUIT: "SIGQUIT", SIGILL: "SIGILL",
        SIGTRAP: "SIGTRAP", SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE",
        SIGKILL: "SIGKILL", SIGUSR1: "SIGUSR1", SIGSEGV: "SIGSEGV", SIGUSR2: "SIGUSR2",
        SIGPIPE: "SIGPIPE", SIGTERM: "SIGTERM", SIGXCPU: "SIGXCPU", SIGXFSZ: "SIGXFSZ",
    ]

    /// For example `SIGTERM`.
    static func name(ofSignal number: Int32) -> String {
        signalNames[number] ?? "signal \(number)"
    }
}
