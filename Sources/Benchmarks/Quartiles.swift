/// What is said of repeated measurements: an interruption moves a mean, but hardly these.
struct Quartiles: Sendable {
    let lower: Double
    let median: Double
    let upper: Double

    /// - Parameter values: in any order; all three are 0 when there is none.
    init(_ values: [Double]) {
        let sorted = values.sorted()
        func at(_ numerator: Int) -> Double {
            sorted.isEmpty ? 0 : sorted[sorted.count * numerator / 4]
        }
        lower = at(1)
        median = at(2)
        upper = at(3)
    }
}
