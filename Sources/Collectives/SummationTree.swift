/// The fixed tree in which the vectors of all virtual workers are added.
///
/// For s = 1, 2, 4, …: a[i] += a[i + s] for every i divisible by 2s with i + s < `leafCount`. The
/// order of the additions, and therefore every bit of the sum, depends only on the number of
/// leaves, not on which rank adds. A subtree is written as the range of its leaves.
///
/// Five leaves are added as ((0 + 1) + (2 + 3)) + 4.
package struct SummationTree: Sendable, Equatable {
    /// The number of leaves, at least 1; it need not be a power of two.
    package let leafCount: Int

    package init(leafCount: Int) {
        precondition(leafCount >= 1, "a summation tree needs a leaf")
        self.leafCount = leafCount
    }

    /// The largest subtrees that lie completely inside `leaves`, in order; together they cover
    /// `leaves`.
    ///
    /// At the right edge a subtree is clipped: with 5 leaves, 4 ..< 5 is the whole right half of
    /// the tree.
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

    /// The number of additions that follow `leaf` when the leaves of a range arrive in order and
    /// finished subtrees are kept on a stack: each adds the top of the stack to the entry below,
    /// like the carries of a binary counter.
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

    /// The largest depth of that stack, in vectors, for the leaves of a range.
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

    /// The additions that join `subtrees` as far as possible without other leaves: to the whole
    /// tree if they cover it. The subtrees must cover one range of leaves exactly once, in any
    /// order. Each sum is stored at the subtree with its first leaf.
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
                // If either is not the start of a subtree, the addition has already been made
                // inside one.
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
