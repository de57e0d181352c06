import TextFormats

/// The likeliest classes of images whose labels are not known: what `predict --csv` writes.
///
/// The columns are path, predicted, probability, predicted2, probability2, predicted3 and
/// probability3; with two classes the last two cells are empty. Cells are quoted as RFC 4180
/// describes, lines end in a line feed, the text is UTF-8.
package struct RecognitionTable: Sendable, Equatable {
    /// One image.
    package struct Row: Sendable, Equatable {
        /// As it was named.
        package let path: String
        /// The names of the likeliest classes and their probabilities, the likeliest first.
        package let classes: [(name: String, probability: Double)]

        package init(path: String, classes: [(name: String, probability: Double)]) {
            self.path = path
            self.classes = classes
        }

        package static func == (left: Row, right: Row) -> Bool {
            left.path == right.path && left.classes.elementsEqual(right.classes, by: ==)
        }
    }

    /// The number of classes that are given for each image.
    package static let classesPerImage = 3

    /// In the order in which the images were named.
    package let rows: [Row]

    package init(rows: [Row]) {
        self.rows = rows
    }

    /// The table as CSV text.
    package var csv: String {
        let columns = (1...Self.classesPerImage).flatMap { place in
            ["predicted", "probability"].map { place == 1 ? $0 : "\($0)\(place)" }
        }
        var text = (["path"] + columns).joined(separator: ",") + "\n"
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
            text += "\n"
        }
        return text
    }
}
