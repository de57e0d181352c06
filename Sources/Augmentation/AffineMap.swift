import RandomStreams

/// The affine map from a position (row, column) in the augmented image to the position in the
/// original image whose pixel it shows. It goes from output to input, so that every output pixel
/// gets exactly one value.
struct AffineMap {
    /// row' = m[0]·row + m[1]·column + m[2]; column' = m[3]·row + m[4]·column + m[5].
    private let matrix: (Float, Float, Float, Float, Float, Float)

    subscript(place: Int) -> Float {
        switch place {
        case 0: matrix.0
        case 1: matrix.1
        case 2: matrix.2
        case 3: matrix.3
        case 4: matrix.4
        default: matrix.5
        }
    }

    /// Rotation · shift · shear · zoom about the centre, the same product as
    /// `apply_affine_transform` of keras-preprocessing, from six uniform random numbers: rotation,
    /// row shift, column shift, shear, row zoom and column zoom.
    ///
    /// - Parameters:
    ///   - augmentation: the limits of the random numbers.
    ///   - random: the random numbers of this sample and epoch.
    ///   - height: of the image, in pixels.
    ///   - width: of the image, in pixels.
    init(_ augmentation: AugmentationSettings, random: CounterRandom, height: Int, width: Int) {
        func uniform(_ limit: Float, at element: Int) -> Double {
            Double(limit) * (2 * Double(random.uniform(at: element)) - 1)
        }
        let radians = 0.017_453_292_519_943_295
        let turn = Trigonometry.sineAndCosine(
            uniform(augmentation.rotationDegrees, at: AugmentationElement.rotation) * radians)
        let rowShift =
            uniform(augmentation.shiftFraction, at: AugmentationElement.rowShift)
            * Double(height)
        let columnShift =
            uniform(augmentation.shiftFraction, at: AugmentationElement.columnShift)
            * Double(width)
        let shear = Trigonometry.sineAndCosine(
            uniform(augmentation.shearDegrees, at: AugmentationElement.shear) * radians)
        let rowZoom = 1 + uniform(augmentation.zoomFraction, at: AugmentationElement.rowZoom)
        let columnZoom =
            1 + uniform(augmentation.zoomFraction, at: AugmentationElement.columnZoom)

        // [[c, −s], [s, c]] · [[1, −sin], [0, cos]] · diag(rowZoom, columnZoom)
        let m0 = turn.cosine * rowZoom
        let m1 = (-turn.cosine * shear.sine - turn.sine * shear.cosine) * columnZoom
        let m3 = turn.sine * rowZoom
        let m4 = (-turn.sine * shear.sine + turn.cosine * shear.cosine) * columnZoom
        let centreRow = Double(height - 1) / 2
        let centreColumn = Double(width - 1) / 2
        // The centre maps to itself plus the rotated shift.
        let m2 =
            centreRow - (m0 * centreRow + m1 * centreColumn)
            + (turn.cosine * rowShift - turn.sine * columnShift)
        let m5 =
            centreColumn - (m3 * centreRow + m4 * centreColumn)
            + (turn.sine * rowShift + turn.cosine * columnShift)
        matrix = (Float(m0), Float(m1), Float(m2), Float(m3), Float(m4), Float(m5))
    }
}
