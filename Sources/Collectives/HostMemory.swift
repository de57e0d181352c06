/// The buffers of a sum on one host, as one of its ranks sees them: its own vectors, those of the
/// host's other ranks if they share memory, and the total.
struct HostMemory {
    /// This rank's number on its host.
    let localRank: Int
    /// Where the sum over all workers is written.
    let total: UnsafeMutablePointer<Float>
    /// The flags of all ranks of the host; nil if memory is not shared.
    let flags: [SharedFlags]?

    /// The vectors of each rank of the host, by local rank; its maximal subtrees come first. Nil
    /// for other ranks if memory is not shared.
    private let vectors: [UnsafeMutablePointer<Float>?]
    /// The distance between two vectors of a rank, in floats.
    private let vectorStride: Int
    /// Owns the total if memory is not shared; otherwise the group owns it.
    private let ownTotal: FloatMemory?

    /// - Parameter flagFloats: the number of floats for flags before the vectors of each rank.
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

    /// A vector of a rank of this host; nil if its memory is not visible to this rank.
    func vector(_ index: Int, ofLocalRank localRank: Int) -> UnsafeMutablePointer<Float>? {
        vectors[localRank].map { $0 + index * vectorStride }
    }
}
