package import Collectives

/// What must be equal on all ranks before they train, score or measure together.
///
///     let facts = RankFacts(RankFacts.program(buildID: id), hostName: host)
///     let hosts = try group.requireEqual(facts)
package struct RankFacts: Codable, Sendable, Equatable {
    package struct Fact: Codable, Sendable, Equatable {
        /// As in a message: "the option schedule.epochs".
        package let name: String
        package let value: String
        /// What to do when ranks differ in it.
        package let remedy: String

        package init(_ name: String, _ value: String, remedy: String) {
            self.name = name
            self.value = value
            self.remedy = remedy
        }
    }

    /// The fact that all ranks run the same program.
    package static func program(buildID: String) -> [Fact] {
        [
            Fact(
                "the program (build-id)", buildID,
                remedy: "install the same hwr-dist on all hosts")
        ]
    }

    package var facts: [Fact]
    package var hostName: String

    package init(_ facts: [Fact], hostName: String) {
        self.facts = facts
        self.hostName = hostName
    }
}

extension Collective {
    /// Compares the facts of all ranks.
    ///
    /// - Returns: the host names of all ranks on rank 0, in rank order; an empty array elsewhere.
    /// - Throws: on all ranks alike, `AgreedFailure` (78) naming the first fact that differs, a
    ///   rank that differs from most, and the remedy.
    package func requireEqual(_ own: RankFacts) throws -> [String] {
        let all = try gather(own)
        // Only rank 0 has gathered facts to compare; elsewhere `all` is empty.
        try agree {
            // An option without a value is missing from a rank's facts, so names are collected from
            // all.
            let values = all.map { rank in
                Dictionary(rank.facts.map { ($0.name, $0.value) }) { first, _ in first }
            }
            let known = Set(own.facts.map(\.name))
            let others = all.flatMap(\.facts).filter { !known.contains($0.name) }
            for fact in own.facts + others {
                guard let odd = DeviatingRank(values.map { $0[fact.name] ?? "none" }) else {
                    continue
                }
                throw RankDifference(
                    "\(fact.name) differs: rank \(odd.rank) on \(all[odd.rank].hostName) has "
                        + "\(odd.value), \(odd.majorityCount) of \(worldSize) ranks have "
                        + odd.majority,
                    remedy: fact.remedy)
            }
        }
        return all.map(\.hostName)
    }
}
