import Files

/// The processors that a process may use, and how much of their time.
package struct ProcessorShare: Equatable, Sendable {
    /// The numbers of those that it may run on; empty where the system does not tell.
    package let processors: [Int]
    /// The time that control groups allow, in processors, as in a container; nil without a limit.
    package let quota: Double?

    package init(processors: [Int], quota: Double?) {
        self.processors = processors
        self.quota = quota
    }

    /// This process's.
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

    /// How many ranks find a processor each; at least 1.
    package var wholeCount: Int {
        let count = Double(processors.count)
        return max(1, Int(min(count, quota ?? count)))
    }
}
