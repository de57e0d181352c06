/// How unevenly images are distributed over the classes that have any.
package struct ClassBalance: Sendable, Equatable {
    /// A class and its number of images.
    package struct Class: Sendable, Equatable {
        package let name: String
        package let count: Int
    }

    package let smallest: Class
    package let largest: Class

    /// Above this ratio of largest to smallest class, `doctor` recommends the macro averages over
    /// the accuracy.
    private static let noticeableRatio = 3.0
    /// From this ratio on, a network can reach a high accuracy with the largest class alone, so
    /// training prints a warning.
    private static let strongRatio = 10.0

    /// - Returns: nil if no class has an image.
    package init?(of index: ImageIndex) {
        let counts = index.classCounts
        let present = counts.indices.filter { counts[$0] > 0 }
        guard let least = present.min(by: { counts[$0] < counts[$1] }),
            let most = present.max(by: { counts[$0] < counts[$1] })
        else { return nil }
        smallest = Class(name: index.classNames[least], count: counts[least])
        largest = Class(name: index.classNames[most], count: counts[most])
    }

    private var ratio: Double { Double(largest.count) / Double(smallest.count) }

    /// Whether `doctor` should mention the imbalance.
    package var isNoticeable: Bool { ratio > Self.noticeableRatio }

    /// - Parameter classesAreWeighted: whether the loss makes up for the numbers of images already.
    package static func remedy(classesAreWeighted: Bool) -> String {
        "collect more images of the small classes"
            + (classesAreWeighted ? "" : " or pass --class-weights balanced")
            + ", and go by the macro averages rather than by accuracy"
    }

    /// A warning for training if the imbalance is strong; nil otherwise.
    package func warning(classesAreWeighted: Bool) -> DataWarning? {
        guard ratio >= Self.strongRatio else { return nil }
        return DataWarning(
            what: "strong class imbalance in the training folder: \(largest.count) images of"
                + " \"\(largest.name)\", but only \(smallest.count) of \"\(smallest.name)\"",
            remedy: Self.remedy(classesAreWeighted: classesAreWeighted))
    }
}
