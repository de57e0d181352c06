/// Rows of cells in aligned columns, for a terminal.
///
///     var table = TextTable(header: ["run", "test %"])
///     table.append(["seed-1", "98.10"])
package struct TextTable {
    /// The alignment and width of a column, in characters. A cell that is longer than the column
    /// pushes the rest of its row to the right.
    package struct Column: Sendable {
        fileprivate let isRight: Bool
        fileprivate let widths: ClosedRange<Int>

        package static let left = left(atMost: .max)
        package static let right = right(atLeast: 0)

        /// Left-aligned, as wide as the longest cell but at most `width`.
        package static func left(atMost width: Int) -> Column {
            Column(isRight: false, widths: 0...width)
        }

        /// Right-aligned, as wide as the longest cell but at least `width`.
        package static func right(atLeast width: Int) -> Column {
            Column(isRight: true, widths: width...(.max))
        }
    }

    private let columns: [Column]
    private let separator: String
    private var rows: [[String]] = []

    package init(columns: [Column], separator: String = "  ") {
        self.columns = columns
        self.separator = separator
    }

    /// A table of names and numbers: the first column is left-aligned, the others right-aligned.
    package init(header: [String]) {
        self.init(columns: header.indices.map { $0 == 0 ? .left : .right })
        append(header)
    }

    /// - Parameter row: one cell for each column. The last cell may have several lines, which are
    ///   aligned with its first line.
    package mutating func append(_ row: [String]) {
        precondition(row.count == columns.count, "each row has a cell for each column")
        rows.append(row)
    }

    /// The whole table, without a line feed at the end.
    package var text: String { lines.joined(separator: "\n") }

    /// One string for each row; a last cell of several lines makes it several lines.
    package var lines: [String] {
        let widths = columns.indices.map { column in
            let longest = rows.map { $0[column].count }.max() ?? 0
            let range = columns[column].widths
            return min(max(longest, range.lowerBound), range.upperBound)
        }
        let last = columns.count - 1
        let indent = widths.dropLast().reduce(0, +) + last * separator.count
        return rows.map { row in
            row.indices.map { column in
                if column == last, !columns[last].isRight {
                    return Self.lines(row[last], indent: indent)
                }
                let blanks = Self.blanks(widths[column] - row[column].count)
                return columns[column].isRight ? blanks + row[column] : row[column] + blanks
            }.joined(separator: separator)
        }
    }

    private static func lines(_ cell: String, indent: Int) -> String {
        cell.split(separator: "\n", omittingEmptySubsequences: false)
            .joined(separator: "\n" + blanks(indent))
    }

    private static func blanks(_ count: Int) -> String {
        String(repeating: " ", count: max(0, count))
    }
}
