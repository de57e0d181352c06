import Glibc

/// An exit code of mpirun in words.
enum ExitCodeText {
    /// For example `137 (a process was killed by SIGKILL)`.
    static func text(_ code: Int32, stopCode: Int32) -> String {
        "\(code) (\(code == stopCode ? words[75] ?? "" : meaning(code)))"
    }

    private static func meaning(_ code: Int32) -> String {
        if let known = words[code] { return known }
        if code > 128, let name = signalNames[code - 128] {
            return "a process was killed by \(name)"
        }
        return "no code of hwr-dist: see what mpirun said"
    }

    private static let words: [Int32: String] = [
        0: "done",
        1: "mpirun ended the job or could not start it",
        64: "the command line is wrong",
        65: "the data are bad",
        66: "the input is not there",
        70: "an internal error, a loss that is not finite, or ranks out of step",
        73: "a file or folder cannot be made, or another job has the run folder",
        74: "reading or writing failed",
        75: "stopped with a checkpoint",
        76: "a rank was lost or stalled",
        78: "the configuration does not fit",
        205: "mpirun lost a host",
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
