/// Numbers as people read them, without a locale: the same text on every machine.
package enum NumberText {
    /// A decimal number with a fixed count of digits after the point: `0.0813`.
    ///
    /// Rounds half away from zero. Values that are not finite read `nan`, `inf` and `-inf`; those
    /// beyond 10¹⁵ units of the last digit are written in full precision instead.
    package static func fixed(_ value: Double, fractionDigits: Int) -> String {
        precondition((0...9).contains(fractionDigits), "0 to 9 digits can follow the point")
        var scale = 1.0
        for _ in 0..<fractionDigits { scale *= 10 }
        let units = (value * scale).rounded()
        guard value.isFinite, abs(units) < 1e15 else { return value.description }
        let magnitude = Int64(abs(units))
        let sign = units < 0 ? "-" : ""
        guard fractionDigits > 0 else { return "\(sign)\(magnitude)" }
        let fraction = String(magnitude % Int64(scale))
        let zeros = String(repeating: "0", count: fractionDigits - fraction.count)
        return "\(sign)\(magnitude / Int64(scale)).\(zeros)\(fraction)"
    }

    /// A share of 0 to 1 in percent, with two digits after the point, without the sign: `98.10`.
    ///
    /// Anything below 1 stays below `100.00`, so that a perfect score is told from a near one.
    package static func percent(_ share: Double) -> String {
        let text = fixed(share * 100, fractionDigits: 2)
        return share < 1 && text == "100.00" ? "99.99" : text
    }

    /// A whole number with its thousands apart: `13,440`.
    package static func grouped(_ value: some BinaryInteger) -> String {
        let digits = String(value.magnitude)
        var text = value < 0 ? "-" : ""
        for (position, digit) in digits.enumerated() {
            if position > 0 && (digits.count - position).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return text
    }
}
