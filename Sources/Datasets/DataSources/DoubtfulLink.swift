/// A symbolic link below a folder of images that was not followed, or that the user should look at.
package struct DoubtfulLink: Sendable, Codable, Equatable {
    /// Why a link is in doubt.
    package enum Reason: Int, Sendable, Codable, CaseIterable {
        // Not followed:

        /// What it leads to is read at another place.
        case readElsewhere
        /// It leads to a folder that has the whole data in it.
        case containsTheData
        /// It leads to images of another class in another folder, of training, validation or test.
        case otherClass

        // Followed:

        /// It leads into another folder, so that images are trained on and measured, or measured twice.
        case otherFolder
        /// Another link gives the same image, which lies outside the data, another label.
        case secondLabel
        /// What it leads to has the name of another class.
        case namedAsAnotherClass

        package var isFollowed: Bool {
            switch self {
            case .readElsewhere, .containsTheData, .otherClass: false
            case .otherFolder, .secondLabel, .namedAsAnotherClass: true
            }
        }
    }

    /// Relative to `ImageIndex.folder`.
    package var path: String
    /// Where it leads: relative to `ImageIndex.folder` when that is below it, else absolute.
    package var target: String
    package var reason: Reason

    package init(path: String, target: String, reason: Reason) {
        self.path = path
        self.target = target
        self.reason = reason
    }
}
