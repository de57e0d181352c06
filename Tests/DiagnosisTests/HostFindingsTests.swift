import Diagnosis
import Inspection
import Testing

/// What `doctor` says of programs, hosts and processors.
@Suite struct HostFindingsTests {
    private let two = [RankReport.sample(rank: 0), .sample(rank: 1, host: "node2")]

    private func levels(_ findings: [Finding]) -> [Finding.Level] { findings.map(\.level) }

    @Test func equalProgramsAreWell() {
        let findings = ProgramFindings.findings(of: two)
        #expect(levels(findings) == [.ok, .ok, .ok], "\(findings)")
    }

    @Test func theRankWithAnotherBuildIsNamed() {
        var reports = two + [.sample(rank: 2)]
        reports[1].program.buildID = "b2"
        let finding = ProgramFindings.findings(of: reports)[0]
        #expect(finding.level == .bad)
        #expect(finding.text.contains("rank 1 on node2 has b2, 2 of 3 ranks have b1"))
    }

    @Test(arguments: ["Open MPI v4.1.6", "Open MPI v4.1.40", "MPICH Version:"])
    func anotherLibraryThanTheHeadersIsBad(library: String) {
        var report = RankReport.sample(rank: 0)
        report.program.mpiLibrary = library
        let finding = ProgramFindings.findings(of: [report])[1]
        #expect(finding.level == .bad)
        #expect(finding.text.contains(library) && finding.text.contains("Open MPI v4.1.4,"))
    }

    @Test func processorsThatDifferNameWhatAllHave() {
        var reports = two
        reports[1].program.kernelSets = ["portable"]
        let finding = ProgramFindings.findings(of: reports)[2]
        #expect(finding.level == .warning)
        #expect(finding.remedy?.contains("(portable)") == true)
    }

    @Test func ranksWithAProcessorEachAreWell() {
        let findings = ProcessorFindings.findings(of: (0..<8).map { .sample(rank: $0) })
        #expect(levels(findings) == [.ok])
    }

    @Test func ranksBoundToOneProcessorAreBadWhereTheHostHasMore() {
        let bound = (0..<4).map { RankReport.sample(rank: $0, processors: [$0 / 2]) }
        let finding = ProcessorFindings.findings(of: bound)[0]
        #expect(finding.level == .bad)
        #expect(finding.text == "ranks 0, 1 are bound to 1 processor, though the host has 8")
        #expect(finding.remedy?.contains("--bind-to none") == true)
    }

    @Test func moreRanksThanProcessorsAreBadUnlessTheyYield() {
        var reports = (0..<9).map { RankReport.sample(rank: $0) }
        #expect(levels(ProcessorFindings.findings(of: reports)) == [.warning])
        reports[4].yields = false
        let finding = ProcessorFindings.findings(of: reports)[0]
        #expect(finding.level == .bad)
        #expect(finding.text.hasPrefix("9 ranks share 8 processors and do not yield"))
        #expect(finding.remedy?.contains("OMPI_MCA_mpi_yield_when_idle=1") == true)
    }

    @Test func aContainersShareOfTheHostCounts() {
        var reports = (0..<4).map { RankReport.sample(rank: $0) }
        for place in reports.indices { reports[place].processorQuota = 2.5 }
        let finding = ProcessorFindings.findings(of: reports)[0]
        #expect(finding.level == .warning)
        #expect(finding.text == "4 ranks share 2 processors")
        let alone = ProcessorFindings.findings(of: [reports[0]])[0]
        #expect(
            alone.text == "8 of the host's 8, with a quota of 2.5; room for 2 ranks")
    }

    @Test func aHostNameThatMpirunCannotBearIsBad() {
        var report = RankReport.sample(rank: 0)
        #expect(HostFindings.name(of: report) == [])
        report.host = String(repeating: "h", count: 60)
        #expect(levels(HostFindings.name(of: report)) == [.bad])
    }

    @Test func eachHostIsLookedAtByItself() {
        let reports =
            (0..<8).map { RankReport.sample(rank: $0) }
            + (8..<18).map { RankReport.sample(rank: $0, host: "node2") }
        let findings = ProcessorFindings.findings(of: reports)
        #expect(findings.map(\.subject) == ["processors, node1", "processors, node2"])
        #expect(levels(findings) == [.ok, .warning])
    }

    @Test func clocksFarApartAreNamedWithTheirHost() {
        func finding(_ seconds: Double, error: Double = 0) -> Finding? {
            HostFindings.findings(
                of: two,
                clocks: [ClockOffset(rank: 1, seconds: seconds, errorSeconds: error)]
            ).last
        }
        #expect(finding(0.5)?.level == .ok)
        // A message that takes five seconds tells nothing more exact.
        #expect(finding(5, error: 5)?.level == .ok)
        #expect(finding(-90)?.level == .warning)
        #expect(finding(-90)?.text == "rank 1's on node2 is 90 s behind rank 0's on node1")
    }

    /// The example of an NTP exchange: 100 ns there, 300 back, the other clock 1,000 ahead.
    @Test func anOffsetFollowsFromFourReadings() {
        let offset = ClockOffset(
            rank: 1, sent: 5_000, arrived: 6_100, answered: 6_150, received: 5_450)
        #expect(abs(offset.seconds - 900e-9) < 1e-15)
        #expect(abs(offset.errorSeconds - 200e-9) < 1e-15)
    }

    @Test func severalHostsNeedKeepalive() {
        var reports = two
        #expect(HostFindings.findings(of: reports, clocks: []).map(\.level) == [.ok])
        reports[1].noticesLostHosts = false
        let findings = HostFindings.findings(of: reports, clocks: [])
        #expect(levels(findings) == [.ok, .warning])
        #expect(findings[0].text == "2 ranks on node1 (1), node2 (1)")
    }

    @Test(arguments: [0, 4 << 20 - 1, 4 << 20, nil] as [UInt64?])
    func aLimitOfFileSizesThatMpirunHangsUnderIsBad(limit: UInt64?) {
        let isTooLow = limit.map { $0 < 4 << 20 } ?? false
        #expect(HostFindings.smallFiles(limit: limit).map(\.level) == (isTooLow ? [.bad] : []))
    }
}
