/// How much the images of each class count in the loss.
package enum ClassWeighting: String, Codable, Sendable, CaseIterable {
    /// All images count alike, so that the loss is mostly that of the large classes.
    case none
    /// All classes count alike, however many images they have.
    case balanced

    /// The factor of an image's loss, for each class.
    ///
    /// Balanced, it is N / (K · n) for a class with n of all N images, of which K classes have some:
    /// scikit-learn's `class_weight="balanced"`, after King and Zeng, "Logistic regression in rare
    /// events data", 2001. The mean factor of all images is 1, so that the learning rate keeps its
    /// meaning.
    ///
    /// - Parameter imageCounts: the images of each class, of all ranks.
    /// - Returns: one factor for each class, 0 for a class without images; empty where all are 1.
    package func weights(imageCounts: [Int]) -> [Double] {
        guard self == .balanced else { return [] }
        let total = imageCounts.reduce(0, +)
        let classCount = imageCounts.count { $0 > 0 }
        return imageCounts.map { $0 > 0 ? Double(total) / Double(classCount * $0) : 0 }
    }
}
