/// Decides from repeated polls of all ranks' progress whether the job is stalled. It has no clock
/// and no threads, so tests can feed it any history.
package struct StallJudge {
    /// The number of consecutive polls in which no rank made progress.
    package private(set) var quietLooks = 0
    /// The progress of each rank in the last poll.
    private var last: [RankPlace?]
    /// For each rank, the number of consecutive polls without a new heartbeat.
    private var silentLooks: [Int]
    /// A rank without a heartbeat for this number of polls is considered stopped.
    private let silenceLimit: Int

    /// - Parameter lookLimit: the number of polls without progress that make a stall.
    package init(worldSize: Int, lookLimit: Int) {
        last = [RankPlace?](repeating: nil, count: worldSize)
        silentLooks = [Int](repeating: 0, count: worldSize)
        // A stopped process misses heartbeats during the whole stall. A busy one may miss a few,
        // and its file may arrive late from another host.
        silenceLimit = max(3, lookLimit / 5)
    }

    /// - Parameter places: the progress of each rank; nil for a rank that cannot be seen.
    package mutating func look(at places: [RankPlace?]) {
        var hasMoved = false
        for (rank, place) in places.enumerated() {
            let before = last[rank]
            let isSilent = place?.heartbeats == before?.heartbeats
            silentLooks[rank] = isSilent ? silentLooks[rank] + 1 : 0
            if let place, let before, place.isStill(since: before) { continue }
            if place != nil { hasMoved = true }
        }
        last = places
        quietLooks = hasMoved || mayWaitForUnseen ? 0 : quietLooks + 1
    }

    /// Whether all visible ranks are waiting, possibly for an invisible rank that is working.
    private var mayWaitForUnseen: Bool {
        guard last.contains(where: { $0 == nil }) else { return false }
        return last.indices.allSatisfy { rank in
            last[rank].map { $0.isWaiting && isAwake(rank) } ?? true
        }
    }

    /// The rank that should report a stall: the lowest visible one whose process runs.
    package var speaker: Int? { last.indices.first { last[$0] != nil && isAwake($0) } }

    /// A description of the stall: the progress of every rank.
    package func report(seconds: Int, hostNames: [String]) -> StallReport {
        StallReport(
            seconds: seconds,
            ranks: last.indices.map { rank in
                StallReport.Rank(
                    rank: rank, hostName: hostNames[rank], place: last[rank],
                    isAwake: isAwake(rank))
            })
    }

    private func isAwake(_ rank: Int) -> Bool { silentLooks[rank] < silenceLimit }
}
