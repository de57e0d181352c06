import CKernels
import CounterRandom

/// Random affine changes of training images, as Keras's `ImageDataGenerator` makes them: rotation,
/// shift, shear and zoom composed to one map, bilinear, pixels from outside are 0.
package struct Augmentation: Sendable, Codable, Equatable {
    /// The largest rotation to either side, in degrees.
    package var rotationDegrees: Float
    /// The largest shift to either side, as a part of height and width.
    package var shiftFraction: Float
    /// Height and width are each zoomed by a factor from 1 − this to 1 + this.
    package var zoomFraction: Float
    /// The largest shear to either side, in degrees.
    package var shearDegrees: Float

    package init(
        rotationDegrees: Float, shiftFraction: Float, zoomFraction: Float, shearDegrees: Float
    ) {
        self.rotationDegrees = rotationDegrees
        self.shiftFraction = shiftFraction
        self.zoomFraction = zoomFraction
        self.shearDegrees = shearDegrees
    }

    /// Images as they are.
    package static let none = Augmentation(
        rotationDegrees: 0, shiftFraction: 0, zoomFraction: 0, shearDegrees: 0)
    /// What handwriting bears without becoming another letter.
    package static let mild = Augmentation(
        rotationDegrees: 10, shiftFraction: 0.08, zoomFraction: 0.10, shearDegrees: 8)

    /// What is wrong with the values, for a message; nil when they can be used.
    package var problem: String? {
        func isWithin(_ value: Float, _ limit: Float) -> Bool { value >= 0 && value <= limit }
        if !isWithin(rotationDegrees, 180) { return "rotation must be from 0 to 180 degrees" }
        if !isWithin(shiftFraction, 1) { return "shift must be from 0 to 1" }
        if !isWithin(zoomFraction, 0.9) { return "zoom must be from 0 to 0.9" }
        if !isWithin(shearDegrees, 60) { return "shear must be from 0 to 60 degrees" }
        return nil
    }

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
    ///   - pixels: height × width bytes.
    ///   - key: the sample's key.
    ///   - epoch: from 0.
    ///   - seed: the run's seed.
    ///   - target: room for height × width floats.
    package func render(
        _ pixels: UnsafePointer<UInt8>, height: Int, width: Int, key: UInt64, epoch: Int,
        seed: UInt64, into target: UnsafeMutablePointer<Float>
    ) {
        if self == .none {
            Augmentation.normalise(pixels, count: height * width, into: target)
            return
        }
        let random = CounterRandom(seed: seed, purpose: .augmentation, epoch: epoch, key: key)
        let map = AffineMap(self, random: random, height: height, width: width)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 6) { matrix in
            for place in 0..<6 { matrix[place] = map[place] }
            ckernels_warp_affine(
                pixels, target, Int32(height), Int32(width), matrix.baseAddress,
                Augmentation.byteScale)
        }
    }
}
