/// The range of values along one side of a chart and the values that are marked on it.
struct ChartAxis: Equatable {
    let lower: Double
    let upper: Double
    let ticks: [Double]

    /// Digits after the point that tell neighbouring ticks apart.
    let fractionDigits: Int

    /// Values beyond this are not drawn: their differences may overflow.
    static let greatestValue = 1e12

    /// An axis whose ends are ticks and which holds all of `values`; ticks are 1, 2 or 5 times a
    /// power of ten apart. Values that are not finite or too great are passed over.
    ///
    /// Where room is added around values that are all alike, it ends at `bounds`.
    static func covering(
        _ values: [Double], bounds: ClosedRange<Double> = -Double.infinity...Double.infinity
    ) -> ChartAxis {
        let drawn = values.filter(isDrawable)
        var least = drawn.min() ?? 0
        var greatest = drawn.max() ?? 1
        if greatest - least <= abs(greatest) * 1e-6 {
            // One value, or all alike: a tenth of room on both sides.
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

    /// An axis from one whole number to another, with whole ticks; the first number is one of them.
    static func whole(from first: Int, to last: Int) -> ChartAxis {
        guard first < last else {
            return ChartAxis(
                lower: Double(first) - 1, upper: Double(first) + 1, ticks: [Double(first)],
                fractionDigits: 0)
        }
        let span = Double(last) - Double(first)
        let step = Swift.max(1, Int(niceStep(atLeast: span / 10).step.rounded()))
        // Where a multiple of the step comes right after the first number, they would touch.
        let multiples = stride(from: (first / step + 1) * step, through: last, by: step)
            .filter { ($0 - first) * 2 >= step }
        return ChartAxis(
            lower: Double(first), upper: Double(last),
            ticks: [Double(first)] + multiples.map(Double.init), fractionDigits: 0)
    }

    /// Whether a value has a place on a chart.
    static func isDrawable(_ value: Double) -> Bool {
        value.isFinite && abs(value) <= greatestValue
    }

    /// Where on a line of `length` units a value lies, from 0 at `lower` to `length` at `upper`.
    func position(of value: Double, length: Double) -> Double {
        (value - lower) / (upper - lower) * length
    }

    /// The least step that is not below `minimum`, of 1, 2 and 5 times a power of ten.
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
