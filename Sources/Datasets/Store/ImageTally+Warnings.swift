extension ImageTally {
    /// Images of almost one grey level are pointed out when they are more than this share.
    private static let faintShare = 0.05
    /// Whether a class's images disagree on the ink is seen from this many votes on.
    private static let fewestVotes = 3
    /// The share of a class's votes that makes it a class of the other ink.
    private static let clearMajority = 0.75
    /// Votes against the folder's ink are pointed out when they are more than this share: in tightly
    /// cropped folders up to a third of the letters touch the border and vote wrongly, harmlessly.
    private static let contraryShare = 1.0 / 3

    /// A warning where many images have next to no contrast; nil otherwise.
    ///
    /// One class that has nothing but images of one colour may be meant so (a class "blank"); its
    /// images are not counted.
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

    /// A warning where the ink of whole classes, or of many images, contradicts that of the others;
    /// nil otherwise.
    ///
    /// - Parameters:
    ///   - set: what the images are for, such as "training".
    ///   - classNames: by label.
    ///   - inkIsDark: what all images are treated as.
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
