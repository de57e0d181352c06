import Datasets
import Images
import Inspection

/// Findings about images with the same pixels, however their files are compressed: in training,
/// under several labels, or in training and in another folder.
enum DuplicateFindings {
    /// - Parameter others: the validation and the test folder, as far as they exist.
    static func findings(
        training: FolderSurvey, others: [(name: String, survey: FolderSurvey)]
    ) -> [Finding] {
        let groups = groups(of: training)
        let repeated = groups.values.filter { $0.count > 1 }
            .sorted { ($0.first ?? 0) < ($1.first ?? 0) }
        return [inside(training, repeated), contradicting(training, repeated)].compactMap(\.self)
            + others.map { leak(of: $0, $1, into: training, groups) }
    }

    /// The indices of the images that share their pixels, by digest. Blank images are left out:
    /// they are all alike, and have a finding of their own.
    private static func groups(of survey: FolderSurvey) -> [ImageDigest: [Int]] {
        Dictionary(grouping: survey.images.filter { !$0.isBlank }, by: \.digest)
            .mapValues { $0.map(\.entryIndex) }
    }

    /// Training images with the pixels of another training image.
    private static func inside(_ survey: FolderSurvey, _ repeated: [[Int]]) -> Finding? {
        let subject = "duplicates"
        let surplus = repeated.reduce(0) { $0 + $1.count - 1 }
        guard let first = repeated.first else {
            return .ok(subject, "no two training images have the same pixels")
        }
        let paths = first.map { survey.index.entries[$0].path }
        return .warning(
            subject,
            "\(surplus) of \(survey.images.count) training images repeat another's pixels:"
                + " \(DataFindings.list(paths))",
            remedy: "remove them: they count twice, and may be in both training and validation")
    }

    /// Training images with the same pixels in several classes, of which at most one can be right.
    private static func contradicting(_ survey: FolderSurvey, _ repeated: [[Int]]) -> Finding? {
        let index = survey.index
        let groups = repeated.filter { Set($0.map { index.entries[$0].label }).count > 1 }
        guard let first = groups.first else { return nil }
        let names = first.map {
            "\(index.entries[$0].path) (\(index.classNames[index.entries[$0].label]))"
        }
        return .warning(
            "labels",
            "\(groups.count == 1 ? "1 image has" : "\(groups.count) images have") several"
                + " labels: \(DataFindings.list(names))",
            remedy: "keep only the copy with the correct label")
    }

    /// Validation or test images that are also training images: a network that has memorised them
    /// is rewarded for it.
    private static func leak(
        of name: String, _ survey: FolderSurvey, into training: FolderSurvey,
        _ groups: [ImageDigest: [Int]]
    ) -> Finding {
        let subject = "\(name) in training"
        let shared = survey.images.filter { !$0.isBlank && groups[$0.digest] != nil }
        guard let first = shared.first, let twin = groups[first.digest]?.first else {
            return .ok(subject, "no \(name) image has the pixels of a training image")
        }
        return .warning(
            subject,
            "\(shared.count) of \(survey.images.count) \(name) images are also training images:"
                + " \(survey.index.entries[first.entryIndex].path) is"
                + " \(training.index.entries[twin].path)",
            remedy: "remove them from one of the two folders: they make the \(name) accuracy too"
                + " high")
    }
}
