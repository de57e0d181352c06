/// The first rank whose value is not that of most ranks.
package struct OddRanks {
    package let rank: Int
    package let value: String
    /// The commonest value, and how many ranks have it.
    package let majority: String
    package let majorityCount: Int

    /// Nil when all values are equal. Of equally frequent values the first one is the majority.
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
