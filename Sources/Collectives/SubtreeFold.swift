/// Adds subtrees of the sum to larger ones, over one range of their elements, in tree order.
///
/// The subtrees themselves are not changed: ranks that share memory read them side by side.
struct SubtreeFold {
    /// The vector of a subtree, or a part of it.
    struct Subtree {
        let leaves: Range<Int>
        let place: Place
    }

    /// Where the elements of a vector lie.
    struct Place {
        /// The address of element `origin`.
        let base: UnsafeMutablePointer<Float>
        /// The first element that lies there.
        let origin: Int
        /// Whether only one block lies there, so that every block uses the same memory.
        var isScratch = false

        @inline(__always)
        func block(at start: Int) -> UnsafeMutablePointer<Float> {
            isScratch ? base : base + (start - origin)
        }
    }

    /// What cannot be added further without leaves of other ranks, in order of leaves. One to which
    /// nothing was added lies where it was.
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
    ///   - subtrees: in any order; together their leaves are one range.
    ///   - range: the elements to add.
    ///   - result: where a root belongs, by its leaves; called for those that are sums.
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

    /// Makes the roots from what the subtrees hold now.
    func run() {
        let split = precision.split(range)
        run(range.lowerBound..<split, rounds: false)
        run(split..<range.upperBound, rounds: true)
    }

    @inline(__always)
    private func run(_ range: Range<Int>, rounds: Bool) {
        // Block by block, so that intermediate sums never leave the cache.
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

    private static let blockSize = 512
}
