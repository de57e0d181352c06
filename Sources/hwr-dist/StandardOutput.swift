import Failures
import Files
import Glibc
import MessagePassing
import RunRecords
import Synchronization

/// Standard output, where commands print their results. `write` is for a command whose result is
/// what it prints, `report` for one whose result is files.
enum StandardOutput {
    /// Whether a text of `report` could not be written.
    private static let hasFailed = Atomic(false)

    /// Writes the result of a command, or a part of it. Unbuffered, so that a failure is known
    /// here.
    ///
    /// - Throws: `StandardOutputError`, which ends the command.
    static func write(_ text: String, terminator: String = "\n") throws(StandardOutputError) {
        var text = text + terminator
        let code = text.withUTF8 { writeAll(UnsafeRawBufferPointer($0)) }
        if code != 0 { throw StandardOutputError(errorNumber: code) }
    }

    /// Writes a message of a command whose result is files. If that fails, the command continues: a
    /// single warning is printed, and the process ends with code 74.
    static func report(_ text: String) {
        do throws(StandardOutputError) {
            try write(text)
        } catch {
            guard !error.isReaderGone, !hasFailed.exchange(true, ordering: .relaxed) else { return }
            printError("warning: \(error.reason); the files of the command are complete")
        }
    }

    /// The exit code of the process, whose command ends with `code`.
    static func exitCode(after code: Int32) -> Int32 {
        let isWorse = code == 0 && hasFailed.load(ordering: .relaxed)
        return isWorse ? ExitStatus.inputOutput.rawValue : code
    }

    /// Writes all bytes, in as many calls as needed.
    ///
    /// - Returns: 0, or the errno of the call that failed.
    private static func writeAll(_ bytes: UnsafeRawBufferPointer) -> Int32 {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(
                STDOUT_FILENO, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count == 0 {
                return EIO
            } else if errno == EAGAIN {
                // A pipe that another program has set to non-blocking.
                var stream = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
                poll(&stream, 1, -1)
            } else if errno != EINTR {
                return errno
            }
        }
        return 0
    }
}

/// Standard output could not be written.
struct StandardOutputError: Failure, Equatable {
    let errorNumber: Int32

    /// Whether the program that reads the output has ended, as `head` does when it has seen enough.
    /// That is not an error, and no message is printed.
    var isReaderGone: Bool { errorNumber == EPIPE }

    var exitStatus: ExitStatus { isReaderGone ? .done : .inputOutput }

    /// What failed, and why.
    var reason: String {
        "cannot write standard output: \(String(cString: strerror(errorNumber)))"
            + " (errno \(errorNumber))"
    }

    var what: String {
        reason + (errorNumber == EFBIG ? FileSizeLimit.text.map { "; \($0)" } ?? "" : "")
    }
    var location: String? { nil }
    var remedy: String? { "the result is incomplete: free space, or send it elsewhere" }
}
