/// How much of the processors' time the control groups of a process allow.
package enum ProcessorQuota {
    /// Where the controller of processors is mounted, in version 1.
    private static let mounts1 = ["cpu", "cpu,cpuacct", "cpuacct,cpu"].map {
        "/sys/fs/cgroup/\($0)"
    }
    /// Where version 2 is mounted, alone or next to version 1.
    private static let mounts2 = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"]

    /// The smallest of the quotas that apply, in processors; nil without any.
    /// - Parameters:
    ///   - groups: `/proc/self/cgroup`.
    ///   - contents: the text of the file at a path; nil where there is none.
    package static func smallest(groups: String, contents: (String) -> String?) -> Double? {
        let fields = groups.split(separator: "\n").map {
            $0.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        }.filter { $0.count == 3 }
        // The path in a container may be the host's, while the container sees its own group as "/".
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

    /// The folder and all above it, without slashes at their ends: `""`, `/a`, `/a/b` for `/a/b`.
    private static func foldersFromRoot(to path: Substring) -> [String] {
        path.split(separator: "/").reduce(into: [""]) { folders, name in
            folders.append("\(folders[folders.count - 1])/\(name)")
        }
    }

    /// Microseconds of time in each period; nil where there is no limit (`max`, or -1).
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
