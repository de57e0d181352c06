import CProcess
import Glibc

/// Information about this process from Linux, mostly from `/proc`.
package enum ProcessFacts {
    /// The age of this process in seconds, with a resolution of 10 ms.
    package static var ageSeconds: Double {
        // Field 22 of the file. Fields are counted from the closing parenthesis of the command
        // name, which may contain spaces.
        let status = text(of: "/proc/self/stat")
        let fields = status[(status.lastIndex(of: ")") ?? status.startIndex)...].split(
            separator: " ")
        guard fields.count > 20, let ticks = Double(fields[20]) else { return 0 }
        var now = timespec()
        clock_gettime(CLOCK_BOOTTIME, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
            - ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The peak memory so far (VmHWM, the largest resident set), in bytes; 0 if unknown.
    package static var peakMemoryBytes: Int {
        for line in text(of: "/proc/self/status").split(separator: "\n")
        where line.hasPrefix("VmHWM:") {
            let kibibytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst()
            return (kibibytes.first.flatMap { Int($0) } ?? 0) << 10
        }
        return 0
    }

    /// The time in seconds that the main thread was ready to run but waited for a free core: the
    /// second number of `/proc/self/schedstat`, in nanoseconds. Nil if the kernel does not count
    /// it.
    package static var queuedSeconds: Double? {
        let numbers = text(of: "/proc/self/schedstat").split { $0 == " " || $0 == "\n" }
        return numbers.count == 3 ? Double(numbers[1]).map { $0 * 1e-9 } : nil
    }

    /// The number of cores (hardware threads) that this process may run on; 1 if unknown.
    package static var usableCores: Int { max(1, coreMask.reduce(0) { $0 + $1.nonzeroBitCount }) }

    /// A bit for each core that this process may run on; zeros if unknown.
    static var coreMask: [UInt64] {
        var mask = [UInt64](repeating: 0, count: Int(CPROCESS_CORE_WORDS))
        cprocess_read_core_mask(&mask)
        return mask
    }

    /// The ELF build-id of the program in hexadecimal, which identifies the build.
    package static let buildID: String = {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
            guard let start = buffer.baseAddress else { return "" }
            cprocess_build_id(start, buffer.count)
            return String(cString: start)
        }
    }()

    package static var processID: Int32 { getpid() }

    /// The Unix time in seconds.
    package static var utcSeconds: Int { time(nil) }

    /// The `errno` with which reading the memory of another process on this host fails; nil if it
    /// succeeds. MPI reads in this way to copy large messages only once.
    /// - Parameter address: the address of eight bytes in that process.
    package static func memoryReadError(process: Int32, address: UInt64) -> Int32? {
        var bytes: UInt64 = 0
        let code = cprocess_read_memory(process, address, &bytes, MemoryLayout.size(ofValue: bytes))
        return code == 0 ? nil : code
    }

    /// The beginning of a file, such as one in `/proc`; empty if there is none, or if it is a link
    /// or a pipe.
    static func text(of path: String, capacity: Int = 8192) -> String {
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: capacity)
        let count = Glibc.read(file, &bytes, bytes.count)
        return String(decoding: bytes[..<max(0, count)], as: UTF8.self)
    }
}
