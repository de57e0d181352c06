import Files
import Glibc
import RunRecords

/// Information from Linux about other processes on this machine.
package enum ProcessTree {
    /// The child processes of a process, started or adopted, that have not been waited for yet.
    package static func children(of processID: Int32) -> [Int32] {
        // Linux lists them by the thread that started them.
        let tasks = "/proc/\(processID)/task"
        let threads = (try? POSIXFileSystem().entries(of: tasks)) ?? []
        return threads.flatMap { thread in
            text(of: "\(tasks)/\(thread)/children").split(separator: " ").compactMap { Int32($0) }
        }
    }

    /// The child processes that are still running.
    static func runningChildren(of processID: Int32) -> [Int32] {
        children(of: processID).filter { child in
            // The state follows the name, which may contain any characters.
            let status = text(of: "/proc/\(child)/stat")
            let state = status.lastIndex(of: ")").map { status[$0...].dropFirst(2).prefix(1) }
            return !["", "Z", "X"].contains(state ?? "")
        }
    }

    /// The first 15 characters of the program's file name; empty if the process no longer exists.
    package static func name(of processID: Int32) -> String {
        String(text(of: "/proc/\(processID)/comm").prefix { $0 != "\n" })
    }

    /// Kills the processes that this process has adopted, and waits at most five seconds until they
    /// are gone.
    ///
    /// Processes of other sessions are not killed. They were not started by the job: if this
    /// process is number 1 of a container, they belong to somebody who has entered the container.
    /// - Parameter foreign: other processes that are not killed: a shell may have started some
    ///   before it became this process by exec.
    /// - Returns: the number of killed processes.
    static func killAdopted(except foreign: Set<Int32>) -> Int {
        var killed: Set<Int32> = []
        let end = ContinuousClock.now + .seconds(5)
        while ContinuousClock.now < end {
            let left = children(of: getpid()).filter {
                !foreign.contains($0) && getsid($0) == getsid(0)
            }
            if left.isEmpty { break }
            for processID in left where killed.insert(processID).inserted {
                kill(processID, SIGKILL)
            }
            while waitpid(-1, nil, WNOHANG) > 0 {}
            usleep(5000)
        }
        return killed.count
    }

    private static func text(of path: String) -> String {
        InputFile.systemText(path) ?? ""
    }
}
