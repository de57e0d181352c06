import TextFormats

/// The most probable classes of images whose labels are not known: what `predict --csv` writes.
///
/// The columns are path, predicted, probability, predicted2, probability2, predicted3 and
/// probability3; with two classes the last two cells are empty. If the classes have shown names,
/// the columns name, name2 and name3 follow; if unsure images are rejected, a column `rejected`
/// with `true` or `false`. Cells are quoted as in RFC 4180, lines end in a line feed, and the text
/// is UTF-8.
package struct RecognitionTable: Sendable, Equatable {
    /// One image.
    package struct Row: Sendable, Equatable {
        /// The path as the user gave it.
        package let path: String
        /// The labels of the most probable classes and their probabilities, the most probable
        /// first.
        package let classes: [(name: String, probability: Double)]
        /// The shown names of the same classes; empty if they have none.
        package let shownNames: [String]
        /// Whether the highest probability is below the threshold; nil if images are not rejected.
        package let isRejected: Bool?

        package init(
            path: String, classes: [(name: String, probability: Double)],
            shownNames: [String] = [], isRejected: Bool? = nil
        ) {
            precondition(
                shownNames.isEmpty || shownNames.count == classes.count, "each class has a name")
            self.path = path
            self.classes = classes
            self.shownNames = shownNames
            self.isRejected = isRejected
        }

        package static func == (left: Row, right: Row) -> Bool {
            left.path == right.path && left.classes.elementsEqual(right.classes, by: ==)
                && left.shownNames == right.shownNames && left.isRejected == right.isRejected
        }
    }

    /// The number of classes listed for each image.
    package static let classesPerImage = 3

    /// In the order in which the user named the images.
    package let rows: [Row]
    private let hasNames: Bool
    private let rejects: Bool

    /// - Parameters:
    ///   - hasNames: whether the classes have shown names, which are then in each row.
    ///   - rejects: whether unsure images are rejected, which each row then states.
    package init(rows: [Row], hasNames: Bool = false, rejects: Bool = false) {
        precondition(
            rows.allSatisfy {
                ($0.isRejected != nil) == rejects && $0.shownNames.isEmpty != hasNames
            },
            "all rows tell, or none")
        self.rows = rows
        self.hasNames = hasNames
        self.rejects = rejects
    }

    /// The table as CSV text.
    package var csv: String {
        let places = 1...Self.classesPerImage
        func columns(_ name: String) -> [String] {
            places.map { $0 == 1 ? name : "\(name)\($0)" }
        }
        let header =
            ["path"] + zip(columns("predicted"), columns("probability")).flatMap { [$0, $1] }
            + (hasNames ? columns("name") : []) + (rejects ? ["rejected"] : [])
        return ([header] + rows.map(cells)).map { $0.joined(separator: ",") + "\n" }.joined()
    }

    private func cells(_ row: Row) -> [String] {
        var cells = [CSVText.cell(row.path)]
        for place in 0..<Self.classesPerImage {
            cells +=
                place < row.classes.count
                ? [CSVText.cell(row.classes[place].name), "\(row.classes[place].probability)"]
                : ["", ""]
        }
        if hasNames {
            cells += (0..<Self.classesPerImage).map {
                $0 < row.shownNames.count ? CSVText.cell(row.shownNames[$0]) : ""
            }
        }
        return cells + [row.isRejected.map { "\($0)" }].compactMap { $0 }
    }
}
