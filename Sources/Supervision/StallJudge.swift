/// Tells from the places of all ranks, looked at again and again, whether the job still moves.
package struct StallJudge {
    /// How many looks in a row have found that no rank moved.
    package private(set) var quietLooks = 0
    private var last: [RankPlace?]
    /// For each rank, how many looks in a row have found no heartbeat.
    private var silentLooks: [Int]
    /// A rank without a heartbeat for so many looks is taken for stopped.
    private let silenceLimit: Int

    /// - Parameter lookLimit: the quiet looks that are a stall.
    package init(worldSize: Int, lookLimit: Int) {
        last = [RankPlace?](repeating: nil, count: worldSize)
        silentLooks = [Int](repeating: 0, count: worldSize)
        // A stopped rank is silent as long as all are quiet. One that works may be slow to wake, and
        // its file slow to come from another host.
        silenceLimit = max(3, lookLimit / 5)
    }

    /// - Parameter places: nil for a rank that cannot be seen.
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

    /// Whether all ranks that can be seen wait, perhaps for one that cannot and works.
    private var mayWaitForUnseen: Bool {
        guard last.contains(where: { $0 == nil }) else { return false }
        return last.indices.allSatisfy { rank in
            last[rank].map { $0.isWaiting && isAwake(rank) } ?? true
        }
    }

    /// The lowest rank that can be seen and runs.
    package var speaker: Int? { last.indices.first { last[$0] != nil && isAwake($0) } }

    /// What is known of the stall.
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
