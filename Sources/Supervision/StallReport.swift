/// The progress of all ranks at the time of a stall, and from it the ranks that block the job.
package struct StallReport: Sendable, CustomStringConvertible {
    package struct Rank: Sendable {
        package let rank: Int
        package let hostName: String
        /// Nil if the rank cannot be seen.
        package let place: RankPlace?
        /// Whether its process is running, according to its heartbeats.
        package let isAwake: Bool
    }

    /// The time in seconds without progress of any rank.
    package let seconds: Int
    package let ranks: [Rank]

    /// The ranks that block the others, as far as can be determined: those on lost hosts or with
    /// stopped processes; otherwise those that have finished while all others wait; otherwise those
    /// that have entered the fewest collective operations.
    package var behind: [Rank] {
        let lost = Set(lostHosts.map(\.name))
        let seen = ranks.filter { $0.place != nil }
        let away = ranks.filter { lost.contains($0.hostName) || $0.place != nil && !$0.isAwake }
        if !away.isEmpty { return away }
        // Ranks that have finished while all others still wait for them block the job.
        let gone = seen.filter { hasLeft($0) }
        let stay = seen.filter { !hasLeft($0) }
        if !gone.isEmpty, !stay.isEmpty, stay.allSatisfy({ $0.place?.isWaiting == true }) {
            return gone
        }
        let first = seen.compactMap { $0.place?.meetings }.min()
        return seen.filter { $0.place?.meetings == first && $0.place?.isWaiting == false }
    }

    package var description: String {
        var lines = ["no rank has moved for \(seconds) s"]
        let behind = behind
        for rank in behind {
            lines.append("behind is rank \(rank.rank)\(place(of: rank)): \(reason(rank))")
        }
        if behind.isEmpty {
            let unseen = ranks.contains { $0.place == nil }
            lines.append(
                "all ranks\(unseen ? " that can be seen from here" : "") wait for each other, as when"
                    + " the network between them has failed")
        }
        let others = ranks.filter { rank in !behind.contains { $0.rank == rank.rank } }
        for (text, numbers) in grouped(others) {
            lines.append("\(numbers.count == 1 ? "rank" : "ranks") \(list(numbers)): \(text)")
        }
        return lines.joined(separator: "\n")
    }

    private func hasLeft(_ rank: Rank) -> Bool { rank.place?.phase == .ending }

    private func place(of rank: Rank) -> String {
        guard let place = rank.place else { return " on \(rank.hostName)" }
        return " (process \(place.processID) on \(rank.hostName)), \(place)"
    }

    private func reason(_ rank: Rank) -> String {
        if let host = lostHosts.first(where: { $0.name == rank.hostName }) {
            return
                "the network does not reach its host from \(host.observers.joined(separator: ", "))"
        }
        if !rank.isAwake { return "its process is stopped, or its machine hangs" }
        if hasLeft(rank) { return "it has left the others" }
        return "it is busy, or hangs, where the others wait for it"
    }

    /// The ranks grouped by their text, in the order of the first rank of each group.
    private func grouped(_ ranks: [Rank]) -> [(String, [Int])] {
        var groups: [(String, [Int])] = []
        for rank in ranks {
            let text = rank.place.map { "\($0)" } ?? "cannot be seen from here"
            if let index = groups.firstIndex(where: { $0.0 == text }) {
                groups[index].1.append(rank.rank)
            } else {
                groups.append((text, [rank.rank]))
            }
        }
        return groups
    }

    /// Ascending numbers as "0, 2 to 5, 7".
    private func list(_ numbers: [Int]) -> String {
        var runs: [ClosedRange<Int>] = []
        for number in numbers {
            if let last = runs.last, last.upperBound == number - 1 {
                runs[runs.count - 1] = last.lowerBound...number
            } else {
                runs.append(number...number)
            }
        }
        return runs.map { run in
            switch run.count {
            case 1: "\(run.lowerBound)"
            case 2: "\(run.lowerBound), \(run.upperBound)"
            default: "\(run.lowerBound) to \(run.upperBound)"
            }
        }.joined(separator: ", ")
    }
}
