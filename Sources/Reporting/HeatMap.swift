import Evaluation
import TextFormats

/// A confusion matrix as SVG: rows are the true classes, columns the predictions.
///
/// Cells on the diagonal are shaded by their share of the class, the others by the square root of
/// their count, so that single confusions stay visible. Cells of 0 stay empty. Each cell has a
/// hover text. If there are very many confusions, only the largest are drawn, so that a browser can
/// still open the page.
struct HeatMap {
    /// The most cells that are drawn off the diagonal.
    static let confusionLimit = 10_000

    /// The number of confusions that are not drawn.
    let undrawnCount: Int

    private let table: ConfusionTable
    /// Largest first.
    private let confusions: [Confusion]
    private let cellSize: Double
    private let fontSize: Double

    /// The width and height of the margin left of and above the cells, for a caption and class
    /// names.
    private let labelRoom: Double

    /// Chooses sizes so that the map of a few classes has legible numbers, and that of many fits
    /// the page.
    init(_ table: ConfusionTable) {
        self.table = table
        let confusions = table.matrix.mostFrequentConfusions(limit: .max)
        self.confusions = Array(confusions.prefix(Self.confusionLimit))
        undrawnCount = confusions.count - self.confusions.count
        let classCount = table.labels.count
        cellSize = classCount <= 8 ? 44 : classCount <= 16 ? 36 : classCount <= 48 ? 26 : 11
        fontSize = min(13, cellSize * 0.8)
        let longest = table.labels.map { Self.shortened($0).count }.max() ?? 0
        labelRoom = Self.captionRoom + max(20, Double(longest) * fontSize * 0.6 + 12)
    }

    /// The map as an SVG element of fixed size, which the page scrolls.
    var svg: Markup {
        let side = labelRoom + cellSize * Double(table.labels.count)
        let width = side + 2
        let height = side + 2
        return """
            <svg class="heat-map" width="\(width)" height="\(height)" \
            viewBox="0 0 \(width) \(height)" role="img" \
            aria-label="Confusion matrix: rows are the true classes, columns the predictions" \
            font-size="\(fontSize)">
            <text class="caption" x="\(labelRoom)" y="12">predicted class</text>
            <text class="caption" transform="translate(11 \(top)) rotate(-90)" \
            text-anchor="end">true class</text>
            \(rules)
            \(table.labels.indices.map(labels))
            \(cells)
            </svg>
            """
    }

    /// The margin's part for the captions "true class" and "predicted class".
    private static let captionRoom = 22.0
    /// The most characters of a label in the margin.
    private static let labelLimit = 16

    /// Where the cells begin; the margin above is as wide as that on the left.
    private var top: Double { labelRoom }

    private func offset(_ index: Int) -> Double { Double(index) * cellSize }

    /// The frame, and the lines between rows and columns.
    private var rules: Markup {
        let side = offset(table.labels.count)
        let lines = (0...table.labels.count).map { index -> Markup in
            let (x, y) = (labelRoom + offset(index), top + offset(index))
            return """
                <path class="grid" d="M\(labelRoom) \(y)h\(side)M\(x) \(top)v\(side)"/>
                """
        }
        return "\(lines)"
    }

    /// The name of a class, left of its row and above its column.
    private func labels(_ index: Int) -> Markup {
        let label = table.labels[index]
        let middle = offset(index) + cellSize / 2
        let (x, y) = (labelRoom + middle, top - 6)
        // Names of one or two letters stand upright; longer ones run from bottom to top.
        let isUpright = cellSize > 20 && labelRoom <= Self.captionRoom + 36
        let column: Markup =
            isUpright
            ? """
            <text x="\(x)" y="\(y)" text-anchor="middle">\(Self.shortened(label))\
            <title>\(label)</title></text>
            """
            : """
            <text transform="translate(\(x + fontSize * 0.35) \(y)) rotate(-90)">\
            \(Self.shortened(label))<title>\(label)</title></text>
            """
        return """
            <text x="\(labelRoom - 6)" y="\(top + middle + fontSize * 0.35)" text-anchor="end">\
            \(Self.shortened(label))<title>\(label)</title></text>
            \(column)
            """
    }

    /// All cells that are not 0, up to `confusionLimit` off the diagonal.
    private var cells: Markup {
        let matrix = table.matrix
        let totals = matrix.truthTotals
        let greatestError = confusions.first?.count ?? 1
        let wrong = confusions.map { entry in
            cell(
                truth: entry.truth, predicted: entry.predicted, count: entry.count,
                share: (Double(entry.count) / Double(greatestError)).squareRoot(),
                total: totals[entry.truth])
        }
        let right = table.labels.indices.compactMap { label -> Markup? in
            let count = matrix[truth: label, predicted: label]
            guard count > 0 else { return nil }
            return cell(
                truth: label, predicted: label, count: count,
                share: Double(count) / Double(totals[label]), total: totals[label])
        }
        return "\(right + wrong)"
    }

    /// - Parameters:
    ///   - share: how strongly the cell is shaded, 0 to 1.
    ///   - total: the number of images of the true class.
    private func cell(
        truth: Int, predicted: Int, count: Int64, share: Double, total: Int64
    ) -> Markup {
        let (x, y) = (labelRoom + offset(predicted), top + offset(truth))
        let kind = truth == predicted ? "right" : "wrong"
        let opacity = NumberText.fixed(0.12 + 0.88 * share, fractionDigits: 2)
        let counts = "\(NumberText.grouped(count)) of \(NumberText.grouped(total)) images"
        let text =
            truth == predicted
            ? "\(table.labels[truth]): \(counts) recognised"
            : "\(table.labels[truth]) taken for \(table.labels[predicted]): \(counts)"
        return """
            <g class="\(kind)\(share > 0.72 ? " strong" : "")"><rect x="\(x + 0.5)" y="\(y + 0.5)" \
            width="\(cellSize - 1)" height="\(cellSize - 1)" fill-opacity="\(opacity)"/>\
            \(number(count, x: x, y: y))<title>\(text)</title></g>
            """
    }

    /// The count in the middle of its cell, if cells are large enough to read it.
    private func number(_ count: Int64, x: Double, y: Double) -> Markup {
        guard cellSize > 20 else { return "" }
        let digits = String(count)
        // A digit is about 0.56 em wide; the number leaves a gap to the cell's edge.
        let size = min(fontSize - 1, (cellSize - 4) / (Double(digits.count) * 0.56))
        return """
            <text x="\(x + cellSize / 2)" y="\(y + cellSize / 2 + size * 0.35)" \
            text-anchor="middle" font-size="\(size)">\(digits)</text>
            """
    }

    /// A label for the margin; its hover text shows it in full.
    private static func shortened(_ label: String) -> String {
        label.count <= labelLimit ? label : label.prefix(labelLimit - 1) + "…"
    }
}
