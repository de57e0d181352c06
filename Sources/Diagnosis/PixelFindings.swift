import Datasets
import Inspection

/// Findings about images without a visible letter, and images that viewers show rotated.
enum PixelFindings {
    /// - Parameter name: what the folder is for, such as "training".
    static func findings(_ name: String, _ survey: FolderSurvey) -> [Finding] {
        [blank(name, survey), contrast(name, survey), orientation(name, survey)].compactMap { $0 }
    }

    /// Images of one colour, such as the empty cells of a scanned form.
    private static func blank(_ name: String, _ survey: FolderSurvey) -> Finding? {
        // A narrow image of one colour may be a stroke from edge to edge, such as an alif.
        let paths = paths(of: survey) { $0.isBlank && !$0.isNarrow }
        guard !paths.isEmpty else { return nil }
        return .warning(
            "\(name) blank",
            "\(count(paths)) of one colour: \(DataFindings.list(paths))",
            remedy: "check \(paths.count == 1 ? "it" : "them"), and remove images without a letter")
    }

    /// Images whose darkest and lightest pixels hardly differ, such as cells with a faint shadow.
    private static func contrast(_ name: String, _ survey: FolderSurvey) -> Finding? {
        let paths = paths(of: survey) {
            !$0.isBlank && !$0.isNarrow && $0.contrast <= ImageTally.faintContrast
        }
        let subject = "\(name) contrast"
        if let warning = survey.tally.contrastWarning(of: name) {
            let examples = paths.isEmpty ? "" : "\nfor example \(DataFindings.list(paths))"
            return .warning(subject, warning.what + examples, remedy: warning.remedy)
        }
        guard !paths.isEmpty else { return nil }
        return .warning(
            subject, "\(count(paths)) almost without contrast: \(DataFindings.list(paths))",
            remedy: "check \(paths.count == 1 ? "it" : "them"), and remove images without a letter")
    }

    /// Images that viewers rotate when they show them. Whoever checks the images by eye sees
    /// something else than the network does.
    private static func orientation(_ name: String, _ survey: FolderSurvey) -> Finding? {
        let paths = paths(of: survey) { $0.orientation > 1 }
        guard !paths.isEmpty else { return nil }
        return .warning(
            "\(name) orientation",
            "\(count(paths)) marked as turned or mirrored by an orientation tag (eXIf), which"
                + " viewers obey and training does not: \(DataFindings.list(paths))",
            remedy: "rotate the pixels and drop the tag, for example with mogrify -auto-orient")
    }

    /// The paths of the images that satisfy a condition.
    private static func paths(
        of survey: FolderSurvey, where isIncluded: (SurveyedImage) -> Bool
    ) -> [String] {
        survey.images.filter(isIncluded).map { survey.index.entries[$0.entryIndex].path }
    }

    private static func count(_ paths: [String]) -> String {
        paths.count == 1 ? "1 image is" : "\(paths.count) images are"
    }
}
