/// Formats numbers for people, without a locale, so the text is the same on every machine.
package enum NumberText {
    /// A decimal number with a fixed number of digits after the point: `0.0813`.
    ///
    /// Rounds half away from zero. Values that are not finite become `nan`, `inf` and `-inf`.
    /// Values beyond 10¹⁵ units of the last digit are written in full precision instead.
    ///
    /// - Parameter fractionDigits: 0 to 9; others trap.
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

    /// A fraction from 0 to 1 as a percentage with two digits after the point, without the percent
    /// sign: 0.981 is `98.10`.
    ///
    /// Anything below 1 stays below `100.00`, so that a perfect score differs from a nearly perfect
    /// one: 0.99999 is `99.99`.
    package static func percent(_ share: Double) -> String {
        let text = fixed(share * 100, fractionDigits: 2)
        return share < 1 && text == "100.00" ? "99.99" : text
    }

    /// A whole number with separated thousands: `13,440`.
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
