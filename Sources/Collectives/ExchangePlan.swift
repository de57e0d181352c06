/// Who sends which slice of which subtree to whom: all offsets of a tree sum's exchange, computed
/// once.
///
/// In round k every rank that has a k-th maximal subtree sends slice q of it to each rank q. After
/// all rounds a rank has its slice of every subtree of every rank, one after another.
struct ExchangePlan {
    /// Slice q is `bounds[q] ..< bounds[q + 1]`, with bounds ⌊qN/R⌋, so that slices differ by at
    /// most one float.
    let bounds: [Int]

    /// The rounds, as many as any rank has maximal subtrees.
    let rounds: [Round]

    /// The additions over received slices, by their place; the total ends in place 0.
    let additions: [SummationTree.Addition]

    /// The number of maximal subtrees of all ranks.
    let subtreeCount: Int

    /// The number of floats a rank receives, its own included.
    let receivedCount: Int

    /// One call of the group's `exchange`.
    struct Round {
        /// The stack's vector whose slices are sent.
        let vector: Int
        let sendOffsets: [Int]
        /// Where the first slice of the round is placed.
        let receiveStart: Int
        let receiveOffsets: [Int]
    }

    init(assignment: WorkerAssignment, rank: Int, elementCount: Int) {
        let worldSize = assignment.worldSize
        let subtrees = (0..<worldSize).map { assignment.maximalSubtrees(of: $0) }
        let roundCount = subtrees.map(\.count).max() ?? 0
        let bounds = (0...worldSize).map { sliceBound($0, of: worldSize, elementCount) }
        let sliceCount = bounds[rank + 1] - bounds[rank]

        var rounds: [Round] = []
        var order: [Range<Int>] = []
        for round in 0..<roundCount {
            let receiveStart = order.count * sliceCount
            var receiveOffsets = [0]
            for source in 0..<worldSize {
                if round < subtrees[source].count {
                    order.append(subtrees[source][round])
                }
                receiveOffsets.append(order.count * sliceCount - receiveStart)
            }
            let sends = round < subtrees[rank].count
            rounds.append(
                Round(
                    vector: sends ? round : 0,
                    sendOffsets: sends ? bounds : [Int](repeating: 0, count: worldSize + 1),
                    receiveStart: receiveStart, receiveOffsets: receiveOffsets))
        }

        // Rank 0 begins with leaf 0, so the total ends in place 0.
        additions = assignment.tree.additions(joining: order)
        self.bounds = bounds
        self.rounds = rounds
        subtreeCount = order.count
        receivedCount = order.count * sliceCount
    }
}

/// ⌊index · elementCount / worldSize⌋ without a product that could overflow.
func sliceBound(_ index: Int, of worldSize: Int, _ elementCount: Int) -> Int {
    let (quotient, remainder) = elementCount.quotientAndRemainder(dividingBy: worldSize)
    return index * quotient + index * remainder / worldSize
}
