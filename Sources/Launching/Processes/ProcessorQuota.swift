/// The CPU quota of the control groups (cgroups) that a process belongs to, as in a container.
package enum ProcessorQuota {
    /// Where the cpu controller of cgroup version 1 is mounted.
    private static let mounts1 = ["cpu", "cpu,cpuacct", "cpuacct,cpu"].map {
        "/sys/fs/cgroup/\($0)"
    }
    /// Where cgroup version 2 is mounted, alone or next to version 1.
    private static let mounts2 = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"]

    /// The smallest quota that applies, in processors (1.5 for 150 ms in each 100 ms); nil without
    /// any.
    ///
    /// - Parameters:
    ///   - groups: the text of `/proc/self/cgroup`.
    ///   - contents: returns the text of the file at a path, or nil if there is none.
    package static func smallest(groups: String, contents: (String) -> String?) -> Double? {
        let fields = groups.split(separator: "\n").map {
            $0.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        }.filter { $0.count == 3 }
        // In a container, the path may be the one on the host, while the container's own group is
        // mounted as "/". So all groups from "/" down to the path are read; those that do not exist
        // here set no limit.
        func folders(of isController: (Substring) -> Bool) -> [String] {
            let path = fields.first { isController($0[1]) }?[2] ?? "/"
            return foldersFromRoot(to: path)
        }
        let folders1 = folders { $0.split(separator: ",").contains("cpu") }
        let folders2 = folders(of: \.isEmpty)
        let quotas1 = mounts1.flatMap { mount in
            folders1.map { folder in
                quota(
                    contents("\(mount)\(folder)/cpu.cfs_quota_us"),
                    contents("\(mount)\(folder)/cpu.cfs_period_us"))
            }
        }
        let quotas2 = mounts2.flatMap { mount in
            folders2.map { folder in
                let words = contents("\(mount)\(folder)/cpu.max")?.split(separator: " ") ?? []
                return words.count == 2 ? quota(String(words[0]), String(words[1])) : nil
            }
        }
        return (quotas1 + quotas2).compactMap { $0 }.min()
    }

    /// A folder and all folders above it, without trailing slashes: `""`, `/a`, `/a/b` for `/a/b`.
    private static func foldersFromRoot(to path: Substring) -> [String] {
        path.split(separator: "/").reduce(into: [""]) { folders, name in
            folders.append("\(folders[folders.count - 1])/\(name)")
        }
    }

    /// - Parameters:
    ///   - quota: microseconds of processor time in each period; `max` or -1 for no limit.
    ///   - period: in microseconds.
    /// - Returns: the number of processors; nil without a limit.
    private static func quota(_ quota: String?, _ period: String?) -> Double? {
        func number(_ text: String?) -> Double? {
            (text?.split(whereSeparator: \.isWhitespace).first).flatMap { Double($0) }
        }
        guard let quota = number(quota), let period = number(period), quota > 0, period > 0 else {
            return nil
        }
        return quota / period
    }
}
