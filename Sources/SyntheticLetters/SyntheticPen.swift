/// A pen's trace: nodes along the strokes, drawn as lines of varying thickness.
///
/// Coordinates are in pixels; pixel (row, column) has its centre at (column + 0.5, row + 0.5).
struct SyntheticPen {
    private struct Node {
        var position: SIMD2<Float>
        var radius: Float
        /// Whether a line joins this node to the one before it.
        var isJoined: Bool
    }

    /// Half the thickness of an unvaried line.
    let radius: Float
    /// The direction of a broad nib's edge, a unit vector: lines across it are thick, lines along
    /// it thin.
    let nib: SIMD2<Float>
    /// How much thickness depends on the direction; 0 is a round pen.
    let nibContrast: Float
    private var nodes: [Node] = []

    init(radius: Float, nib: SIMD2<Float>, nibContrast: Float) {
        self.radius = radius
        self.nib = nib
        self.nibContrast = nibContrast
        nodes.reserveCapacity(192)
    }

    /// Adds a smooth curve through points: cubic Hermite arcs, straight at corners and ends.
    ///
    /// - Parameters:
    ///   - points: at least two, in pixels.
    ///   - pressures: for each point, a factor of the radius.
    ///   - corners: indices of the points at which the direction changes abruptly.
    ///   - trimmedStart: the fraction of the first arc that is left out, 0 to below 1.
    ///   - trimmedEnd: the fraction of the last arc that is left out, 0 to below 1.
    mutating func draw(
        through points: [SIMD2<Float>], pressures: [Float], corners: [Int] = [],
        trimmedStart: Float = 0, trimmedEnd: Float = 0
    ) {
        var isJoined = false
        for index in 0..<points.count - 1 {
            let start = points[index]
            let end = points[index + 1]
            let chord = end - start
            let chordLength = chord.length
            let inner = 1..<points.count - 1
            let startIsSmooth = inner.contains(index) && !corners.contains(index)
            let endIsSmooth = inner.contains(index + 1) && !corners.contains(index + 1)
            let leave = startIsSmooth ? slope(at: index, of: points) * chordLength : chord
            let arrive = endIsSmooth ? slope(at: index + 1, of: points) * chordLength : chord
            let first = index == 0 ? trimmedStart : 0
            let last = index == points.count - 2 ? 1 - trimmedEnd : 1
            let pieceCount = max(2, min(64, Int((chordLength * 0.7).rounded(.up))))
            for piece in (isJoined ? 1 : 0)...pieceCount {
                let t = first + (last - first) * Float(piece) / Float(pieceCount)
                let s = 1 - t
                let endWeight = t * t * (3 - 2 * t)
                let ends = start * (1 - endWeight) + end * endWeight
                let position = ends + leave * (t * s * s) - arrive * (t * t * s)
                let pressure = pressures[index] * s + pressures[index + 1] * t
                append(position, pressure: pressure, isJoined: isJoined)
                isJoined = true
            }
        }
    }

    /// The derivative with respect to chord length, at point `index`, of the parabola through this
    /// point and its two neighbours.
    private func slope(at index: Int, of points: [SIMD2<Float>]) -> SIMD2<Float> {
        let before = points[index] - points[index - 1]
        let after = points[index + 1] - points[index]
        let beforeLength = max(before.length, 1e-6)
        let afterLength = max(after.length, 1e-6)
        let weighted =
            before * (afterLength / beforeLength) + after * (beforeLength / afterLength)
        return weighted / (beforeLength + afterLength)
    }

    /// Adds a node. Its thickness depends on the pressure and on the line's direction across the
    /// nib.
    private mutating func append(_ position: SIMD2<Float>, pressure: Float, isJoined: Bool) {
        var thickness = radius * pressure
        if isJoined, let previous = nodes.last {
            let step = position - previous.position
            let squared = step.x * step.x + step.y * step.y
            if squared > 0 {
                let along = step.x * nib.x + step.y * nib.y
                thickness *= 1 + nibContrast * (0.5 - along * along / squared)
            }
        }
        // The first node of a stroke has no direction of its own; it takes the second one's
        // thickness.
        if let last = nodes.indices.last, isJoined, !nodes[last].isJoined {
            nodes[last].radius = thickness
        }
        nodes.append(Node(position: position, radius: thickness, isJoined: isJoined))
    }

    /// Moves the drawing into the image, and shrinks it if it is too large.
    ///
    /// - Parameters:
    ///   - size: width and height of the image, in pixels.
    ///   - margin: the empty border on every side, in pixels.
    ///   - position: where the drawing goes within the free space, 0 (left, top) to 1 (right,
    ///     bottom).
    mutating func fit(into size: SIMD2<Float>, margin: Float, position: SIMD2<Float>) {
        guard let first = nodes.first else { return }
        var low = first.position
        var high = first.position
        for node in nodes {
            low = pointwiseMin(low, node.position - node.radius)
            high = pointwiseMax(high, node.position + node.radius)
        }
        let room = pointwiseMax(size - 2 * margin, SIMD2(repeating: 1))
        let extent = pointwiseMax(high - low, SIMD2(repeating: 1e-6))
        let scale = min(1, min(room.x / extent.x, room.y / extent.y))
        let origin = (room - extent * scale) * position + margin
        for index in nodes.indices {
            nodes[index].position = (nodes[index].position - low) * scale + origin
            nodes[index].radius *= scale
        }
    }

    /// Draws all lines. Where lines overlap, the lighter value stays.
    ///
    /// - Parameters:
    ///   - pixels: grey values (height, width), row by row, which are all 0 before.
    ///   - ink: the grey value of a pixel that a line covers completely, 0 to 255.
    func render(
        into pixels: UnsafeMutablePointer<UInt8>, height: Int, width: Int, ink: Float
    ) {
        for (index, node) in nodes.enumerated() {
            let from = node.isJoined ? nodes[index - 1] : node
            let reach = max(from.radius, node.radius) + 0.5
            let low = pointwiseMin(from.position, node.position) - (reach + 0.5)
            let high = pointwiseMax(from.position, node.position) + (reach - 0.5)
            let rows = clampedRange(low.y, high.y, count: height)
            let columns = clampedRange(low.x, high.x, count: width)
            let step = node.position - from.position
            let squaredLength = step.x * step.x + step.y * step.y
            let inverse = squaredLength > 0 ? 1 / squaredLength : 0
            let squaredReach = reach * reach
            for row in rows {
                let y = Float(row) + 0.5 - from.position.y
                for column in columns {
                    let x = Float(column) + 0.5 - from.position.x
                    let t = max(0, min(1, (x * step.x + y * step.y) * inverse))
                    let dx = x - t * step.x
                    let dy = y - t * step.y
                    let squared = dx * dx + dy * dy
                    guard squared < squaredReach else { continue }
                    let radius = from.radius + (node.radius - from.radius) * t
                    let cover = max(0, min(1, radius + 0.5 - squared.squareRoot()))
                    let value = UInt8(cover * ink + 0.5)
                    let position = row * width + column
                    if value > pixels[position] { pixels[position] = value }
                }
            }
        }
    }
}

/// The integers from ⌈low⌉ to ⌊high⌋ that index `count` rows or columns.
private func clampedRange(_ low: Float, _ high: Float, count: Int) -> Range<Int> {
    let first = max(0, Int(low.rounded(.up)))
    let end = min(count, Int(high.rounded(.down)) + 1)
    return first..<max(first, end)
}
