/// How many images appear to have light or dark ink; see `InkPolarity.vote`. Ranks add their
/// counts, so the decision does not depend on how the images are divided.
package struct InkVotes: Sendable, Equatable {
    /// The number of images that appear to have light ink.
    package let light: Int
    /// The number of images that appear to have dark ink.
    package let dark: Int
    /// The number of images that show neither: blank, undecided or too narrow.
    package let abstaining: Int

    package init(light: Int = 0, dark: Int = 0, abstaining: Int = 0) {
        self.light = light
        self.dark = dark
        self.abstaining = abstaining
    }

    /// The number of images that could be read.
    package var imageCount: Int { light + dark + abstaining }
}

/// The ink polarity that is assumed for a set of images.
///
/// One decision holds for all images of a set, because single letters are misjudged more often: a
/// letter whose strokes touch the border looks inverted.
package struct InkDecision: Sendable, Equatable {
    /// `light` or `dark`, for all images of the set alike.
    package let ink: Ink
    /// A sentence for a warning if images contradict the polarity of the training images: how many,
    /// and what was decided. Nil without contradiction.
    package let contradiction: String?

    /// The minimum number of images whose vote may override the training polarity. With fewer, a
    /// few letters whose strokes touch the border could invert all of them.
    package static let smallestElectorate = 10

    /// - Parameters:
    ///   - option: the value of `--ink`; anything but `auto` is used as it is.
    ///   - votes: the votes of all images on all ranks.
    ///   - trainingInk: the polarity that the model was trained on, `light` or `dark`; nil if these
    ///     are the training images themselves, whose majority decides (light in a tie). Other
    ///     images are assumed to have this polarity, unless there are at least `smallestElectorate`
    ///     of them and three quarters or more vote against it.
    package init(_ option: Ink, votes: InkVotes, trainingInk: Ink?) {
        guard option == .auto, let trainingInk else {
            ink = option == .auto ? (votes.dark > votes.light ? .dark : .light) : option
            contradiction = nil
            return
        }
        let other: Ink = trainingInk == .light ? .dark : .light
        let count = votes.imageCount
        let opposed = other == .dark ? votes.dark : votes.light
        let areMost = opposed > 0 && opposed * 4 >= count * 3
        let areEnough = count >= Self.smallestElectorate

        ink = areMost && areEnough ? other : trainingInk
        let images = count == 1 ? "1 image appears" : "\(count) images appear"
        let finding =
            "\(opposed) of \(images) to have \(other) ink, the training images have"
            + " \(trainingInk) ink"
        contradiction =
            switch (areMost, areEnough) {
            case (true, true):
                "\(finding): all \(count) are taken to have \(other) ink"
            case (true, false):
                "\(finding): fewer than \(Self.smallestElectorate) images are not inverted for"
                    + " that, and are taken to have \(trainingInk) ink"
            case (false, true) where opposed * 2 > count:
                "\(finding): that is less than three quarters, so all are taken to have"
                    + " \(trainingInk) ink"
            default: nil
            }
    }
}
