import Glibc

/// What a command has left when it ended.
package struct CommandResult: CustomStringConvertible {
    /// The exit code; 128 + n after signal n.
    package let status: Int32
    package let standardOutput: String
    package let standardError: String
    /// From start to end.
    package let seconds: Double
    /// Whether it was killed because its time was over.
    package let timedOut: Bool

    package var description: String {
        """
        status \(status) after \(seconds) s\(timedOut ? ", killed: its time was over" : "")
        --- standard output
        \(standardOutput)
        --- standard error
        \(standardError)
        """
    }
}

/// A command could not be started.
package struct CommandError: Error, CustomStringConvertible {
    let command: String
    let code: Int32

    package var description: String {
        "cannot start \(command): \(String(cString: strerror(code)))"
    }
}

/// A command that runs in a process group of its own, with its output going to files.
package final class RunningCommand {
    /// For signals to the command itself; see also `signal`.
    package let processID: Int32

    private let start = ContinuousClock.now
    private let outputFile: Int32
    private let errorFile: Int32

    /// Starts `executable`, looked up in PATH when it has no slash.
    /// - Parameters:
    ///   - environment: added to this process's own; an empty value removes the variable.
    ///   - workingDirectory: this process's own when nil.
    package init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String] = [:],
        workingDirectory: String? = nil
    ) throws {
        outputFile = unnamedFile()
        errorFile = unnamedFile()
        guard outputFile >= 0, errorFile >= 0 else {
            throw CommandError(command: executable, code: errno)
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, outputFile, 1)
        posix_spawn_file_actions_adddup2(&actions, errorFile, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Tests run on threads that block signals, perhaps below nohup or a shell that ignores some;
        // the command must not inherit that.
        var noSignals = sigset_t()
        sigemptyset(&noSignals)
        posix_spawnattr_setsigmask(&attributes, &noSignals)
        var allSignals = sigset_t()
        sigfillset(&allSignals)
        posix_spawnattr_setsigdefault(&attributes, &allSignals)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        // env replaces itself by the command, so the process stays the one that was started.
        let words = (workingDirectory.map { ["env", "-C", $0] } ?? []) + [executable] + arguments
        var argumentPointers = words.map { strdup($0) } + [nil]
        var environmentPointers = mergedEnvironment(environment).map { strdup($0) } + [nil]
        defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
        var processID: pid_t = 0
        let code = posix_spawnp(
            &processID, words[0], &actions, &attributes, &argumentPointers,
            &environmentPointers)
        guard code == 0 else {
            close(outputFile)
            close(errorFile)
            throw CommandError(command: executable, code: code)
        }
        self.processID = processID
    }

    /// Sends `number` to the command's own process.
    package func signal(_ number: Int32) {
        kill(processID, number)
    }

    /// What the command has written to standard error so far.
    package var standardErrorSoFar: String { contents(of: errorFile) }

    /// What the command has written to standard output so far.
    package var standardOutputSoFar: String { contents(of: outputFile) }

    /// Waits for the end. When the time is over the process group gets SIGTERM, so that mpirun ends
    /// its ranks, and SIGKILL three seconds later. To be called once.
    package func wait(timeoutSeconds: Double) -> CommandResult {
        defer {
            close(outputFile)
            close(errorFile)
        }
        var status: Int32 = 0
        var timedOut = false
        if !waitForEnd(until: timeoutSeconds, status: &status) {
            timedOut = true
            kill(-processID, SIGTERM)
            if !waitForEnd(until: timeoutSeconds + 3, status: &status) {
                kill(-processID, SIGKILL)
                waitpid(processID, &status, 0)
            }
        }
        let signal = status & 0x7f
        return CommandResult(
            status: signal == 0 ? status >> 8 & 0xff : 128 + signal,
            standardOutput: contents(of: outputFile), standardError: contents(of: errorFile),
            seconds: elapsedSeconds, timedOut: timedOut)
    }

    private var elapsedSeconds: Double { (ContinuousClock.now - start) / .seconds(1) }

    private func waitForEnd(until endSeconds: Double, status: inout Int32) -> Bool {
        while waitpid(processID, &status, WNOHANG) == 0 {
            if elapsedSeconds > endSeconds { return false }
            usleep(5000)
        }
        return true
    }
}

/// A file, not a pipe: whatever still holds it open cannot block the reader.
private func unnamedFile() -> Int32 {
    var path = Array("/tmp/command-output-XXXXXX".utf8CString)
    let file = mkstemp(&path)
    if file >= 0 {
        unlink(path)
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    }
    return file
}

private func mergedEnvironment(_ additions: [String: String]) -> [String] {
    var lines: [String] = []
    var next = environ
    while let line = next.pointee {
        let text = String(cString: line)
        let name = String(text.prefix { $0 != "=" })
        if additions[name] == nil { lines.append(text) }
        next += 1
    }
    for (name, value) in additions.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
        lines.append("\(name)=\(value)")
    }
    return lines
}

private func contents(of file: Int32) -> String {
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65536)
    while true {
        let count = pread(file, &block, block.count, off_t(bytes.count))
        if count <= 0 { break }
        bytes += block[0..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
}
