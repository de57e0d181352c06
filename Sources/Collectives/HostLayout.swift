/// Which ranks run on which host.
///
/// Hosts are numbered by their lowest ranks. Workers are assigned to ranks host by host, not in
/// rank order, so that the workers of a host are contiguous leaves of the summation tree and the
/// host can add them alone, whatever placement of ranks (`mpirun --map-by`) was used.
///
/// Example: ranks 0 and 2 on host A, ranks 1 and 3 on host B give hosts [[0, 2], [1, 3]] and the
/// positions 0, 2, 1 and 3 of ranks 0 to 3.
package struct HostLayout: Sendable, Equatable {
    /// The ranks of each host, in ascending order.
    package let hosts: [[Int]]

    private let places: [Place]

    private struct Place: Equatable {
        let host: Int
        let localRank: Int
        let position: Int
    }

    /// - Parameter keys: a number for each rank that is equal exactly for the ranks of the same
    ///   host.
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

    /// The number of `rank` among the ranks of its host, from 0.
    package func localRank(of rank: Int) -> Int { places[rank].localRank }

    /// The number of `rank` among all ranks, counted host by host.
    package func position(of rank: Int) -> Int { places[rank].position }
}
