package import Collectives
package import Datasets
import Files
package import Inspection
import RunRecords

/// Looks for what would slow down a run or prevent it: in the program, on the ranks' hosts, on the
/// disk of the run folder and in the data.
///
/// A new kind of finding is an enum of its own, `…Findings`, whose function `examine` adds to the
/// list.
package struct Doctor {
    let program: ProgramFacts
    /// Nil if no data are to be examined.
    let data: DataFolders?
    /// Nil for a new folder below `runs`.
    let runPath: String?
    let memoryReadError: (_ process: Int32, _ address: UInt64) -> Int32?
    let computing: () throws -> [StepCostFindings.Computing]

    /// - Parameters:
    ///   - memoryReadError: tries to read eight bytes of another process, as MPI does, and returns
    ///     the errno of a failure.
    ///   - computing: measures how fast this rank computes each preset.
    package init(
        program: ProgramFacts, data: DataFolders?, runPath: String?,
        memoryReadError: @escaping (_ process: Int32, _ address: UInt64) -> Int32?,
        computing: @escaping () throws -> [StepCostFindings.Computing] = { [] }
    ) {
        self.program = program
        self.data = data
        self.runPath = runPath
        self.memoryReadError = memoryReadError
        self.computing = computing
    }

    /// Examines this process, its host, the disk and the data, without MPI.
    package func examine() -> Examination {
        withProbe { address in
            let report = RankReport.own(rank: 0, program: program, probeAddress: address)
            let audit = data.map { DataAudit($0, runPath: runPath) }
            return Examination(
                subject: "this process on \(report.host)",
                findings: ProgramFindings.findings(of: [report])
                    + HostFindings.name(of: report)
                    + HostFindings.smallFiles(limit: FileSizeLimit.byteCount)
                    + ProcessorFindings.findings(of: [report])
                    + PlacementFindings.findings(of: [report])
                    + MemoryFindings.sharedMemory([report])
                    + [MemoryFindings.singleCopy([report], errors: [nil])].compactMap { $0 }
                    + DiskFindings.findings(of: DiskReport.probe(runFolder), program: program)
                    + (audit?.findings ?? []))
        }
    }

    /// Examines all ranks of a job, and also clocks, memory and network between them. Every rank
    /// calls it.
    ///
    /// - Returns: the examination on rank 0; nil elsewhere.
    package func examine(in world: any Collective) throws -> Examination? {
        try withProbe { address in
            let reports = try world.allGather(
                RankReport.own(rank: world.rank, program: program, probeAddress: address))
            let memoryErrors = try world.allGather(neighbourError(of: world.rank, reports))
            let clocks = try ClockOffset.measure(in: world)
            let members = PairMembers(of: world.layout)
            let speeds = try PairSpeed.measure(between: members, in: world)
            let cost = try stepCost(speeds, members, in: world)
            // After the pairs, since reading all images would slow them down. One rank of each host
            // reads.
            let isFirstOfHost =
                reports.first { $0.host == reports[world.rank].host }
                .map { $0.rank == world.rank } ?? false
            let audit = isFirstOfHost ? data.map { DataAudit($0, runPath: runPath) } : nil
            let digests = try world.allGather(audit?.digest)
            guard world.isRoot else { return nil }
            let pairs = PairFindings.finding(
                of: speeds, between: members, reports: reports,
                isOversubscribed: ProcessorFindings.isOversubscribed(reports))
            return Examination(
                subject: world.worldSize == 1 ? "1 rank" : "\(world.worldSize) ranks",
                findings: ProgramFindings.findings(of: reports)
                    + HostFindings.findings(of: reports, clocks: clocks)
                    + ProcessorFindings.findings(of: reports)
                    + PlacementFindings.findings(of: reports)
                    + MemoryFindings.sharedMemory(reports)
                    + [MemoryFindings.singleCopy(reports, errors: memoryErrors), pairs, cost]
                    .compactMap { $0 }
                    + DiskFindings.findings(of: DiskReport.probe(runFolder), program: program)
                    + (audit?.findings ?? []) + Self.dataAgreement(digests, reports))
        }
    }

    /// What a step of each preset would cost, if there are several hosts; nil on ranks other than
    /// 0.
    private func stepCost(
        _ speeds: [PairSpeed], _ members: PairMembers, in world: any Collective
    ) throws -> Finding? {
        guard members.areHosts else { return nil }
        try world.barrier()
        let all = try world.gather(try world.agree { try computing() })
        guard let slowest = PairFindings.slowest(of: speeds) else { return nil }
        let ranks = all.dropFirst().reduce(all.first ?? []) { slower, own in
            zip(slower, own).map { $0.workerSeconds < $1.workerSeconds ? $1 : $0 }
        }
        return StepCostFindings.finding(
            of: ranks, slowest: slowest, layout: world.layout, program: program)
    }

    /// A new run folder would be created below `runs`.
    private var runFolder: String { runPath ?? "runs" }

    /// Calls `body` with the address of eight bytes, which exist until it returns.
    private func withProbe<Result>(_ body: (UInt64) throws -> Result) rethrows -> Result {
        var probe: UInt64 = 0
        return try withUnsafeMutablePointer(to: &probe) { try body(UInt64(UInt(bitPattern: $0))) }
    }

    /// The errno with which this rank fails to read the memory of the next rank on its host; nil if
    /// it can, or is alone there.
    private func neighbourError(of rank: Int, _ reports: [RankReport]) -> Int32? {
        let own = reports[rank]
        let others = reports.filter { $0.host == own.host && $0.rank != rank }
        guard let neighbour = others.first(where: { $0.rank > rank }) ?? others.first else {
            return nil
        }
        return memoryReadError(neighbour.process, neighbour.probeAddress)
    }

    /// Whether all hosts see the same data.
    private static func dataAgreement(_ digests: [String?], _ reports: [RankReport]) -> [Finding] {
        let readers = digests.indices.filter { digests[$0] != nil }
        guard readers.count > 1 else { return [] }
        let subject = "data of hosts"
        let odd = readers.map { reports[$0] }.disagreement { digests[$0.rank] ?? "none" }
        guard let odd else {
            return [.ok(subject, "the same on all \(readers.count) hosts")]
        }
        return [
            .bad(
                subject, "the data differ: \(odd)",
                remedy: "copy the same images to all hosts, or put them where all see them")
        ]
    }
}
