import CProcess
package import Failures
import Glibc

/// A child process in its own process group. The kernel signals it when this process ends, so it
/// cannot outlive it.
package struct ChildProcess {
    package let processID: Int32

    /// - Parameters:
    ///   - path: the path of the program; it must contain a slash.
    ///   - environment: all variables, as `NAME=value`.
    ///   - output: an open file for standard output and error; nil for the streams of this process.
    ///   - deathSignal: the signal that the program gets if this process ends first.
    package init(
        _ path: String, _ arguments: [String], environment: [String], output: Int32? = nil,
        deathSignal: Int32 = SIGTERM
    ) throws(ChildProcessError) {
        var argumentPointers = ([path] + arguments).map { strdup($0) } + [nil]
        var environmentPointers = environment.map { strdup($0) } + [nil]
        defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
        let result = cprocess_start(
            path, &argumentPointers, &environmentPointers, output ?? -1, deathSignal)
        guard result > 0 else { throw ChildProcessError(path: path, errorNumber: -result) }
        processID = result
    }

    /// Sends `signal` to the program itself.
    package func send(_ signal: Int32) { _ = kill(processID, signal) }

    /// Sends `signal` to the program and to the processes in its process group.
    func sendToGroup(_ signal: Int32) { _ = kill(-processID, signal) }

    /// Waits for the end of this child process.
    /// - Returns: its exit code; 128 + n after signal n.
    package func waitForEnd() -> Int32 {
        var status: Int32 = 0
        while waitpid(processID, &status, 0) < 0, errno == EINTR {}
        return Self.exitCode(of: status)
    }

    /// Reaps all child processes that have ended, including adopted ones.
    /// - Returns: the exit code of this child process if it was among them, 128 + n after signal n;
    ///   otherwise nil.
    package func takeEnd() -> Int32? {
        var ownCode: Int32?
        while true {
            var status: Int32 = 0
            let ended = waitpid(-1, &status, WNOHANG)
            if ended < 0, errno == EINTR { continue }
            guard ended > 0 else { return ownCode }
            if ended == processID { ownCode = Self.exitCode(of: status) }
        }
    }

    private static func exitCode(of status: Int32) -> Int32 {
        let signal = status & 0x7f
        return signal == 0 ? status >> 8 & 0xff : 128 + signal
    }
}

/// Why a program could not be started.
package struct ChildProcessError: Failure, Equatable {
    package let path: String
    /// The `errno` of the system.
    package let errorNumber: Int32

    package var what: String {
        "cannot start \(path): \(String(cString: strerror(errorNumber))) (errno \(errorNumber))"
    }
    package var location: String? { nil }
    package var remedy: String? { "check that it is there and may be executed" }
    package var exitStatus: ExitStatus { .configuration }
}
