/// Formats byte counts and times for people, in a suitable unit.
package enum QuantityText {
    /// About two significant digits, in units of 1024: `3.4 GiB`.
    package static func bytes(_ count: Int) -> String {
        let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
        var value = Double(count)
        var unit = 0
        while value >= 1024, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        return unit == 0 ? "\(count) bytes" : "\(twoDigits(value)) \(units[unit])"
    }

    /// About two significant digits: `0.3 s`, `12 ms` or `1.6 µs`.
    package static func seconds(_ seconds: Double) -> String {
        if seconds >= 0.1 { return "\(twoDigits(seconds)) s" }
        return seconds >= 1e-4
            ? "\(twoDigits(seconds * 1e3)) ms" : "\(twoDigits(seconds * 1e6)) µs"
    }

    /// The precision of a benchmark's measurement: `12.34 ms`, `5.6 µs` or `780 ns`.
    package static func measuredSeconds(_ seconds: Double) -> String {
        if seconds < 1e-6 { return "\(NumberText.fixed(seconds * 1e9, fractionDigits: 0)) ns" }
        if seconds < 1e-3 { return "\(NumberText.fixed(seconds * 1e6, fractionDigits: 1)) µs" }
        return "\(NumberText.fixed(seconds * 1e3, fractionDigits: 2)) ms"
    }

    /// The duration of a run or an epoch: `48.2 s`, `6 min 12 s`, `3 h 05 min`.
    package static func duration(seconds: Double) -> String {
        guard seconds.isFinite, (59.95..<1e9).contains(seconds) else {
            return NumberText.fixed(seconds, fractionDigits: 1) + " s"
        }
        let whole = Int(seconds.rounded())
        let (hours, minutes) = (whole / 3600, whole / 60 % 60)
        if hours == 0 { return "\(minutes) min \(whole % 60) s" }
        return "\(NumberText.grouped(hours)) h \(twoPlaces(minutes)) min"
    }

    /// The remaining time on a progress line: `1:02:03` or `2:03`.
    package static func clock(seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, twoPlaces(whole % 60))
        return hours == 0 ? "\(minutes):\(rest)" : "\(hours):\(twoPlaces(minutes)):\(rest)"
    }

    private static func twoDigits(_ value: Double) -> String {
        if value >= 10 || value == 0 { return "\(Int(value.rounded()))" }
        return "\((value * 10).rounded() / 10)"
    }

    private static func twoPlaces(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
