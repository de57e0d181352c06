/// The first rank whose value differs from that of most ranks, for a message that names it.
package struct DeviatingRank {
    package let rank: Int
    package let value: String
    /// The most frequent value, and the number of ranks that have it.
    package let majority: String
    package let majorityCount: Int

    /// - Parameter values: one value for each rank, in rank order.
    /// - Returns: nil if all values are equal. Of several equally frequent values, the first one
    ///   counts as the majority.
    package init?(_ values: [String]) {
        var majority = (value: "", count: 0)
        for value in values {
            let count = values.count { $0 == value }
            if count > majority.count { majority = (value, count) }
        }
        guard let odd = values.firstIndex(where: { $0 != majority.value }) else { return nil }
        rank = odd
        value = values[odd]
        self.majority = majority.value
        majorityCount = majority.count
    }
}
