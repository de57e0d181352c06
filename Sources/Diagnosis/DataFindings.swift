import Datasets
import Inspection
import TextFormats

/// Findings about the images that a run would train on, validate on and be tested with.
enum DataFindings {
    /// The most names that a finding lists.
    private static let shownNames = 5

    /// - Parameter others: the validation and the test folder, as far as they exist.
    static func findings(
        training: FolderSurvey, others: [(name: String, survey: FolderSurvey)]
    ) -> [Finding] {
        let surveys = [(name: "training", survey: training)] + others
        var findings = surveys.map { classes($0, $1) }
        findings += others.compactMap { missingClasses($0, $1) }
        findings += surveys.flatMap { FolderFindings.findings($0, $1.index) }
        findings.append(sizes(surveys))
        findings += surveys.map { InkFindings.finding($0, $1) }
        findings += surveys.compactMap { unreadable($0, $1) }
        findings += surveys.flatMap { PixelFindings.findings($0, $1) }
        findings += DuplicateFindings.findings(training: training, others: others)
        return findings
    }

    /// How many images each class has:
    ///
    ///     ok  training  3360 images of 28 classes, 120 each
    private static func classes(_ name: String, _ survey: FolderSurvey) -> Finding {
        let index = survey.index
        let skipped = index.skipped.total == 0 ? "" : "; skipped: \(index.skipped)"
        guard let balance = ClassBalance(of: index) else {
            return .bad(name, "no images", remedy: "put PNG files into \(index.folder)")
        }
        let (smallest, largest) = (balance.smallest, balance.largest)
        let spread =
            smallest.count == largest.count
            ? "\(smallest.count) each"
            : "\(smallest.count) (\(smallest.name)) to \(largest.count) (\(largest.name))"
        let classCount = index.classCounts.count { $0 > 0 }
        let text = "\(index.entries.count) images of \(classCount) classes, \(spread)\(skipped)"
        return balance.isNoticeable
            ? .warning(name, text, remedy: ClassBalance.remedy(classesAreWeighted: false))
            : .ok(name, text)
    }

    /// Classes that are trained but cannot be scored.
    private static func missingClasses(_ name: String, _ survey: FolderSurvey) -> Finding? {
        let index = survey.index
        let counts = index.classCounts
        let missing = counts.indices.filter { counts[$0] == 0 }.map { index.classNames[$0] }
        guard !missing.isEmpty else { return nil }
        return .warning(
            "\(name) classes", "no \(name) image of \(list(missing))",
            remedy: "add some: their recall cannot be measured")
    }

    /// The sizes of all images, which training resizes to one.
    private static func sizes(_ surveys: [(name: String, survey: FolderSurvey)]) -> Finding {
        let images = surveys.flatMap(\.survey.images)
        let heights = images.map(\.height)
        let widths = images.map(\.width)
        guard let lowest = heights.min(), let highest = heights.max(), let narrowest = widths.min(),
            let widest = widths.max()
        else { return .bad("sizes", "no image can be read", remedy: "see the lines below") }
        if lowest == highest, narrowest == widest {
            return .ok("sizes", "all \(highest)x\(widest)")
        }
        return .ok(
            "sizes",
            "\(lowest) to \(highest) high, \(narrowest) to \(widest) wide; training resizes"
                + " all to --image-size")
    }

    /// The images that cannot be decoded, with reasons. A run would refuse them, or skip them if
    /// asked to.
    private static func unreadable(_ name: String, _ survey: FolderSurvey) -> Finding? {
        guard !survey.failures.isEmpty else { return nil }
        let lines = survey.failures.prefix(shownNames).map { "\($0.path): \($0.reason)" }
        let rest = survey.failures.count - lines.count
        return .bad(
            "\(name) unreadable",
            ("\(survey.failures.count) of \(survey.index.entries.count) images cannot be read\n"
                + lines.joined(separator: "\n")) + (rest > 0 ? "\nand \(rest) more" : ""),
            remedy: "repair or remove them, or pass --bad-images skip to train")
    }

    /// The first names, and how many more there are.
    static func list(_ names: [String]) -> String {
        NameList.text(names, limit: shownNames)
    }
}
