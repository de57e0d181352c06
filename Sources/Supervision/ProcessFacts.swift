import CProcess
import Glibc

/// What Linux tells a process about itself.
package enum ProcessFacts {
    /// Seconds since this process was started, to a hundredth.
    package static var ageSeconds: Double {
        // Field 22, counted after the command's closing parenthesis, which may hold spaces.
        let status = text(of: "/proc/self/stat")
        let fields = status[(status.lastIndex(of: ")") ?? status.startIndex)...].split(
            separator: " ")
        guard fields.count > 20, let ticks = Double(fields[20]) else { return 0 }
        var now = timespec()
        clock_gettime(CLOCK_BOOTTIME, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
            - ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The largest resident set so far (VmHWM); 0 where the system does not tell.
    package static var peakMemoryBytes: Int {
        for line in text(of: "/proc/self/status").split(separator: "\n")
        where line.hasPrefix("VmHWM:") {
            let kibibytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst()
            return (kibibytes.first.flatMap { Int($0) } ?? 0) << 10
        }
        return 0
    }

    /// Seconds in which the main thread could have run, had a core been free: the second number of
    /// `/proc/self/schedstat`, in nanoseconds. Nil where the kernel does not count them.
    package static var queuedSeconds: Double? {
        let numbers = text(of: "/proc/self/schedstat").split { $0 == " " || $0 == "\n" }
        return numbers.count == 3 ? Double(numbers[1]).map { $0 * 1e-9 } : nil
    }

    /// The number of cores (hardware threads) that this process may run on; 1 where the system does
    /// not tell.
    package static var usableCores: Int { max(1, coreMask.reduce(0) { $0 + $1.nonzeroBitCount }) }

    /// A bit for each core that this process may run on; zeros where the system does not tell.
    static var coreMask: [UInt64] {
        var mask = [UInt64](repeating: 0, count: Int(CPROCESS_CORE_WORDS))
        cprocess_read_core_mask(&mask)
        return mask
    }

    /// The ELF build-id of the program in hexadecimal: what tells two builds apart.
    package static let buildID: String = {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
            guard let start = buffer.baseAddress else { return "" }
            cprocess_build_id(start, buffer.count)
            return String(cString: start)
        }
    }()

    package static var processID: Int32 { getpid() }

    /// Seconds since 1970 began, UTC.
    package static var utcSeconds: Int { time(nil) }

    /// Why the memory of another process of this host cannot be read, as MPI does for messages that
    /// are copied once; nil when it can.
    /// - Parameter address: of eight bytes there.
    package static func memoryReadError(process: Int32, address: UInt64) -> Int32? {
        var bytes: UInt64 = 0
        let code = cprocess_read_memory(process, address, &bytes, MemoryLayout.size(ofValue: bytes))
        return code == 0 ? nil : code
    }

    /// The beginning of a file, such as one of `/proc`; empty where there is none, or a link or pipe.
    static func text(of path: String, capacity: Int = 8192) -> String {
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: capacity)
        let count = Glibc.read(file, &bytes, bytes.count)
        return String(decoding: bytes[..<max(0, count)], as: UTF8.self)
    }
}
