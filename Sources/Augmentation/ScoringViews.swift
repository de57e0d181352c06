import CKernels

/// Test-time augmentation (`--tta`): the variants of an image whose class probabilities are
/// averaged. The first view is always the image itself, and the others are fixed; nothing is
/// random.
package enum ScoringViews: String, Sendable, CaseIterable {
    /// The image itself.
    case none
    /// The image and its eight shifts by one pixel in rows, columns or both.
    case shifts
    /// `shifts`, and the image rotated by 5° in both directions.
    case full

    /// The number of views of each image, which is also the factor of the scoring time.
    package var count: Int {
        switch self {
        case .none: 1
        case .shifts: 9
        case .full: 11
        }
    }

    /// Writes one view of an image, scaled to 0…1 like the image itself.
    ///
    /// - Parameters:
    ///   - view: 0 (the image itself) up to `count` − 1.
    ///   - pixels: height × width bytes.
    ///   - target: room for height × width floats.
    package func write(
        _ view: Int, of pixels: UnsafePointer<UInt8>, height: Int, width: Int,
        into target: UnsafeMutablePointer<Float>
    ) {
        precondition((0..<count).contains(view), "\(rawValue) has \(count) views")
        switch view {
        case 0:
            AugmentationSettings.normalise(pixels, count: height * width, into: target)
        case 1...8:
            // The positions of a 3 × 3 square without its centre, row by row.
            let place = view <= 4 ? view - 1 : view
            Self.warp(
                pixels, height, width, degrees: 0, rows: place / 3 - 1, columns: place % 3 - 1,
                into: target)
        default:
            Self.warp(
                pixels, height, width, degrees: view == 9 ? -5 : 5, rows: 0, columns: 0,
                into: target)
        }
    }

    /// Rotates about the centre and shifts by whole pixels; pixels from outside the image are 0.
    private static func warp(
        _ pixels: UnsafePointer<UInt8>, _ height: Int, _ width: Int, degrees: Double, rows: Int,
        columns: Int, into target: UnsafeMutablePointer<Float>
    ) {
        let turn = Trigonometry.sineAndCosine(degrees * 0.017_453_292_519_943_295)
        let centreRow = Double(height - 1) / 2
        let centreColumn = Double(width - 1) / 2
        // The map goes from output to input: ink that moves down comes from above.
        let rowOffset = centreRow - (turn.cosine * centreRow - turn.sine * centreColumn)
        let columnOffset = centreColumn - (turn.sine * centreRow + turn.cosine * centreColumn)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 6) { matrix in
            matrix[0] = Float(turn.cosine)
            matrix[1] = Float(-turn.sine)
            matrix[2] = Float(rowOffset - Double(rows))
            matrix[3] = Float(turn.sine)
            matrix[4] = Float(turn.cosine)
            matrix[5] = Float(columnOffset - Double(columns))
            let scratchCount = Int(ckernels_warp_scratch_count(Int32(height), Int32(width)))
            withUnsafeTemporaryAllocation(of: Float.self, capacity: scratchCount) { scratch in
                ckernels_warp(
                    pixels, target, Int32(height), Int32(width), matrix.baseAddress, nil, nil,
                    AugmentationSettings.byteScale, scratch.baseAddress)
            }
        }
    }
}
