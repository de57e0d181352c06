package import Failures
package import TextFormats

/// A confusion matrix with its class names: the content of `confusion.csv`.
///
/// The first row holds the predicted labels, the first column the true labels, and the corner cell
/// says so. Labels are written by `CSVText.cell`.
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
    /// - Throws: `ConfusionTableError` if the text is not such a table.
    package init(csv: String) throws(ConfusionTableError) {
        var reader = CSVReader(
            bytes: Array(csv.utf8), fieldLimit: Self.greatestClassCount + 1)
        func record() throws(ConfusionTableError) -> [String]? {
            do {
                return try reader.record()
            } catch {
                throw .notCSV(error)
            }
        }
        let labels = Array((try record() ?? []).dropFirst())
        guard !labels.isEmpty else { throw .noClasses }
        var rowCount = 1
        var counts: [Int64] = []
        while let row = try record() {
            rowCount += 1
            guard rowCount - 1 <= labels.count else {
                throw .rowCount(rowCount - 1, classCount: labels.count)
            }
            guard row.count - 1 == labels.count else {
                throw .columnCount(row.count - 1, row: rowCount, classCount: labels.count)
            }
            guard row[0] == labels[rowCount - 2] else {
                throw .label(row[0], row: rowCount, expected: labels[rowCount - 2])
            }
            for cell in row.dropFirst() {
                // The bound keeps every sum of the matrix inside Int64.
                guard let count = Int64(cell), (0...Self.greatestCount).contains(count) else {
                    throw .count(cell, row: rowCount)
                }
                counts.append(count)
            }
        }
        guard rowCount - 1 == labels.count else {
            throw .rowCount(rowCount - 1, classCount: labels.count)
        }
        self.init(
            labels: labels, matrix: ConfusionMatrix(classCount: labels.count, counts: counts))
    }

    /// The table as CSV text.
    package var csv: String {
        let names = labels.map(CSVText.cell)
        var text = ([Self.corner] + names).joined(separator: ",") + "\n"
        for (truth, name) in names.enumerated() {
            let counts = names.indices.map { String(matrix[truth: truth, predicted: $0]) }
            text += ([name] + counts).joined(separator: ",") + "\n"
        }
        return text
    }

    private static let corner = "truth\\prediction"
    private static let greatestCount: Int64 = 1 << 40
    /// The maximum number of classes: labels in image names are numbers from 0 to 9999.
    private static let greatestClassCount = 10_000
}

/// Why a text is not a confusion table. Rows are counted from 1, including the header.
package enum ConfusionTableError: Failure, Equatable {
    case noClasses
    case notCSV(CSVError)
    case rowCount(Int, classCount: Int)
    case columnCount(Int, row: Int, classCount: Int)
    case label(String, row: Int, expected: String)
    case count(String, row: Int)

    package var location: String? { nil }
    package var remedy: String? { nil }
    package var exitStatus: ExitStatus { .badData }
    package var what: String {
        switch self {
        case .noClasses:
            "the table of confusions has no header row of class names"
        case .notCSV(let error):
            "line \(error.line) of the table of confusions has \(error.what)"
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
