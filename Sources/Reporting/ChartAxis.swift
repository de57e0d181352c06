/// The range of values along one side of a chart, and its tick marks.
///
///     let axis = ChartAxis.covering([0.13, 0.87], bounds: 0...1)
///     axis.ticks  // 0, 0.2, 0.4, 0.6, 0.8, 1
struct ChartAxis: Equatable {
    let lower: Double
    let upper: Double
    let ticks: [Double]

    /// Digits after the decimal point, enough to tell neighbouring ticks apart.
    let fractionDigits: Int

    /// Values beyond this are not drawn: their differences may overflow.
    static let greatestValue = 1e12

    /// An axis that begins and ends at a tick and contains all of `values`. Ticks are 1, 2 or 5
    /// times a power of ten apart. Values that cannot be drawn are ignored.
    ///
    /// - Parameter bounds: what the quantity can be at all. Values that are all alike get some room
    ///   around them, which does not extend beyond the bounds.
    static func covering(
        _ values: [Double], bounds: ClosedRange<Double> = -Double.infinity...Double.infinity
    ) -> ChartAxis {
        let drawn = values.filter(isDrawable)
        var least = drawn.min() ?? 0
        var greatest = drawn.max() ?? 1
        if greatest - least <= abs(greatest) * 1e-6 {
            // A single value, or all alike: 10 % of room on both sides.
            let room = greatest == 0 ? 0.5 : abs(greatest) * 0.1
            least = Swift.min(least, Swift.max(least - room, bounds.lowerBound))
            greatest = Swift.max(greatest, Swift.min(greatest + room, bounds.upperBound))
        }
        let (step, fractionDigits) = niceStep(atLeast: (greatest - least) / 6)
        let first = (least / step + 1e-9).rounded(.down)
        let last = (greatest / step - 1e-9).rounded(.up)
        let ticks = (0...Int(last - first)).map { (first + Double($0)) * step }
        return ChartAxis(
            lower: first * step, upper: last * step, ticks: ticks, fractionDigits: fractionDigits)
    }

    /// An axis from one integer to another with integer ticks, of which the first is `first`.
    static func whole(from first: Int, to last: Int) -> ChartAxis {
        guard first < last else {
            return ChartAxis(
                lower: Double(first) - 1, upper: Double(first) + 1, ticks: [Double(first)],
                fractionDigits: 0)
        }
        let span = Double(last) - Double(first)
        let step = Swift.max(1, Int(niceStep(atLeast: span / 10).step.rounded()))
        // A multiple of the step right after the first number is left out: their labels would
        // touch.
        let multiples = stride(from: (first / step + 1) * step, through: last, by: step)
            .filter { ($0 - first) * 2 >= step }
        return ChartAxis(
            lower: Double(first), upper: Double(last),
            ticks: [Double(first)] + multiples.map(Double.init), fractionDigits: 0)
    }

    /// Whether a value is finite and not too large for a chart.
    static func isDrawable(_ value: Double) -> Bool {
        value.isFinite && abs(value) <= greatestValue
    }

    /// The position of a value on a line of `length` units: 0 at `lower`, `length` at `upper`.
    func position(of value: Double, length: Double) -> Double {
        (value - lower) / (upper - lower) * length
    }

    /// The smallest of 1, 2 and 5 times a power of ten that is at least `minimum`.
    private static func niceStep(atLeast minimum: Double) -> (step: Double, fractionDigits: Int) {
        var power = 1.0
        while power < minimum { power *= 10 }
        // Dividing 1 by a whole power of ten gives the Double nearest to 0.1, 0.01 and so on.
        var divisor = 1.0
        var fractionDigits = 0
        while fractionDigits < 8 && power / (divisor * 10) >= minimum {
            divisor *= 10
            fractionDigits += 1
        }
        power /= divisor
        for part in [5.0, 2.0] where power / part >= minimum {
            return (power / part, power <= 1 ? fractionDigits + 1 : 0)
        }
        return (power, fractionDigits)
    }
}
