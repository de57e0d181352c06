/// The fixed tree in which the vectors of all virtual workers are added.
///
/// For s = 1, 2, 4, …: a[i] += a[i + s] for every i divisible by 2s with i + s < `leafCount`. The
/// order of the additions, and so every bit of the sum, depends on the number of leaves alone. A
/// subtree is written as the range of its leaves.
package struct SummationTree: Sendable, Equatable {
    /// The number of leaves, at least 1; any number, not only powers of two.
    package let leafCount: Int

    package init(leafCount: Int) {
        precondition(leafCount >= 1, "a summation tree needs a leaf")
        self.leafCount = leafCount
    }

    /// The largest subtrees that lie wholly inside `leaves`, in order; together they cover it.
    ///
    /// At the right edge a subtree is clipped: with 5 leaves, 4 ..< 5 is the whole right half.
    package func maximalSubtrees(in leaves: Range<Int>) -> [Range<Int>] {
        precondition(
            leaves.lowerBound >= 0 && leaves.upperBound <= leafCount,
            "the range must lie inside the tree")
        var subtrees: [Range<Int>] = []
        var start = leaves.lowerBound
        while start < leaves.upperBound {
            var width = 1
            while start + width < leafCount, start % (2 * width) == 0,
                min(start + 2 * width, leafCount) <= leaves.upperBound
            {
                width *= 2
            }
            let end = min(start + width, leafCount)
            subtrees.append(start..<end)
            start = end
        }
        return subtrees
    }

    /// How many additions follow as soon as `leaf` is there, when the leaves of a range arrive in
    /// order and finished subtrees wait on a stack: each adds the stack's top to the one below.
    package func additionCount(after leaf: Int, in leaves: Range<Int>) -> Int {
        precondition(leaves.contains(leaf), "the leaf must lie inside the range")
        let end = leaf + 1
        var start = leaf
        var count = 0
        while start > 0 {
            // A subtree that starts at an odd multiple of `step` is added to the one `step` before.
            let step = start & -start
            guard start - step >= leaves.lowerBound, end == min(start + step, leafCount) else {
                break
            }
            start -= step
            count += 1
        }
        return count
    }

    /// The largest number of vectors alive while the leaves of a range are added as they arrive.
    package func stackDepth(for leaves: Range<Int>) -> Int {
        var depth = 0
        var deepest = 0
        for leaf in leaves {
            depth += 1
            deepest = max(deepest, depth)
            depth -= additionCount(after: leaf, in: leaves)
        }
        return deepest
    }

    /// The additions that join `subtrees` as far as no other leaves are needed: into the whole tree
    /// where they cover it. They cover one range of leaves once and may stand in any order; each sum
    /// ends in the one that has its first leaf.
    package func additions(joining subtrees: [Range<Int>]) -> [Addition] {
        var indexOfStart = [Int?](repeating: nil, count: leafCount)
        for (index, subtree) in subtrees.enumerated() {
            indexOfStart[subtree.lowerBound] = index
        }
        let end = subtrees.map(\.upperBound).max() ?? 0
        var additions: [Addition] = []
        var step = 1
        while step < leafCount {
            for start in stride(from: 0, to: leafCount - step, by: 2 * step)
            where min(start + 2 * step, leafCount) <= end {
                // Where either is no start, the addition was made inside a subtree before.
                if let destination = indexOfStart[start], let source = indexOfStart[start + step] {
                    additions.append(Addition(destination: destination, source: source))
                }
            }
            step *= 2
        }
        return additions
    }

    /// One addition: the subtree at index `source` is added to the one at index `destination`.
    package struct Addition: Sendable, Equatable {
        package let destination: Int
        package let source: Int

        package init(destination: Int, source: Int) {
            self.destination = destination
            self.source = source
        }
    }
}
