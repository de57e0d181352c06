/// The weight of the images of each class in the loss (`--class-weights`).
package enum ClassWeighting: String, Codable, Sendable, CaseIterable {
    /// All images have the same weight, so large classes dominate the loss.
    case none
    /// All classes have the same total weight, however many images they have.
    case balanced

    /// The factor of an image's loss, for each class.
    ///
    /// For `balanced` it is N / (K · n) for a class with n of all N images, where K is the number
    /// of classes that have images: scikit-learn's `class_weight="balanced"`, after King and Zeng,
    /// "Logistic regression in rare events data", 2001. The mean factor of all images is 1, so that
    /// the learning rate keeps its meaning.
    ///
    /// - Parameter imageCounts: the number of images of each class, on all ranks together.
    /// - Returns: one factor for each class, 0 for a class without images; empty if all factors are
    ///   1.
    package func weights(imageCounts: [Int]) -> [Double] {
        guard self == .balanced else { return [] }
        let total = imageCounts.reduce(0, +)
        let classCount = imageCounts.count { $0 > 0 }
        return imageCounts.map { $0 > 0 ? Double(total) / Double(classCount * $0) : 0 }
    }
}
