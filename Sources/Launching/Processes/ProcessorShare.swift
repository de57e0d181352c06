import Files

/// The processors that a process may use, and the share of their time.
package struct ProcessorShare: Equatable, Sendable {
    /// The numbers of the processors that it may run on; empty if unknown.
    package let processors: [Int]
    /// The CPU time that control groups allow, in processors (2.5 is two and a half), as in a
    /// container; nil without a limit.
    package let quota: Double?

    package init(processors: [Int], quota: Double?) {
        self.processors = processors
        self.quota = quota
    }

    /// The share of this process.
    package static var own: ProcessorShare {
        let name = "Cpus_allowed_list:"
        let list = InputFile.systemText("/proc/self/status")?.split(separator: "\n")
            .first { $0.hasPrefix(name) }
            .map { $0.dropFirst(name.count).filter { !$0.isWhitespace } }
        return ProcessorShare(
            processors: ProcessorList.parse(list ?? ""),
            quota: ProcessorQuota.smallest(
                groups: InputFile.systemText("/proc/self/cgroup") ?? "",
                contents: InputFile.systemText))
    }

    /// The number of ranks that can have a processor each; at least 1.
    package var wholeCount: Int {
        let count = Double(processors.count)
        return max(1, Int(min(count, quota ?? count)))
    }
}
