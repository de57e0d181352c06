import Collectives
import Datasets
import Images

extension SharedImages {
    /// Warnings about these images that the user should know before trusting the results; equal on
    /// all ranks.
    ///
    /// - Parameter set: the purpose of the images: "training" or "test".
    package func warnings(of set: String) -> [String] {
        let found = [
            tally.contrastWarning(of: set),
            // If the whole set contradicts the training images, that is reported instead.
            inkDecision.contradiction == nil
                ? tally.inkWarning(
                    of: set, classNames: index.classNames, inkIsDark: inkDecision.ink == .dark)
                : nil,
        ]
        return [lostClasses(of: set)].compactMap { $0 } + found.compactMap { $0?.description }
    }

    /// A warning that names the classes whose images were all skipped; nil if there are none.
    private func lostClasses(of set: String) -> String? {
        guard !lostClasses.isEmpty else { return nil }
        let isOne = lostClasses.count == 1
        return "no \(set) image is left of \(isOne ? "class" : "the classes")"
            + " \(quotedList(lostClasses, limit: 40)): all of \(isOne ? "its" : "their") images"
            + " were left out because they cannot be read, so \(isOne ? "it" : "they") cannot be"
            + " \(set == "training" ? "learned" : "scored")"
    }
}

extension Collective {
    /// The sum of all ranks' tallies, on every rank.
    func sum(_ own: [ImageTally], classCount: Int) throws -> ImageTally {
        var numbers = own.reduce(into: ImageTally()) { $0.add($1) }
            .numbers(classCount: classCount)
        try combine(&numbers, by: .sum)
        return ImageTally(numbers: numbers)
    }
}
