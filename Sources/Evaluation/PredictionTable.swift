package import Failures
package import TextFormats

/// The prediction for each image: the content of `predictions.csv`.
///
/// The columns are set, path, truth, predicted and probability; all but the last are written by
/// `CSVText.cell`.
package struct PredictionTable: Sendable, Equatable {
    /// One image.
    package struct Row: Sendable, Equatable {
        /// The path relative to the folder of its set.
        package let path: String
        /// The name of the image's true class.
        package let truth: String
        /// The name of the most probable class.
        package let predicted: String
        /// That class's probability, 0 to 1.
        package let probability: Double

        package init(path: String, truth: String, predicted: String, probability: Double) {
            self.path = path
            self.truth = truth
            self.predicted = predicted
            self.probability = probability
        }

        /// Names are compared by bytes, because folders may have two classes whose names only look
        /// alike (different Unicode normalisation).
        package var isCorrect: Bool { truth.utf8.elementsEqual(predicted.utf8) }
    }

    /// `test` or `validation`.
    package let set: String
    /// In the order of the set's index.
    package let rows: [Row]

    package init(set: String, rows: [Row]) {
        self.set = set
        self.rows = rows
    }

    /// The table read from CSV text.
    ///
    /// - Throws: `PredictionTableError` if the text is not such a table.
    package init(csv: String) throws(PredictionTableError) {
        var reader = CSVReader(bytes: Array(csv.utf8), fieldLimit: Self.columns.count + 1)
        var rowCount = 0
        func record() throws(PredictionTableError) -> [String]? {
            defer { rowCount += 1 }
            do {
                return try reader.record()
            } catch {
                throw rowCount == 0 ? .header : .notCSV(error)
            }
        }
        guard try record() == Self.columns else { throw .header }
        var set: String?
        var rows: [Row] = []
        // An array that grows by doubling would take several times the memory of a hostile text.
        rows.reserveCapacity(
            min(csv.utf8.count { $0 == UInt8(ascii: "\n") }, csv.utf8.count / Self.shortestRow))
        while let cells = try record() {
            guard cells.count == Self.columns.count else {
                throw .columnCount(cells.count, row: rowCount)
            }
            guard !cells.contains(where: \.isEmpty) else { throw .emptyCell(row: rowCount) }
            let expected = set ?? cells[0]
            guard cells[0] == expected else {
                throw .set(cells[0], row: rowCount, expected: expected)
            }
            set = expected
            guard let probability = Double(cells[4]), (0...1).contains(probability) else {
                throw .probability(cells[4], row: rowCount)
            }
            rows.append(
                Row(
                    path: cells[1], truth: cells[2], predicted: cells[3],
                    probability: probability))
        }
        guard let set else { throw .noImages }
        self.init(set: set, rows: rows)
    }

    /// The table as CSV text.
    package var csv: String {
        var text = Self.columns.joined(separator: ",") + "\n"
        for row in rows {
            let cells = [set, row.path, row.truth, row.predicted].map(CSVText.cell)
            text += "\(cells.joined(separator: ",")),\(row.probability)\n"
        }
        return text
    }

    /// The images whose class was predicted.
    package var correctCount: Int { rows.count(where: \.isCorrect) }

    /// The minimum size of a row in bytes: five one-byte cells and their separators. It bounds the
    /// number of rows by the size of the file.
    private static let shortestRow = 10
    private static let columns = ["set", "path", "truth", "predicted", "probability"]
}

/// Why a text is not a table of predictions. Rows are counted from 1, including the header.
package enum PredictionTableError: Failure, Equatable {
    case header
    case noImages
    case notCSV(CSVError)
    case columnCount(Int, row: Int)
    case emptyCell(row: Int)
    case set(String, row: Int, expected: String)
    case probability(String, row: Int)
    case notUTF8

    package var location: String? { nil }
    package var remedy: String? { nil }
    package var exitStatus: ExitStatus { .badData }
    package var what: String {
        switch self {
        case .header:
            "the table of predictions does not begin with set,path,truth,predicted,probability"
        case .noImages:
            "the table of predictions has no images"
        case .notCSV(let error):
            "line \(error.line) of the table of predictions has \(error.what)"
        case .columnCount(let count, let row):
            "row \(row) of the table of predictions has \(count) cells, not 5"
        case .emptyCell(let row):
            "row \(row) of the table of predictions has an empty cell"
        case .set(let set, let row, let expected):
            "row \(row) of the table of predictions is of the set '\(set)', those above of"
                + " '\(expected)'"
        case .probability(let cell, let row):
            "row \(row) of the table of predictions holds '\(cell)', which is not a probability"
        case .notUTF8:
            "the table of predictions is not UTF-8 text"
        }
    }
}
