extension ImageTally {
    /// Images with almost no contrast cause a warning if they are more than this fraction.
    private static let faintShare = 0.05
    /// The number of votes from which the ink of a class is judged.
    private static let fewestVotes = 3
    /// The fraction of a class's votes from which it counts as a class with the opposite ink.
    private static let clearMajority = 0.75
    /// Votes against the folder's ink cause a warning if they are more than this fraction. In
    /// tightly cropped images, up to a third of the letters touch the border and vote wrongly,
    /// without harm.
    private static let contraryShare = 1.0 / 3

    /// A warning if many images have almost no contrast; nil otherwise.
    ///
    /// One class may consist of images of a single colour on purpose (a class "blank"); its images
    /// are not counted.
    ///
    /// - Parameter set: what the images are for, such as "training".
    package func contrastWarning(of set: String) -> DataWarning? {
        let blankClasses = classes.filter { $0.plain > 0 && $0.plain == $0.images }
        let meant = blankClasses.count == 1 ? blankClasses[0].images : 0
        let total = total
        let images = total.images - meant
        let faint = total.plain - meant + total.faint
        guard Double(faint) > Self.faintShare * Double(images) else { return nil }
        return DataWarning(
            what: "\(faint) of \(images) \(set) images have almost no contrast: between their"
                + " darkest and brightest pixel lie at most \(Self.faintContrast) of 255 levels",
            remedy: "16-bit files that hold 8-bit or 12-bit values look like this: rescale them to"
                + " the full range of 16 bits, or save them with 8 bits")
    }

    /// A warning if the ink of whole classes, or of many images, is opposite to that of the others;
    /// nil otherwise. The network may then learn the paper instead of the letters.
    ///
    /// - Parameters:
    ///   - set: what the images are for, such as "training".
    ///   - classNames: the names of the classes, by label.
    ///   - inkIsDark: the ink that all images are taken to have.
    package func inkWarning(
        of set: String, classNames: [String], inkIsDark: Bool
    ) -> DataWarning? {
        let all = total
        let mostAreDark =
            all.lightInk == all.darkInk ? inkIsDark : all.darkInk > all.lightInk
        let contrary = mostAreDark ? \Counts.lightInk : \Counts.darkInk
        let odd = classes.indices.filter { label in
            let votes = classes[label].votes
            return votes >= Self.fewestVotes
                && Double(classes[label][keyPath: contrary])
                    >= Self.clearMajority * Double(votes)
        }
        let (usual, other) = mostAreDark ? (Self.dark, Self.light) : (Self.light, Self.dark)
        let treatment = "all are treated as \(inkIsDark ? "dark" : "light") ink"
        if odd.isEmpty {
            let count = all[keyPath: contrary]
            guard count >= Self.fewestVotes,
                Double(count) > Self.contraryShare * Double(all.votes)
            else { return nil }
            return DataWarning(
                what: "\(count) of \(all.votes) \(set) images are \(other), the others \(usual),"
                    + " and \(treatment)",
                remedy: Self.inkRemedy)
        }
        let named = odd.prefix(DataWarning.namedCount).map { label in
            "\"\(classNames[label])\" (\(classes[label][keyPath: contrary]) of"
                + " \(classes[label].votes) images)"
        }
        let rest = odd.count > named.count ? " and \(odd.count - named.count) more" : ""
        return DataWarning(
            what: "the \(set) images of \(odd.count == 1 ? "class" : "the classes")"
                + " \(named.joined(separator: ", "))\(rest) are \(other), those of the other"
                + " classes \(usual), and \(treatment), so the network may learn the paper instead of"
                + " the letter",
            remedy: Self.inkRemedy)
    }

    package static let inkRemedy =
        "bring all images to one polarity; where ink only touches the border, leave a margin of"
        + " ground around it"

    private static let light = "light on dark"
    private static let dark = "dark on light"
}
