import TextFormats

/// The classes that have no image in a set, so that averages leave them out.
package struct AbsentClasses: Sendable, Equatable, CustomStringConvertible {
    /// `test` or `validation`.
    package let set: String
    package let names: [String]

    /// Nil if every class has an image.
    /// - Parameter counts: the number of images of each class, in the order of `classNames`.
    package init?(of set: String, classNames: [String], counts: [some BinaryInteger]) {
        names = zip(classNames, counts).filter { $0.1 == 0 }.map(\.0)
        self.set = set
        if names.isEmpty { return nil }
    }

    package var description: String {
        "no \(set) image of \(NameList.text(names)): averages leave"
            + " \(names.count == 1 ? "this class" : "these classes") out"
    }
}

extension ClassificationMetrics {
    /// A note about which classes the macro average is over, if it is not over all classes.
    package var averagedClasses: String? {
        let absent = perClass.count - classesInTruth
        return absent == 0
            ? nil
            : "over \(classesInTruth) of \(perClass.count) classes;"
                + " \(absent) \(absent == 1 ? "has" : "have") no image"
    }

    /// The classes without an image.
    package func absentClasses(of set: String) -> AbsentClasses? {
        AbsentClasses(
            of: set, classNames: perClass.map(\.shownName), counts: perClass.map(\.support))
    }
}
