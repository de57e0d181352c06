/// A set of ranks from 0 to 62 as one integer, which can be written to shared memory in one step.
package struct RankMask: OptionSet, Sendable {
    package let rawValue: Int64

    package init(rawValue: Int64) { self.rawValue = rawValue }

    /// Ranks above 62 are ignored.
    package init(ranks: some Sequence<Int>) {
        rawValue = ranks.reduce(0) { Self.capacity.contains($1) ? $0 | 1 << Int64($1) : $0 }
    }

    /// The ranks in ascending order.
    package var ranks: [Int] { Self.capacity.filter { rawValue & 1 << Int64($0) != 0 } }

    private static let capacity = 0..<63
}
