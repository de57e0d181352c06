/// A host that the network does not reach any more.
struct LostHost {
    let name: String
    /// The hosts that have tried, in the order of their ranks.
    let observers: [String]
}

extension StallReport {
    /// The hosts that are cut off, as far as the ranks that are seen have found out.
    ///
    /// Where two hosts do not reach each other, the one that more hosts miss is lost, and of two halves
    /// the one without the lowest rank.
    var lostHosts: [LostHost] {
        var missing: [(name: String, observers: [String])] = []
        for rank in ranks {
            for other in rank.place?.unreached.ranks ?? [] where other < ranks.count {
                let name = ranks[other].hostName
                if let index = missing.firstIndex(where: { $0.name == name }) {
                    missing[index].observers.append(rank.hostName)
                } else {
                    missing.append((name, [rank.hostName]))
                }
            }
        }
        let most = missing.map(\.observers.count).max()
        var lost = missing.filter { $0.observers.count == most }
        // The first was found by the lowest rank that misses any.
        if let first = lost.first?.observers.first {
            lost.removeAll { !$0.observers.contains(first) }
        }
        let names = Set(lost.map(\.name))
        return lost.map { host in
            LostHost(name: host.name, observers: host.observers.filter { !names.contains($0) })
        }
    }
}
