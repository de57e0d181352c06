import Datasets
import Inspection

/// Findings about the ink polarity of a folder. A run inverts all images or none, so a folder must
/// not mix light and dark ink.
enum InkFindings {
    /// Above this ratio of minority to majority, a folder is likely to be mixed.
    private static let noticeableShare = 0.05

    /// Whether the strokes are light or dark, and how many images disagree:
    ///
    ///     ok  training ink  dark, by 3358 of 3360 images
    ///
    /// - Parameter name: what the folder is for, such as "training".
    static func finding(_ name: String, _ survey: FolderSurvey) -> Finding {
        let total = survey.tally.total
        let isDark = total.darkInk > total.lightInk
        let majority = max(total.lightInk, total.darkInk)
        let minority = total.votes - majority
        let subject = "\(name) ink"
        let text = "\(isDark ? "dark" : "light"), by \(majority) of \(total.votes) images"
        let warning = survey.tally.inkWarning(
            of: name, classNames: survey.index.classNames, inkIsDark: isDark)
        if let warning {
            return .warning(subject, "\(text)\n\(warning.what)", remedy: warning.remedy)
        }
        guard Double(minority) > noticeableShare * Double(majority) else {
            return .ok(subject, text)
        }
        return .warning(subject, text, remedy: ImageTally.inkRemedy)
    }
}
