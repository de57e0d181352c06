package import RunRecords

/// The differences between two tensors of the same name and shape, bit for bit. Bits are compared
/// and not values, so −0 differs from 0 and equal NaNs are equal.
///
///     first at dense2.bias[3]: 0.0124 in A, 0.012400001 in B, 1 ulp apart
///     1 of 28 elements of dense2.bias differ; the largest difference is 9.3e-10 at dense2.bias[3]
package struct TensorDifference {
    /// The name of both tensors.
    package let name: String
    /// The number of elements of each.
    package let elementCount: Int
    /// The number of elements whose bits differ.
    package let differingCount: Int
    /// The first such element: its indices as text, such as `[3, 1, 0]`, and both values.
    package let first: (index: String, a: Float, b: Float)
    /// The largest |a − b| and its indices; nil if no difference is finite.
    package let largest: (index: String, value: Float)?

    /// Compares two tensors; nil if all bits are equal.
    /// - Parameter b: a tensor with the same shape as `a`.
    package init?(_ a: NamedTensor, _ b: NamedTensor) {
        precondition(a.shape == b.shape, "tensors of other shapes are not compared")
        var differingCount = 0
        var firstPlace: Int?
        var largest: (place: Int, value: Float)?
        for place in a.floats.indices
        where a.floats[place].bitPattern != b.floats[place].bitPattern {
            differingCount += 1
            firstPlace = firstPlace ?? place
            let distance = (a.floats[place] - b.floats[place]).magnitude
            if distance.isFinite, distance > largest?.value ?? -1 { largest = (place, distance) }
        }
        guard let firstPlace else { return nil }
        name = a.name
        elementCount = a.floats.count
        self.differingCount = differingCount
        first = (a.indexText(of: firstPlace), a.floats[firstPlace], b.floats[firstPlace])
        self.largest = largest.map { (a.indexText(of: $0.place), $0.value) }
    }

    /// Two lines: the first element that differs, then the whole tensor.
    package var text: String {
        let distance =
            Self.ulps(from: first.a, to: first.b)
            .map { $0 == 1 ? ", 1 ulp apart" : ", \($0) ulps apart" } ?? ""
        let largest = largest.map {
            "; the largest difference is \($0.value) at \(name)\($0.index)"
        }
        return "first at \(name)\(first.index): \(first.a) in A, \(first.b) in B\(distance)\n"
            + "\(differingCount) of \(elementCount) elements of \(name) differ\(largest ?? "")"
    }

    /// The distance of two floats in units in the last place: the number of representable floats
    /// from one to the other. 0 between −0 and 0; nil if either is NaN. 1 ulp hints at a different
    /// order of additions, and large distances at different data or options.
    package static func ulps(from a: Float, to b: Float) -> Int64? {
        if a.isNaN || b.isNaN { return nil }
        // For floats of the same sign, the bits as integers are in the order of the floats.
        func place(_ value: Float) -> Int64 {
            let magnitude = Int64(value.magnitude.bitPattern)
            return value.sign == .minus ? -magnitude : magnitude
        }
        return abs(place(a) - place(b))
    }
}
