/// How the images of one request voted on their ink; see `InkPolarity.vote`.
package struct InkVotes: Sendable, Equatable {
    /// The number of images that voted for light ink.
    package let light: Int
    /// The number of images that voted for dark ink.
    package let dark: Int
    /// The number of images that abstained.
    package let abstaining: Int

    package init(light: Int = 0, dark: Int = 0, abstaining: Int = 0) {
        self.light = light
        self.dark = dark
        self.abstaining = abstaining
    }

    /// The number of images that could be read.
    package var imageCount: Int { light + dark + abstaining }
}

/// Which ink a set of images is taken to have.
package struct InkDecision: Sendable, Equatable {
    /// `light` or `dark`, for all images of the set alike.
    package let ink: Ink
    /// Where the images contradict the training images: how many do, and what was made of it.
    package let contradiction: String?

    /// With fewer images than these a vote inverts nothing: a single letter whose strokes touch its
    /// border votes for the wrong ink.
    package static let smallestElectorate = 10

    /// - Parameters:
    ///   - option: anything but `auto` holds for all images.
    ///   - votes: those of all images on all ranks.
    ///   - trainingInk: what the model was trained on, `light` or `dark`; nil when these are the
    ///     training images themselves, whose majority decides. Other images are taken to have this
    ///     ink, unless they are ten or more and three quarters of them vote against it.
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
