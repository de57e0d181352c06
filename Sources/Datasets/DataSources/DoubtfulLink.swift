/// A symbolic link below a folder of images that was not followed, or that was followed but may
/// give an image a wrong label. The user is warned about each.
package struct DoubtfulLink: Sendable, Codable, Equatable {
    /// Why a link is doubtful.
    package enum Reason: Int, Sendable, Codable, CaseIterable {
        // Not followed:

        /// Its target is read anyway at its real location.
        case readElsewhere
        /// It leads to a folder that contains the whole data set.
        case containsTheData
        /// It leads to images of another class in another folder, of training, validation or test.
        case otherClass

        // Followed:

        /// It leads into another folder, so that images are trained on and measured, or measured twice.
        case otherFolder
        /// Another link gives the same image, which is outside the data set, a different label.
        case secondLabel
        /// Its target has the name of a different class.
        case namedAsAnotherClass

        /// Whether images were taken through the link.
        package var isFollowed: Bool {
            switch self {
            case .readElsewhere, .containsTheData, .otherClass: false
            case .otherFolder, .secondLabel, .namedAsAnotherClass: true
            }
        }
    }

    /// Relative to `ImageIndex.folder`.
    package var path: String
    /// The target: relative to `ImageIndex.folder` if it is inside that folder, otherwise absolute.
    package var target: String
    package var reason: Reason

    package init(path: String, target: String, reason: Reason) {
        self.path = path
        self.target = target
        self.reason = reason
    }
}
