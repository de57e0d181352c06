/// A confusion matrix with its class names: the content of `confusion.csv`.
///
/// The first row holds the predicted labels, the first column the true ones; the corner cell says
/// so. Cells with commas, quotes or line breaks are quoted as RFC 4180 describes, lines end in a
/// line feed, the text is UTF-8.
package struct ConfusionTable: Sendable, Equatable {
    package let labels: [String]
    package let matrix: ConfusionMatrix

    package init(labels: [String], matrix: ConfusionMatrix) {
        precondition(
            labels.count == matrix.classCount,
            "\(labels.count) labels given for \(matrix.classCount) classes")
        self.labels = labels
        self.matrix = matrix
    }

    /// The table read from CSV text.
    ///
    /// - Throws: `ConfusionTableError` where the text is not such a table.
    package init(csv: String) throws(ConfusionTableError) {
        let rows = try CSVText.rows(of: csv)
        guard let header = rows.first, header.count > 1 else { throw .noClasses }
        let labels = Array(header.dropFirst())
        guard rows.count == header.count else {
            throw .rowCount(rows.count - 1, classCount: labels.count)
        }
        var counts: [Int64] = []
        for (index, row) in rows.dropFirst().enumerated() {
            guard row.count == header.count else {
                throw .columnCount(row.count - 1, row: index + 2, classCount: labels.count)
            }
            guard row[0] == labels[index] else {
                throw .label(row[0], row: index + 2, expected: labels[index])
            }
            for cell in row.dropFirst() {
                // The bound keeps every sum of the matrix inside Int64.
                guard let count = Int64(cell), (0...Self.greatestCount).contains(count) else {
                    throw .count(cell, row: index + 2)
                }
                counts.append(count)
            }
        }
        self.init(
            labels: labels, matrix: ConfusionMatrix(classCount: labels.count, counts: counts))
    }

    /// The table as CSV text.
    package var csv: String {
        var text = ([Self.corner] + labels).map(CSVText.cell).joined(separator: ",") + "\n"
        for (truth, label) in labels.enumerated() {
            let counts = labels.indices.map { String(matrix[truth: truth, predicted: $0]) }
            text += ([CSVText.cell(label)] + counts).joined(separator: ",") + "\n"
        }
        return text
    }

    private static let corner = "truth\\prediction"
    private static let greatestCount: Int64 = 1 << 40
}

/// Why a text is not a confusion table. Rows are numbered from 1, the header included.
package enum ConfusionTableError: Error, Equatable, CustomStringConvertible {
    case noClasses
    case unclosedQuote
    case rowCount(Int, classCount: Int)
    case columnCount(Int, row: Int, classCount: Int)
    case label(String, row: Int, expected: String)
    case count(String, row: Int)

    package var description: String {
        switch self {
        case .noClasses:
            "the table of confusions has no header row of class names"
        case .unclosedQuote:
            "the table of confusions ends inside a quoted cell"
        case .rowCount(let count, let classCount):
            "the table of confusions has \(count) rows for \(classCount) classes"
        case .columnCount(let count, let row, let classCount):
            "row \(row) of the table of confusions has \(count) counts for \(classCount) classes"
        case .label(let label, let row, let expected):
            "row \(row) of the table of confusions is named '\(label)', its column '\(expected)'"
        case .count(let cell, let row):
            "row \(row) of the table of confusions holds '\(cell)', which is not a count"
        }
    }
}
