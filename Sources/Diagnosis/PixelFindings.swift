import Datasets
import Inspection

/// Images whose pixels are not what they seem: no letter to see, or one that viewers turn.
enum PixelFindings {
    static func findings(_ name: String, _ survey: FolderSurvey) -> [Finding] {
        [blank(name, survey), contrast(name, survey), orientation(name, survey)].compactMap { $0 }
    }

    private static func blank(_ name: String, _ survey: FolderSurvey) -> Finding? {
        // A narrow image of one colour is a stroke from edge to edge.
        let paths = paths(of: survey) { $0.isBlank && !$0.isNarrow }
        guard !paths.isEmpty else { return nil }
        return .warning(
            "\(name) blank",
            "\(count(paths)) of one colour: \(DataFindings.list(paths))",
            remedy: "look at \(paths.count == 1 ? "it" : "them"), and remove what shows no letter")
    }

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
            remedy: "look at \(paths.count == 1 ? "it" : "them"), and remove what shows no letter")
    }

    private static func orientation(_ name: String, _ survey: FolderSurvey) -> Finding? {
        let paths = paths(of: survey) { $0.orientation > 1 }
        guard !paths.isEmpty else { return nil }
        return .warning(
            "\(name) orientation",
            "\(count(paths)) marked as turned or mirrored by an orientation tag (eXIf), which"
                + " viewers obey and training does not: \(DataFindings.list(paths))",
            remedy: "rotate the pixels and drop the tag, for example with mogrify -auto-orient")
    }

    private static func paths(
        of survey: FolderSurvey, where isMeant: (SurveyedImage) -> Bool
    ) -> [String] {
        survey.images.filter(isMeant).map { survey.index.entries[$0.entryIndex].path }
    }

    private static func count(_ paths: [String]) -> String {
        paths.count == 1 ? "1 image is" : "\(paths.count) images are"
    }
}
