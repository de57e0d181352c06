import Datasets
import Inspection

/// Whether the ink of all images of a folder is of one polarity: all of them are inverted, or none.
enum InkFindings {
    /// More votes against the folder's ink than this share of the others are worth a look.
    private static let noticeableShare = 0.05

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
