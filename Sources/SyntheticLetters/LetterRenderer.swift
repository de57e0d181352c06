import RandomStreams

/// Pictures of the 28 isolated Arabic letters, drawn from stroke skeletons: white ink on black.
///
/// A picture is a pure function of (seed, class, sample, height, width): any number of them can be
/// made in any order and on any machine, with the same bytes. Training uses the samples from 0 up,
/// the test those from ``firstTestSample`` up; the two ranges are disjoint.
///
///     let renderer = LetterRenderer(seed: 1)
///     let ba = renderer.image(class: 1, sample: 0)  // 32 · 32 grey values
package struct LetterRenderer: Sendable {
    /// "1" to "28", the labels of the data set AHCD, so that synthetic and real folders look alike.
    package static let classNames = (1...LetterSkeleton.alphabet.count).map { String($0) }
    /// "alef" to "yeh", the letters' English names in the same order.
    package static let letterNames = LetterSkeleton.alphabet.map(\.name)
    /// Test sample i is sample `firstTestSample` + i.
    package static let firstTestSample = 1_000_000

    /// Rows of a picture.
    package let height: Int
    /// Columns of a picture.
    package let width: Int
    private let seed: UInt64
    private let distortion: Float

    /// - Parameters:
    ///   - seed: a different seed gives different pictures throughout.
    ///   - height: rows, 4 to 4096.
    ///   - width: columns, 4 to 4096.
    ///   - distortion: how much samples deviate from the plain letter, 0 to 1. With 1 they look
    ///     like handwriting; with 0 every sample is the plain letter with separate dots.
    package init(seed: UInt64, height: Int = 32, width: Int = 32, distortion: Float = 1) {
        let sides = 4...4096
        precondition(
            sides.contains(height) && sides.contains(width),
            "a synthetic letter has sides of 4 to 4096 pixels")
        precondition(
            distortion >= 0 && distortion <= 1, "the distortion is a number from 0 to 1")
        self.seed = seed
        self.height = height
        self.width = width
        self.distortion = distortion
    }

    /// Draws one picture.
    ///
    /// - Parameters:
    ///   - classIndex: 0 (alef) to 27 (yeh).
    ///   - sample: 0 or more.
    /// - Returns: grey values (height, width), row by row; 0 is paper, up to 255 is ink.
    package func image(class classIndex: Int, sample: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: height * width) { buffer, count in
            if let pixels = buffer.baseAddress {
                render(class: classIndex, sample: sample, into: pixels)
                count = height * width
            }
        }
    }

    /// Draws the same picture into the caller's memory.
    ///
    /// - Parameter pixels: space for height · width bytes, all of which are written.
    package func render(
        class classIndex: Int, sample: Int, into pixels: UnsafeMutablePointer<UInt8>
    ) {
        pixels.update(repeating: 0, count: height * width)
        let number = Self.number(class: classIndex, sample: sample)
        var variation = SyntheticVariation(
            random: CounterRandom(seed: seed, purpose: .synthesis, key: UInt64(number)),
            distortion: distortion)
        let size = SIMD2(Float(width), Float(height))
        let side = min(size.x, size.y)
        var pen = SyntheticPen(
            radius: side / 32 * (1.1 + variation.deviation(0.55)),
            nib: variation.direction(), nibContrast: variation.excess(0.7))
        let ink = 255 * (1 - variation.excess(0.3))
        let position = SIMD2<Float>(0.5, 0.5) + variation.offset(0.5)

        let letter = LetterSkeleton.alphabet[classIndex]
        let shape = letter.shapes[variation.choice(of: letter.shapes.count)]
        let map = variation.map()
        for stroke in shape.strokes + variation.dots(of: letter, on: shape) {
            let points = variation.jittered(stroke.points).map { map($0) * (0.82 * side) }
            let pressures = points.map { _ in 1 + variation.deviation(0.35) }
            pen.draw(
                through: points, pressures: pressures, corners: stroke.corners,
                trimmedStart: variation.excess(0.3), trimmedEnd: variation.excess(0.4))
        }
        pen.fit(into: size, margin: max(1, side / 32), position: position)
        pen.render(into: pixels, height: height, width: width, ink: ink)
    }

    /// A file name in the style of AHCD: `id_<n>_label_<k>.png`, where n is different for every
    /// class and sample, and k is 1 to 28.
    package static func fileName(class classIndex: Int, sample: Int) -> String {
        "id_\(number(class: classIndex, sample: sample) + 1)_label_\(classIndex + 1).png"
    }

    /// A number that identifies class and sample; it names the file and keys the random numbers.
    private static func number(class classIndex: Int, sample: Int) -> Int {
        let classCount = LetterSkeleton.alphabet.count
        precondition(
            classIndex >= 0 && classIndex < classCount, "a letter's class is from 0 to 27")
        precondition(sample >= 0, "a sample's number is not negative")
        return sample * classCount + classIndex
    }
}
