import Diagnosis
import Failures
import Files
import Glibc
import Inspection
import RunRecords
import SystemPackage
import Testing

/// What `doctor` says of memory and disks.
@Suite struct ResourceFindingsTests {
    private func sharedMemory(_ free: Int?, ranks: Int) -> Finding {
        let reports = (0..<ranks).map { rank in
            var report = RankReport.sample(rank: rank)
            report.hasSharedMemory = free != nil
            report.sharedMemoryBytes = free
            return report
        }
        return MemoryFindings.sharedMemory(reports)[0]
    }

    /// Two ranks of four workers each hold three vectors of 5 MiB, and one is the total: 35 MiB,
    /// 5 % more, and two segments of 4 MiB.
    @Test func sharedMemoryMustHoldTheVectorsOfAllRanks() {
        #expect(sharedMemory(45 << 20, ranks: 2).level == .ok)
        #expect(
            sharedMemory(45 << 20, ranks: 2).text == "45 MiB are free, 2 ranks need at most 45 MiB")
        let little = sharedMemory(44 << 20, ranks: 2)
        #expect(little.level == .warning)
        #expect(little.text.contains("use messages instead, slower"))
        #expect(little.remedy?.contains("--shm-size") == true)
        #expect(sharedMemory(7 << 20, ranks: 2).level == .bad)
        #expect(sharedMemory(nil, ranks: 2).level == .warning)
    }

    /// As a tmpfs without a limit does.
    @Test func sharedMemoryThatDoesNotTellItsSizeIsWell() {
        var report = RankReport.sample(rank: 0)
        report.sharedMemoryBytes = nil
        let finding = MemoryFindings.sharedMemory([report])[0]
        #expect(finding.level == .ok)
        #expect(finding.text.hasPrefix("its free space is unknown, 8 ranks need"))
    }

    @Test func aProcessAloneAsksForAJobOnAllProcessors() {
        #expect(sharedMemory(31 << 20, ranks: 1).level == .bad)
    }

    @Test func ranksOfAHostHaveAWindowBesideOtherHosts() {
        let reports = (0..<4).map { rank in
            var report = RankReport.sample(rank: rank, host: "node\(rank / 2)")
            report.sharedMemoryBytes = 44 << 20
            return report
        }
        let findings = MemoryFindings.sharedMemory(reports)
        #expect(findings.map(\.level) == [.warning, .warning])
        #expect(findings.allSatisfy { $0.text.contains("use messages instead, slower") })
    }

    @Test func ranksThatAreAloneOnTheirHostsHaveNoWindow() {
        var reports = [RankReport.sample(rank: 0), .sample(rank: 1, host: "node2")]
        for place in reports.indices { reports[place].sharedMemoryBytes = 5 << 20 }
        #expect(MemoryFindings.sharedMemory(reports).map(\.level) == [.ok, .ok])
    }

    @Test func theRankThatMayNotReadItsNeighbourIsNamed() throws {
        var reports = (0..<3).map { RankReport.sample(rank: $0) }
        reports[1].traceScope = 1
        #expect(MemoryFindings.singleCopy(reports, errors: [nil, nil, nil])?.level == .ok)
        let finding = try #require(
            MemoryFindings.singleCopy(reports, errors: [nil, EPERM, nil]))
        #expect(finding.level == .warning)
        #expect(finding.text.contains("rank 1 on node1 may not read"))
        #expect(finding.text.contains("(ptrace_scope is 1)"))
    }

    @Test func aProcessAloneTellsOfAForbiddingKernelOnly() {
        var report = RankReport.sample(rank: 0)
        #expect(MemoryFindings.singleCopy([report], errors: [nil]) == nil)
        report.traceScope = 2
        #expect(MemoryFindings.singleCopy([report], errors: [nil])?.level == .warning)
    }

    private func disk(_ change: (inout DiskReport) -> Void) -> [Finding] {
        var report = DiskReport()
        report.folder = "runs"
        report.freeByteCount = 1 << 30
        report.writeSeconds = 0.01
        change(&report)
        return DiskFindings.findings(of: report, program: RankReport.sample(rank: 0).program)
    }

    @Test func aDiskNeedsRoomForFourCheckpoints() {
        #expect(disk { $0.freeByteCount = 56 << 20 }.map(\.level) == [.ok])
        #expect(disk { $0.freeByteCount = 55 << 20 }.map(\.level) == [.bad])
        let unknown = disk { $0.freeByteCount = nil }
        #expect(unknown.map(\.level) == [.ok])
        #expect(unknown[0].text.contains("does not report its free space"))
    }

    @Test func aSlowOrFailingDiskIsNamed() {
        #expect(disk { $0.writeSeconds = 0.6 }.map(\.level) == [.warning])
        let failure = FileError(
            .cannotCreate, operation: "create", path: "runs/x", errno: .readOnlyFileSystem)
        let findings = disk { $0.failure = failure }
        #expect(findings.map(\.level) == [.bad])
        #expect(findings[0].text.contains("Read-only file system"))
    }

    @Test func aRunFolderInUseIsAWarning() {
        let findings = disk { $0.lock = .held(RunLock.Holder(host: "node7", process: 4711)) }
        #expect(findings.map(\.level) == [.ok, .warning])
        #expect(findings[1].text == "in use by process 4711 on host node7")
    }
}
