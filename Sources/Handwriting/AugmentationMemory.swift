import CKernels

/// What augmentation works in: made once for images of one size, so that a training step allocates
/// nothing.
package final class AugmentationMemory {
    package let height: Int
    package let width: Int
    let field: ElasticField
    /// Height × width floats.
    let scratch: UnsafeMutablePointer<Float>
    private let bytes: UnsafeMutablePointer<UInt8>

    package init(height: Int, width: Int) {
        self.height = height
        self.width = width
        field = ElasticField(height: height, width: width)
        scratch = .allocate(capacity: height * width)
        scratch.initialize(repeating: 0, count: height * width)
        bytes = .allocate(capacity: height * width)
        bytes.initialize(repeating: 0, count: height * width)
    }

    deinit {
        scratch.deallocate()
        bytes.deallocate()
    }

    /// The image with full ink wherever it has any; valid until the next call.
    func allInk(_ pixels: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
        ckernels_all_ink(pixels, bytes, Int64(height * width))
        return UnsafePointer(bytes)
    }
}
