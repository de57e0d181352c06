/// The memory of a sum on one host, as one of its ranks sees it.
struct HostMemory {
    /// This rank's number on its host.
    let localRank: Int
    let total: UnsafeMutablePointer<Float>
    /// Those of all ranks of the host; nil where memory is not shared.
    let flags: [SharedFlags]?

    /// Each rank's maximal subtrees are the first of its vectors; those of other ranks of the host are
    /// there where memory is shared.
    private let vectors: [UnsafeMutablePointer<Float>?]
    /// The floats from one vector of a rank to the next.
    private let vectorStride: Int
    /// The total where it is not in memory that the group owns.
    private let ownTotal: FloatMemory?

    /// - Parameter flagFloats: the floats before the vectors of each rank.
    init(
        _ memory: SumMemory, of group: any Collective, vectorStride: Int, flagFloats: Int,
        elementCount: Int
    ) {
        localRank = group.layout.localRank(of: group.rank)
        self.vectorStride = vectorStride
        if let shared = memory.shared {
            vectors = shared.vectors.map { $0 + flagFloats }
            flags = shared.vectors.map { SharedFlags(in: $0) }
            total = shared.total
            ownTotal = nil
        } else {
            let ranks = group.layout.hosts[group.layout.host(of: group.rank)]
            vectors = ranks.map { rank in
                rank == group.rank ? memory.vectors.baseAddress.map { $0 + flagFloats } : nil
            }
            flags = nil
            let own = FloatMemory(floatCount: elementCount)
            total = own.start
            ownTotal = own
        }
    }

    /// A vector of a rank of this host; nil where this rank cannot look into that one's memory.
    func vector(_ index: Int, ofLocalRank localRank: Int) -> UnsafeMutablePointer<Float>? {
        vectors[localRank].map { $0 + index * vectorStride }
    }
}
