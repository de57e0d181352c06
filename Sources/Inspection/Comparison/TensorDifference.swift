package import RunRecords

/// How two tensors of one name and shape differ, bit for bit.
package struct TensorDifference {
    package let name: String
    package let elementCount: Int
    /// The number of elements whose bits differ.
    package let differingCount: Int
    /// The first of them: its indices as text and both values.
    package let first: (index: String, a: Float, b: Float)
    /// The largest |a − b| and where; nil when no difference is a number.
    package let largest: (index: String, value: Float)?

    /// Nil when all bits are equal.
    /// - Parameter b: of the same shape as `a`.
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

    /// The first element, then the whole tensor, in two lines.
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

    /// How many steps from one float to the next lie between two; 0 between −0 and 0. Nil when one
    /// is not a number.
    package static func ulps(from a: Float, to b: Float) -> Int64? {
        if a.isNaN || b.isNaN { return nil }
        // Bits of floats of one sign are ordered as the floats are.
        func place(_ value: Float) -> Int64 {
            let magnitude = Int64(value.magnitude.bitPattern)
            return value.sign == .minus ? -magnitude : magnitude
        }
        return abs(place(a) - place(b))
    }
}
