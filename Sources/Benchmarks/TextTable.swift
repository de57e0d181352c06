/// Columns for people: the first is aligned to the left, all others to the right.
struct TextTable {
    private var rows: [[String]]

    init(header: [String]) {
        rows = [header]
    }

    mutating func append(_ row: [String]) {
        precondition(row.count == rows[0].count, "each row has a cell for each column")
        rows.append(row)
    }

    var text: String {
        let widths = rows[0].indices.map { column in
            rows.map { $0[column].count }.max() ?? 0
        }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let blanks = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + blanks : blanks + cell
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}

/// A number with so many digits after the point.
func decimal(_ value: Double, places: Int) -> String {
    guard value.isFinite else { return "\(value)" }
    var factor = 1.0
    for _ in 0..<places { factor *= 10 }
    guard value.magnitude * factor < 9e18 else { return "\(value)" }
    let scaled = Int((value.magnitude * factor).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    let (whole, rest) = scaled.quotientAndRemainder(dividingBy: Int(factor))
    guard places > 0 else { return "\(sign)\(whole)" }
    let digits = "\(rest)"
    return "\(sign)\(whole)." + String(repeating: "0", count: places - digits.count) + digits
}

/// A time in the unit that suits it.
func duration(_ seconds: Double) -> String {
    if seconds < 1e-6 { return "\(decimal(seconds * 1e9, places: 0)) ns" }
    if seconds < 1e-3 { return "\(decimal(seconds * 1e6, places: 1)) µs" }
    return "\(decimal(seconds * 1e3, places: 2)) ms"
}
