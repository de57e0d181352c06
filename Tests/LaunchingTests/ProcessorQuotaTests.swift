import Launching
import Testing

/// Where the limits of containers and batch systems stand.
@Suite struct ProcessorQuotaTests {
    private func quota(_ groups: String, _ files: [String: String]) -> Double? {
        ProcessorQuota.smallest(groups: groups) { files[$0] }
    }

    @Test func aContainerOfVersion2SeesItsOwnAtTheRoot() {
        let file = "/sys/fs/cgroup/cpu.max"
        #expect(quota("0::/\n", [file: "150000 100000\n"]) == 1.5)
        #expect(quota("0::/\n", [file: "max 100000\n"]) == nil)
        #expect(quota("0::/\n", [:]) == nil)
        #expect(quota("", [file: "50000 100000\n"]) == 0.5)
    }

    @Test(arguments: ["cpu", "cpu,cpuacct", "cpuacct,cpu"])
    func version1IsReadFromEachOfItsFolders(folder: String) {
        func files(_ quota: String, _ path: String = "") -> [String: String] {
            let place = "/sys/fs/cgroup/\(folder)\(path)"
            return [
                "\(place)/cpu.cfs_quota_us": "\(quota)\n",
                "\(place)/cpu.cfs_period_us": "100000\n",
            ]
        }
        let groups = "5:memory:/\n4:\(folder):/docker/abc\n"
        #expect(quota(groups, files("50000")) == 0.5)
        #expect(quota(groups, files("250000", "/docker/abc")) == 2.5)
        #expect(quota(groups, files("-1")) == nil)
        #expect(quota("4:\(folder):/\n", files("250000", "/docker/abc")) == nil)
    }

    /// A service of systemd, in a slice with less.
    @Test func theSmallestLimitOfAllGroupsAboveCounts() {
        let files = [
            "/sys/fs/cgroup/system.slice/cpu.max": "300000 100000\n",
            "/sys/fs/cgroup/system.slice/job.service/cpu.max": "400000 100000\n",
            "/sys/fs/cgroup/cpu.max": "max 100000\n",
        ]
        #expect(quota("0::/system.slice/job.service\n", files) == 3)
        #expect(quota("0::/system.slice\n", files) == 3)
        #expect(quota("0::/user.slice\n", files) == nil)
    }

    @Test func version2NextToVersion1IsReadToo() {
        #expect(
            quota("1:cpu:/\n0::/a\n", ["/sys/fs/cgroup/unified/a/cpu.max": "100000 100000"]) == 1)
    }
}
