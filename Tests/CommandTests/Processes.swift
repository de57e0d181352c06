import TestSupport

/// The processes that a process has started and that still run.
func children(of processID: Int32) -> [Int32] {
    let list = try? text(of: "/proc/\(processID)/task/\(processID)/children")
    return (list ?? "").split(separator: " ").compactMap { Int32($0) }
}

/// Whether a process has a handler for a signal.
func catches(_ signal: Int32, process: Int32) -> Bool {
    let status = (try? text(of: "/proc/\(process)/status")) ?? ""
    let mask = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }
    let digits = mask?.split(whereSeparator: { $0 == "\t" || $0 == " " }).last
    return digits.flatMap { UInt64($0, radix: 16) }.map { $0 >> (signal - 1) & 1 == 1 } ?? false
}
