import CProcess
package import Failures
import Glibc

/// A program that this one has started, in a process group of its own. It cannot outlive this
/// process, however that ends.
package struct ChildProcess {
    package let processID: Int32

    /// - Parameters:
    ///   - path: the program, with a slash.
    ///   - environment: all variables, as `NAME=value`.
    ///   - output: an open file for standard output and error; nil for this process's own.
    ///   - deathSignal: what the program gets when this process ends before it.
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

    /// Sends `signal` to the program and to those it has started in its process group.
    func sendToGroup(_ signal: Int32) { _ = kill(-processID, signal) }

    /// Waits for the end of this one alone.
    /// - Returns: its exit code; 128 + n after signal n.
    package func waitForEnd() -> Int32 {
        var status: Int32 = 0
        while waitpid(processID, &status, 0) < 0, errno == EINTR {}
        return Self.exitCode(of: status)
    }

    /// Takes the end of every process that has ended among this one's children, of which some may
    /// have been adopted.
    /// - Returns: this one's exit code if it was among them: 128 + n after signal n.
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

/// A program could not be started.
package struct ChildProcessError: Failure, Equatable {
    package let path: String
    /// The system's `errno`.
    package let errorNumber: Int32

    package var what: String {
        "cannot start \(path): \(String(cString: strerror(errorNumber))) (errno \(errorNumber))"
    }
    package var location: String? { nil }
    package var remedy: String? { "check that it is there and may be executed" }
    package var exitStatus: ExitStatus { .configuration }
}
