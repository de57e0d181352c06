import CKernels
import RandomStreams

/// How thick and how strong the ink of one image is.
struct InkVariation {
    /// Above 0 strokes are thickened by this part, below they are thinned.
    private let stroke: Float
    private let gain: Float
    /// Whether grey levels become full ink, as in data that were made binary.
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

    /// Changes height × width floats from 0 to 1.
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
