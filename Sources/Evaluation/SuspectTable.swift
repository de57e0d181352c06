package import Failures
package import TextFormats

/// Training images that a network assigns to a different class than their label, the most confident
/// first: the content of `suspects.csv`. Images with wrong labels are among the first.
///
/// The columns are path, label, predicted, probability and labelProbability; texts are written by
/// `CSVText.cell`.
package struct SuspectTable: Sendable, Equatable {
    /// One image.
    package struct Row: Sendable, Equatable {
        /// The path relative to the training folder.
        package let path: String
        /// The name of the class of its label.
        package let label: String
        /// The name of the most probable class, which differs from the label.
        package let predicted: String
        /// The probability of that class, 0 to 1.
        package let probability: Double
        /// The probability of the class of the label, 0 to 1.
        package let labelProbability: Double

        package init(
            path: String, label: String, predicted: String, probability: Double,
            labelProbability: Double
        ) {
            self.path = path
            self.label = label
            self.predicted = predicted
            self.probability = probability
            self.labelProbability = labelProbability
        }
    }

    /// The maximum number of rows: about as many images as a person is willing to look through.
    package static let rowLimit = 200

    /// In descending order of the probability of the predicted class; equal ones by the bytes of
    /// their paths.
    package let rows: [Row]

    package init(rows: [Row]) {
        precondition(rows.count <= Self.rowLimit, "the table holds the first suspects only")
        self.rows = rows
    }

    /// The table read from CSV text.
    ///
    /// - Throws: `SuspectTableError` if the text is not such a table.
    package init(csv: String) throws(SuspectTableError) {
        var reader = CSVReader(bytes: Array(csv.utf8), fieldLimit: Self.columns.count + 1)
        func record() throws(SuspectTableError) -> [String]? {
            do {
                return try reader.record()
            } catch {
                throw .notCSV(error)
            }
        }
        guard try record() == Self.columns else { throw .header }
        var rows: [Row] = []
        while let cells = try record() {
            guard rows.count < Self.rowLimit else { throw .tooManyRows }
            guard let row = Row(cells) else { throw .row(rows.count + 2) }
            rows.append(row)
        }
        self.init(rows: rows)
    }

    /// The table as CSV text.
    package var csv: String {
        var text = Self.columns.joined(separator: ",") + "\n"
        for row in rows {
            let cells = [row.path, row.label, row.predicted].map(CSVText.cell)
            text += cells.joined(separator: ",") + ",\(row.probability),\(row.labelProbability)\n"
        }
        return text
    }

    fileprivate static let columns = [
        "path", "label", "predicted", "probability", "labelProbability",
    ]
}

extension SuspectTable.Row {
    /// Nil if the cells do not describe an image that is assigned to a different class.
    fileprivate init?(_ cells: [String]) {
        guard cells.count == SuspectTable.columns.count,
            !cells.contains(where: \.isEmpty), !cells[1].utf8.elementsEqual(cells[2].utf8),
            let probability = Double(cells[3]), (0...1).contains(probability),
            let labelProbability = Double(cells[4]), (0...probability).contains(labelProbability)
        else { return nil }
        self.init(
            path: cells[0], label: cells[1], predicted: cells[2], probability: probability,
            labelProbability: labelProbability)
    }
}

/// Why a text is not a table of suspects. Rows are counted from 1, including the header.
package enum SuspectTableError: Failure, Equatable {
    case header
    case notCSV(CSVError)
    case row(Int)
    case tooManyRows

    package var location: String? { nil }
    package var remedy: String? { nil }
    package var exitStatus: ExitStatus { .badData }
    package var what: String {
        switch self {
        case .header:
            "the table of suspects does not begin with path,label,predicted,probability,"
                + "labelProbability"
        case .notCSV(let error):
            "line \(error.line) of the table of suspects has \(error.what)"
        case .row(let row):
            "row \(row) of the table of suspects is no image that is taken for another class than"
                + " its label"
        case .tooManyRows:
            "the table of suspects has more than \(SuspectTable.rowLimit) images"
        }
    }
}
