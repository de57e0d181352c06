import CKernels
import RandomStreams

/// Random changes of training images that leave the letter what it is: one composed warp (rotation,
/// shift, shear and zoom as Keras's `ImageDataGenerator` composes them, and an elastic field on top),
/// bilinear, pixels from outside are 0; then the thickness and the strength of the ink.
package struct AugmentationSettings: Codable, Sendable, Equatable {
    /// The largest rotation to either side, in degrees.
    package var rotationDegrees: Float
    /// The largest shift to either side, as a part of height and width.
    package var shiftFraction: Float
    /// Height and width are each zoomed by a factor from 1 − this to 1 + this.
    package var zoomFraction: Float
    /// The largest shear to either side, in degrees.
    package var shearDegrees: Float
    /// The largest shift of an elastic field's control points, as a part of height and width.
    package var elasticFraction: Float
    /// The largest part by which strokes are thickened (grey dilation) or thinned (grey erosion).
    package var strokeFraction: Float
    /// Ink is multiplied by a factor from 1 − this to 1 + this.
    package var gainFraction: Float
    /// The part of images whose grey levels become full ink.
    package var binaryShare: Float

    package init(
        rotationDegrees: Float = 0, shiftFraction: Float = 0, zoomFraction: Float = 0,
        shearDegrees: Float = 0, elasticFraction: Float = 0, strokeFraction: Float = 0,
        gainFraction: Float = 0, binaryShare: Float = 0
    ) {
        self.rotationDegrees = rotationDegrees
        self.shiftFraction = shiftFraction
        self.zoomFraction = zoomFraction
        self.shearDegrees = shearDegrees
        self.elasticFraction = elasticFraction
        self.strokeFraction = strokeFraction
        self.gainFraction = gainFraction
        self.binaryShare = binaryShare
    }

    /// Images as they are.
    package static let none = AugmentationSettings()
    /// Other hands and other pens as well.
    package static let handwriting = AugmentationSettings(
        rotationDegrees: 10, shiftFraction: 0.08, zoomFraction: 0.10, shearDegrees: 8,
        elasticFraction: 0.1, strokeFraction: 0.4, gainFraction: 0.2)

    /// The factor from bytes to the network's input.
    package static let byteScale: Float = 1 / 255

    /// Writes the image as it is: `count` bytes times `byteScale`.
    package static func normalise(
        _ pixels: UnsafePointer<UInt8>, count: Int, into target: UnsafeMutablePointer<Float>
    ) {
        ckernels_scale_bytes(pixels, target, Int64(count), byteScale)
    }

    /// Writes the image as the given epoch sees it: height × width floats from 0 to 1. A function
    /// of the arguments alone.
    ///
    /// - Parameters:
    ///   - pixels: as many bytes as `memory` was made for.
    ///   - key: the sample's key.
    ///   - epoch: from 0.
    ///   - seed: the run's seed.
    ///   - memory: to work in.
    ///   - target: room for height × width floats.
    package func render(
        _ pixels: UnsafePointer<UInt8>, key: UInt64, epoch: Int, seed: UInt64,
        in memory: AugmentationMemory, into target: UnsafeMutablePointer<Float>
    ) {
        let random = CounterRandom(seed: seed, purpose: .augmentation, epoch: epoch, key: key)
        let ink = InkVariation(self, random: random)
        let source = ink.isBinary ? memory.allInk(pixels) : pixels
        warp(source, random: random, in: memory, into: target)
        ink.apply(to: target, in: memory)
    }

    private func warp(
        _ pixels: UnsafePointer<UInt8>, random: CounterRandom, in memory: AugmentationMemory,
        into target: UnsafeMutablePointer<Float>
    ) {
        let (height, width) = (memory.height, memory.width)
        guard movesPixels else {
            AugmentationSettings.normalise(pixels, count: height * width, into: target)
            return
        }
        let map = AffineMap(self, random: random, height: height, width: width)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 6) { matrix in
            for place in 0..<6 { matrix[place] = map[place] }
            let isElastic = elasticFraction > 0
            if isElastic { memory.field.draw(elasticFraction, random: random) }
            ckernels_warp(
                pixels, target, Int32(height), Int32(width), matrix.baseAddress,
                isElastic ? memory.field.rowShifts : nil,
                isElastic ? memory.field.columnShifts : nil, AugmentationSettings.byteScale,
                memory.scratch)
        }
    }

    /// Whether any pixel goes elsewhere.
    private var movesPixels: Bool {
        rotationDegrees > 0 || shiftFraction > 0 || zoomFraction > 0 || shearDegrees > 0
            || elasticFraction > 0
    }
}

/// Which of an image's random numbers each change draws; a new change takes numbers of its own.
enum AugmentationElement {
    static let rotation = 0
    static let rowShift = 1
    static let columnShift = 2
    static let shear = 3
    static let rowZoom = 4
    static let columnZoom = 5
    static let stroke = 6
    static let gain = 7
    static let binary = 8
    /// This one and those above, the control points of the rows' shifts before those of the columns'.
    static let elastic = 16
}
