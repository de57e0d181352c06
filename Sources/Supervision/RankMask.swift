/// Ranks from 0 to 62 in one number.
package struct RankMask: OptionSet, Sendable {
    package let rawValue: Int64

    package init(rawValue: Int64) { self.rawValue = rawValue }

    /// Higher ranks are left out.
    package init(ranks: some Sequence<Int>) {
        rawValue = ranks.reduce(0) { Self.capacity.contains($1) ? $0 | 1 << Int64($1) : $0 }
    }

    /// Ascending.
    package var ranks: [Int] { Self.capacity.filter { rawValue & 1 << Int64($0) != 0 } }

    private static let capacity = 0..<63
}
