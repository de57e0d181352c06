/// Counts of samples by their confidence, the probability of the predicted class. Integers only, as in
/// `ScoreTally`, so that ranks sum them to one value in any order.
package protocol ConfidenceTally: Sendable, Equatable {
    /// A tally without samples.
    init()

    /// The tally that has these integers, as the property of that name returns them.
    init(integers: [Int64])

    /// Integers of two tallies add element by element.
    var integers: [Int64] { get }

    /// - Parameter confidence: the probability of the predicted class, 0 to 1.
    mutating func add(confidence: Double, isCorrect: Bool)
}
