/// Counts of samples by their confidence, the probability of the predicted class. They are
/// integers, as in `ScoreTally`, so the sum over ranks is the same in any order.
package protocol ConfidenceTally: Sendable, Equatable {
    /// A tally without samples.
    init()

    /// The inverse of the property `integers`.
    init(integers: [Int64])

    /// Tallies are added element by element.
    var integers: [Int64] { get }

    /// - Parameter confidence: the probability of the predicted class, 0 to 1.
    mutating func add(confidence: Double, isCorrect: Bool)
}
