import TextFormats

/// A chart of values by epoch as SVG: lines, axes, legend, and a hover text for each epoch.
///
/// The page's style sheet defines colours by class: `series-0` for the first series and so on.
struct LineChart {
    /// One line of the chart.
    struct Series {
        var name: String

        /// Values in the order of their epochs. Values that cannot be drawn leave a gap.
        var points: [(epoch: Int, value: Double)]
    }

    /// An epoch that is marked by a vertical line with a text next to it.
    struct Marker {
        var epoch: Int
        var text: String
    }

    /// The plotted area within the chart, in SVG units.
    static let plot = (left: 56.0, top: 40.0, width: 488.0, height: 220.0)
    static let size = (width: 560.0, height: 308.0)

    private let title: String
    private let unit: String
    private let fractionDigits: Int
    private let series: [Series]
    private let marker: Marker?
    private let epochs: [Int]
    private let epochAxis: ChartAxis
    private let valueAxis: ChartAxis

    /// - Parameters:
    ///   - title: a description for screen readers.
    ///   - unit: follows values in hover texts and on the vertical axis, such as ` %`.
    ///   - fractionDigits: digits after the decimal point in hover texts.
    ///   - bounds: what the quantity can be at all.
    ///   - series: the lines; one without a value that can be drawn still appears in the legend.
    init(
        title: String, unit: String = "", fractionDigits: Int, bounds: ClosedRange<Double>,
        series: [Series], marker: Marker? = nil
    ) {
        self.title = title
        self.unit = unit
        self.fractionDigits = fractionDigits
        self.series = series
        self.marker = marker
        epochs = Set(series.flatMap { $0.points.map(\.epoch) }).sorted()
        epochAxis = .whole(from: epochs.first ?? 0, to: epochs.last ?? 0)
        valueAxis = .covering(series.flatMap { $0.points.map(\.value) }, bounds: bounds)
    }

    /// The chart as an SVG element that scales with the page.
    var svg: Markup {
        """
        <svg class="line-chart" viewBox="0 0 \(Self.size.width) \(Self.size.height)" \
        role="img" aria-label="\(title)">
        \(grid)
        \(markerLine)
        \(series.indices.map(line))
        \(hoverBands)
        \(legend)
        </svg>
        """
    }

    /// The horizontal position of an epoch, in SVG units.
    private func x(_ epoch: Int) -> Double {
        Self.plot.left + epochAxis.position(of: Double(epoch), length: Self.plot.width)
    }

    /// The vertical position of a value, in SVG units, from the top.
    private func y(_ value: Double) -> Double {
        let height = Self.plot.height
        return Self.plot.top + height - valueAxis.position(of: value, length: height)
    }

    /// Horizontal lines with values, the axis of epochs, and its ticks.
    private var grid: Markup {
        let plot = Self.plot
        let (right, bottom) = (plot.left + plot.width, plot.top + plot.height)
        let rows = valueAxis.ticks.map { tick -> Markup in
            let height = y(tick)
            let text = NumberText.fixed(tick, fractionDigits: valueAxis.fractionDigits) + unit
            return """
                <line class="grid" x1="\(plot.left)" x2="\(right)" y1="\(height)" y2="\(height)"/>
                <text x="\(plot.left - 8)" y="\(height + 4)" text-anchor="end">\(text)</text>
                """
        }
        let columns = epochAxis.ticks.map { tick -> Markup in
            let place = x(Int(tick))
            return """
                <line class="axis" x1="\(place)" x2="\(place)" y1="\(bottom)" y2="\(bottom + 5)"/>
                <text x="\(place)" y="\(bottom + 19)" text-anchor="middle">\(Int(tick))</text>
                """
        }
        return """
            \(rows)
            <line class="axis" x1="\(plot.left)" x2="\(right)" y1="\(bottom)" y2="\(bottom)"/>
            \(columns)
            <text x="\(plot.left + plot.width / 2)" y="\(bottom + 40)" text-anchor="middle">\
            epoch</text>
            """
    }

    /// The marker's line and text, which is on the side with more room; empty without a marker.
    private var markerLine: Markup {
        guard let marker, epochs.contains(marker.epoch) else { return "" }
        let place = x(marker.epoch)
        let isRight = place > Self.plot.left + Self.plot.width / 2
        let anchor = isRight ? "end" : "start"
        return """
            <line class="marker" x1="\(place)" x2="\(place)" y1="\(Self.plot.top)" \
            y2="\(Self.plot.top + Self.plot.height)"/>
            <text class="marker" x="\(place + (isRight ? -6 : 6))" \
            y="\(Self.plot.top + Self.plot.height - 8)" text-anchor="\(anchor)">\
            \(marker.text)</text>
            """
    }

    /// One series as a path that is interrupted at values that cannot be drawn.
    private func line(_ index: Int) -> Markup {
        var path: Markup = ""
        var isDrawing = false
        for point in series[index].points {
            guard ChartAxis.isDrawable(point.value) else {
                isDrawing = false
                continue
            }
            path += isDrawing ? "L" : "M"
            path += "\(x(point.epoch)) \(y(point.value))"
            isDrawing = true
        }
        return """
            <path class="series-\(index)" d="\(path)"/>
            """
    }

    /// For each epoch, its dots and an invisible band that shows their values on hover.
    private var hoverBands: Markup {
        let values = series.map { line in
            Dictionary(line.points.map { ($0.epoch, $0.value) }, uniquingKeysWith: { $1 })
        }
        let spacing = Self.plot.width / Double(max(1, epochs.count - 1))
        let bands = epochs.map { epoch -> Markup in
            let left = max(Self.plot.left, x(epoch) - spacing / 2)
            let right = min(Self.plot.left + Self.plot.width, x(epoch) + spacing / 2)
            var dots: [Markup] = []
            var text = "epoch \(epoch)"
            for index in series.indices {
                guard let value = values[index][epoch] else { continue }
                let number = NumberText.fixed(value, fractionDigits: fractionDigits)
                text += "\n\(series[index].name) \(number)\(unit)"
                guard ChartAxis.isDrawable(value) else { continue }
                dots.append(dot(series: index, epoch: epoch, value: value))
            }
            return """
                <g class="epoch"><rect x="\(left)" y="\(Self.plot.top)" \
                width="\(right - left)" height="\(Self.plot.height)"/>
                \(dots)
                <title>\(text)</title></g>
                """
        }
        return "\(bands)"
    }

    private func dot(series index: Int, epoch: Int, value: Double) -> Markup {
        // With many epochs, dots appear only on hover.
        let kind = epochs.count > Self.dotLimit ? "series-\(index) faint" : "series-\(index)"
        return """
            <circle class="\(kind)" cx="\(x(epoch))" cy="\(y(value))" r="2.5"/>
            """
    }

    /// The names of the series above the plot, each with a piece of its line.
    private var legend: Markup {
        var left = Self.plot.left
        var entries: [Markup] = []
        for (index, line) in series.enumerated() {
            entries.append(
                """
                <line class="series-\(index)" x1="\(left)" x2="\(left + 18)" y1="16" y2="16"/>
                <text class="legend" x="\(left + 25)" y="20">\(line.name)</text>
                """)
            // About the width of the name at 12 units to the em.
            left += 25 + Double(line.name.count) * 6.8 + 18
        }
        return "\(entries)"
    }

    /// With more epochs, dots would hide the line.
    private static let dotLimit = 60
}
