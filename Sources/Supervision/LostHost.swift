/// A host that the network no longer reaches.
struct LostHost {
    let name: String
    /// The hosts from which it was tried, in the order of their ranks.
    let observers: [String]
}

extension StallReport {
    /// The hosts that are cut off, according to the visible ranks.
    ///
    /// If two hosts do not reach each other, the one that more hosts report is lost. If the network
    /// is split into two halves, the half without the lowest rank is lost.
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
        // The first entry was reported by the lowest rank that misses any host.
        if let first = lost.first?.observers.first {
            lost.removeAll { !$0.observers.contains(first) }
        }
        let names = Set(lost.map(\.name))
        return lost.map { host in
            LostHost(name: host.name, observers: host.observers.filter { !names.contains($0) })
        }
    }
}
