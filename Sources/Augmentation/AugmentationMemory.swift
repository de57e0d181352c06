import CKernels

/// The working memory of augmentation for images of one size. It is allocated once, so that a
/// training step allocates nothing.
package final class AugmentationMemory {
    package let height: Int
    package let width: Int
    let field: ElasticField
    /// The scratch memory of `ckernels_warp`: a padded copy of the image, so at least height ×
    /// width floats. The stroke kernels use it too.
    let scratch: UnsafeMutablePointer<Float>
    private let bytes: UnsafeMutablePointer<UInt8>

    package init(height: Int, width: Int) {
        self.height = height
        self.width = width
        field = ElasticField(height: height, width: width)
        let scratchCount = Int(ckernels_warp_scratch_count(Int32(height), Int32(width)))
        scratch = .allocate(capacity: scratchCount)
        scratch.initialize(repeating: 0, count: scratchCount)
        bytes = .allocate(capacity: height * width)
        bytes.initialize(repeating: 0, count: height * width)
    }

    deinit {
        scratch.deallocate()
        bytes.deallocate()
    }

    /// The binarised image: 255 wherever the image has ink, otherwise 0. Valid until the next call.
    func allInk(_ pixels: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
        ckernels_binarize(pixels, bytes, Int64(height * width))
        return UnsafePointer(bytes)
    }
}
