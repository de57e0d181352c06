import TextFormats

/// The likeliest classes of images whose labels are not known: what `predict --csv` writes.
///
/// The columns are path, predicted, probability, predicted2, probability2, predicted3 and
/// probability3; with two classes the last two cells are empty. Where unsure images are rejected, a
/// column `rejected` with `true` or `false` follows. Cells are quoted as RFC 4180 describes, lines end
/// in a line feed, the text is UTF-8.
package struct RecognitionTable: Sendable, Equatable {
    /// One image.
    package struct Row: Sendable, Equatable {
        /// As it was named.
        package let path: String
        /// The names of the likeliest classes and their probabilities, the likeliest first.
        package let classes: [(name: String, probability: Double)]
        /// Whether the likeliest one is not likely enough; nil where nothing is rejected.
        package let isRejected: Bool?

        package init(
            path: String, classes: [(name: String, probability: Double)], isRejected: Bool? = nil
        ) {
            self.path = path
            self.classes = classes
            self.isRejected = isRejected
        }

        package static func == (left: Row, right: Row) -> Bool {
            left.path == right.path && left.classes.elementsEqual(right.classes, by: ==)
                && left.isRejected == right.isRejected
        }
    }

    /// The number of classes that are given for each image.
    package static let classesPerImage = 3

    /// In the order in which the images were named.
    package let rows: [Row]
    private let rejects: Bool

    /// - Parameter rejects: whether unsure images are rejected, so that each row says of its own.
    package init(rows: [Row], rejects: Bool = false) {
        precondition(
            rows.allSatisfy { ($0.isRejected != nil) == rejects }, "all rows tell, or none")
        self.rows = rows
        self.rejects = rejects
    }

    /// The table as CSV text.
    package var csv: String {
        let columns = (1...Self.classesPerImage).flatMap { place in
            ["predicted", "probability"].map { place == 1 ? $0 : "\($0)\(place)" }
        }
        let header = ["path"] + columns + (rejects ? ["rejected"] : [])
        var text = header.joined(separator: ",") + "\n"
        for row in rows {
            text += CSVText.cell(row.path)
            for place in 0..<Self.classesPerImage {
                guard place < row.classes.count else {
                    text += ",,"
                    continue
                }
                text +=
                    ",\(CSVText.cell(row.classes[place].name)),\(row.classes[place].probability)"
            }
            if let isRejected = row.isRejected { text += ",\(isRejected)" }
            text += "\n"
        }
        return text
    }
}
