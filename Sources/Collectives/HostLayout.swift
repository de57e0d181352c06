/// Which ranks run on which host.
///
/// Hosts are numbered by their lowest ranks, and a host's ranks by their place among them. In this
/// order, not in that of the ranks, workers are shared out: a host's workers are neighbours in the
/// summation tree however the launcher has dealt the ranks, so that the host can add them alone.
package struct HostLayout: Sendable, Equatable {
    /// The ranks of each host, in rising order.
    package let hosts: [[Int]]

    private let places: [Place]

    private struct Place: Equatable {
        let host: Int
        let localRank: Int
        let position: Int
    }

    /// - Parameter keys: for each rank a number that it has in common with the ranks of its host only.
    package init(keys: [Int]) {
        var hosts: [[Int]] = []
        var hostOfKey: [Int: Int] = [:]
        for (rank, key) in keys.enumerated() {
            if let host = hostOfKey[key] {
                hosts[host].append(rank)
            } else {
                hostOfKey[key] = hosts.count
                hosts.append([rank])
            }
        }
        var places = keys.map { _ in Place(host: 0, localRank: 0, position: 0) }
        var position = 0
        for (host, ranks) in hosts.enumerated() {
            for (localRank, rank) in ranks.enumerated() {
                places[rank] = Place(host: host, localRank: localRank, position: position)
                position += 1
            }
        }
        self.hosts = hosts
        self.places = places
    }

    /// All ranks on one host.
    package init(worldSize: Int) {
        self.init(keys: [Int](repeating: 0, count: worldSize))
    }

    package var worldSize: Int { places.count }

    /// The number of the host that `rank` runs on.
    package func host(of rank: Int) -> Int { places[rank].host }

    /// The number of `rank` among the ranks of its host.
    package func localRank(of rank: Int) -> Int { places[rank].localRank }

    /// The number of `rank` among all ranks, host by host.
    package func position(of rank: Int) -> Int { places[rank].position }
}
