import Files
import Glibc
import RunRecords

/// What Linux tells of other processes on this machine.
package enum ProcessTree {
    /// The processes that a process has started or adopted and that were not waited for yet.
    package static func children(of processID: Int32) -> [Int32] {
        // Linux lists them by the thread that has started them.
        let tasks = "/proc/\(processID)/task"
        let threads = (try? POSIXFileSystem().entries(of: tasks)) ?? []
        return threads.flatMap { thread in
            text(of: "\(tasks)/\(thread)/children").split(separator: " ").compactMap { Int32($0) }
        }
    }

    /// Those of them that have not ended.
    static func runningChildren(of processID: Int32) -> [Int32] {
        children(of: processID).filter { child in
            // The state stands behind the name, which may hold anything.
            let status = text(of: "/proc/\(child)/stat")
            let state = status.lastIndex(of: ")").map { status[$0...].dropFirst(2).prefix(1) }
            return !["", "Z", "X"].contains(state ?? "")
        }
    }

    /// The first 15 characters of a program's file name; empty when the process is gone.
    package static func name(of processID: Int32) -> String {
        String(text(of: "/proc/\(processID)/comm").prefix { $0 != "\n" })
    }

    /// Kills what this process has adopted, and waits until it is gone, for five seconds at most.
    ///
    /// Processes of another session are left alone: they were not started by the job but, where this
    /// process is number 1 of a container, by somebody who has entered it.
    /// - Parameter foreign: others to leave alone: a shell may have started some and become this
    ///   process.
    /// - Returns: how many were killed.
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
