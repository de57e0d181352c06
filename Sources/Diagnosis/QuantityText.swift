/// Amounts as people read them, with about two digits that count.
enum QuantityText {
    /// For example "3.4 GiB".
    static func bytes(_ count: Int) -> String {
        let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
        var value = Double(count)
        var unit = 0
        while value >= 1024, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        return unit == 0 ? "\(count) bytes" : "\(number(value)) \(units[unit])"
    }

    /// For example "0.3 s", "12 ms" or "1.6 µs".
    static func seconds(_ seconds: Double) -> String {
        if seconds >= 0.1 { return "\(number(seconds)) s" }
        return seconds >= 1e-4 ? "\(number(seconds * 1e3)) ms" : "\(number(seconds * 1e6)) µs"
    }

    static func number(_ value: Double) -> String {
        if value >= 10 || value == 0 { return "\(Int(value.rounded()))" }
        return "\((value * 10).rounded() / 10)"
    }
}
