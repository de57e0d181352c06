import CKernels
import RandomStreams

/// The random change of stroke width and ink intensity of one image, for pens and scanners that the
/// training images do not have.
struct InkVariation {
    /// The blend with the dilated image if above 0, or with the eroded image if below 0.
    private let stroke: Float
    /// The factor of the ink intensity; results above 1 are clamped.
    private let gain: Float
    /// Whether the image is binarised before it is warped, as in data sets of binary images.
    let isBinary: Bool

    init(_ augmentation: AugmentationSettings, random: CounterRandom) {
        func uniform(_ limit: Float, at element: Int) -> Float {
            limit > 0 ? random.uniform(in: -limit...limit, at: element) : 0
        }
        stroke = uniform(augmentation.strokeFraction, at: AugmentationElement.stroke)
        gain = 1 + uniform(augmentation.gainFraction, at: AugmentationElement.gain)
        isBinary =
            augmentation.binaryShare > 0
            && random.uniform(at: AugmentationElement.binary) < augmentation.binaryShare
    }

    /// Applies stroke width and intensity to height × width floats from 0 to 1, in place.
    func apply(to image: UnsafeMutablePointer<Float>, in memory: AugmentationMemory) {
        let (height, width) = (Int32(memory.height), Int32(memory.width))
        if stroke > 0 {
            ckernels_thicken_strokes(image, memory.scratch, height, width, stroke)
        } else if stroke < 0 {
            ckernels_thin_strokes(image, memory.scratch, height, width, -stroke)
        }
        if gain != 1 { ckernels_scale_to_one(image, Int64(memory.height * memory.width), gain) }
    }
}
