/// Adds subtrees of the sum to larger subtrees, in tree order, over one range of their elements.
/// The additions are planned once and run for every sum.
///
/// The subtrees themselves are not changed, because several ranks may read them at the same time.
struct SubtreeFold {
    /// A subtree of the sum, and the vector (or a part of it) that holds its partial sum.
    struct Subtree {
        let leaves: Range<Int>
        let place: Place
    }

    /// Where the elements of a vector are in memory.
    struct Place {
        /// The address of element `origin`.
        let base: UnsafeMutablePointer<Float>
        /// The index of the element at `base`.
        let origin: Int
        /// Whether the memory holds one block only, which every block reuses for intermediate sums.
        var isScratch = false

        @inline(__always)
        func block(at start: Int) -> UnsafeMutablePointer<Float> {
            isScratch ? base : base + (start - origin)
        }
    }

    /// The partial sums that need leaves of other ranks to be added further, in the order of their
    /// leaves. A subtree to which nothing was added stays in its place.
    let roots: [Subtree]

    private let range: Range<Int>
    private let precision: SumPrecision
    private let steps: [Step]
    private let scratch: FloatMemory

    private enum Step {
        case setToSum(Place, left: Place, right: Place)
        case add(Place, to: Place)
    }

    /// - Parameters:
    ///   - subtrees: in any order; together, their leaves must be one contiguous range.
    ///   - range: the elements to add.
    ///   - result: where the root with these leaves is written; called for roots that are sums.
    init(
        _ subtrees: [Subtree], in tree: SummationTree, range: Range<Int>, precision: SumPrecision,
        result: (_ leaves: Range<Int>) -> Place
    ) {
        let scratch = FloatMemory(floatCount: subtrees.count * Self.blockSize)
        let additions = tree.additions(joining: subtrees.map(\.leaves))
        let sources = Set(additions.map(\.source))
        var leaves = subtrees.map(\.leaves)
        for addition in additions {
            leaves[addition.destination] =
                leaves[addition.destination].lowerBound..<leaves[addition.source].upperBound
        }
        var places = subtrees.map(\.place)
        var isSum = [Bool](repeating: false, count: subtrees.count)
        steps = additions.map { addition in
            let (left, right) = (places[addition.destination], places[addition.source])
            if isSum[addition.destination] { return .add(right, to: left) }
            let sum =
                sources.contains(addition.destination)
                ? Place(
                    base: scratch.start + addition.destination * Self.blockSize, origin: 0,
                    isScratch: true)
                : result(leaves[addition.destination])
            places[addition.destination] = sum
            isSum[addition.destination] = true
            return .setToSum(sum, left: left, right: right)
        }
        roots = subtrees.indices.filter { !sources.contains($0) }
            .map { Subtree(leaves: leaves[$0], place: places[$0]) }
            .sorted { $0.leaves.lowerBound < $1.leaves.lowerBound }
        self.range = range
        self.precision = precision
        self.scratch = scratch
    }

    /// Computes the roots from the current contents of the subtrees.
    func run() {
        let split = precision.split(range)
        run(range.lowerBound..<split, rounds: false)
        run(split..<range.upperBound, rounds: true)
    }

    @inline(__always)
    private func run(_ range: Range<Int>, rounds: Bool) {
        // One block at a time, so that intermediate sums stay in the cache.
        for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.blockSize) {
            let count = min(Self.blockSize, range.upperBound - start)
            for step in steps {
                switch step {
                case .setToSum(let sum, let left, let right):
                    FloatAdditions.set(
                        sum.block(at: start), to: left.block(at: start),
                        plus: right.block(at: start), count: count, rounds: rounds)
                case .add(let source, let sum):
                    FloatAdditions.add(
                        source.block(at: start), to: sum.block(at: start), count: count,
                        rounds: rounds)
                }
            }
        }
    }

    /// In floats: 2 KiB for each vector.
    private static let blockSize = 512
}
