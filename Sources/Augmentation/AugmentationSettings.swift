import CKernels
import RandomStreams

/// The limits of the random changes of training images, which keep the letter recognisable:
/// 1. optionally, binarisation of the grey levels;
/// 2. one bilinear warp: rotation, shift, shear and zoom, composed as Keras's `ImageDataGenerator`
///    does, plus an elastic displacement field; pixels from outside the image are 0;
/// 3. a change of stroke width and of ink intensity.
///
/// Every change is uniform between its limits and drawn again for each image and epoch, from random
/// numbers that depend only on the seed, the epoch and the sample's key. So the same images result
/// on any number of ranks and after a resume.
package struct AugmentationSettings: Codable, Sendable, Equatable {
    /// The largest rotation in either direction, in degrees.
    package var rotationDegrees: Float
    /// The largest shift in either direction, as a fraction of height and width.
    package var shiftFraction: Float
    /// Height and width are each zoomed by a factor from 1 − this to 1 + this.
    package var zoomFraction: Float
    /// The largest shear in either direction, in degrees.
    package var shearDegrees: Float
    /// The largest displacement of the elastic field's control points, as a fraction of height and
    /// width; see `ElasticField`.
    package var elasticFraction: Float
    /// The largest blend of the image with its grey dilation (thicker strokes) or erosion (thinner
    /// strokes): 0 changes nothing, 1 is the dilated or eroded image.
    package var strokeFraction: Float
    /// Pixels are multiplied by a factor from 1 − this to 1 + this, and clamped to 1.
    package var gainFraction: Float
    /// The probability that an image is binarised: all its ink becomes full ink.
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

    /// No augmentation.
    package static let none = AugmentationSettings()
    /// The default for handwriting: affine and elastic distortions for other writers, and changes
    /// of stroke width and intensity for other pens.
    package static let handwriting = AugmentationSettings(
        rotationDegrees: 10, shiftFraction: 0.08, zoomFraction: 0.10, shearDegrees: 8,
        elasticFraction: 0.1, strokeFraction: 0.4, gainFraction: 0.2)

    /// The factor from bytes (0 to 255) to the network's input (0 to 1).
    package static let byteScale: Float = 1 / 255

    /// Writes the image without augmentation: `count` bytes times `byteScale`.
    package static func normalise(
        _ pixels: UnsafePointer<UInt8>, count: Int, into target: UnsafeMutablePointer<Float>
    ) {
        ckernels_scale_bytes(pixels, target, Int64(count), byteScale)
    }

    /// Writes the augmented image of the given epoch: height × width floats from 0 to 1. The result
    /// depends on the arguments only.
    ///
    /// - Parameters:
    ///   - pixels: height × width bytes, of the size that `memory` was created for.
    ///   - key: the sample's key.
    ///   - epoch: from 0.
    ///   - seed: the run's seed.
    ///   - memory: working memory, reused between calls.
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

    /// Whether any setting displaces pixels; otherwise the warp is skipped.
    private var movesPixels: Bool {
        rotationDegrees > 0 || shiftFraction > 0 || zoomFraction > 0 || shearDegrees > 0
            || elasticFraction > 0
    }
}

/// The index of the random number that each change uses. A new change needs a new index, so that
/// the existing changes, and with them the weights of old runs, stay the same.
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
    /// From here on: the control points of the elastic field, first the row displacements, then the
    /// column displacements.
    static let elastic = 16
}
