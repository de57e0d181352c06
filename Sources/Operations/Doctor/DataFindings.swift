import Handwriting
import TextFormats

/// An audit of the images that a run would train on and be tested on.
enum DataFindings {
    /// More names than these fill the screen.
    private static let shownNames = 5
    /// A class with that many times as many images as another makes accuracy misleading.
    private static let largeImbalance = 3.0

    /// - Parameter test: nil without a test folder.
    static func findings(training: FolderSurvey, test: FolderSurvey?) -> [Finding] {
        let surveys = [("training", training)] + (test.map { [("test", $0)] } ?? [])
        var findings = surveys.map { classes($0, $1) }
        if let test {
            findings += [missingClasses(training: training, test: test)].compactMap { $0 }
        }
        findings += FolderFindings.findings(training: training.index, test: test?.index)
        findings.append(sizes(surveys))
        findings += surveys.map { ink($0, $1) }
        findings += surveys.compactMap { unreadable($0, $1) }
        findings += surveys.compactMap { blank($0, $1) }
        findings += DuplicateFindings.findings(training: training, test: test)
        return findings
    }

    private static func classes(_ name: String, _ survey: FolderSurvey) -> Finding {
        let index = survey.index
        let counts = index.classCounts
        let present = counts.indices.filter { counts[$0] > 0 }
        let skipped = index.skipped.total == 0 ? "" : "; passed over: \(index.skipped)"
        guard let least = present.min(by: { counts[$0] < counts[$1] }),
            let most = present.max(by: { counts[$0] < counts[$1] })
        else { return .bad(name, "no images", remedy: "put PNG files into \(index.folder)") }
        let spread =
            counts[least] == counts[most]
            ? "\(counts[least]) each"
            : "\(counts[least]) (\(index.classNames[least])) to \(counts[most])"
                + " (\(index.classNames[most]))"
        let text =
            "\(index.entries.count) images of \(present.count) classes, \(spread)\(skipped)"
        guard Double(counts[most]) > largeImbalance * Double(counts[least]) else {
            return .ok(name, text)
        }
        return .warning(
            name, text,
            remedy: "collect more of the small classes, and go by the macro averages rather than"
                + " by accuracy")
    }

    private static func missingClasses(
        training: FolderSurvey, test: FolderSurvey
    ) -> Finding? {
        let counts = test.index.classCounts
        let missing = counts.indices.filter { counts[$0] == 0 }.map { test.index.classNames[$0] }
        guard !missing.isEmpty else { return nil }
        return .warning(
            "test classes", "no test image of \(list(missing))",
            remedy: "add some: their recall cannot be measured")
    }

    private static func sizes(_ surveys: [(String, FolderSurvey)]) -> Finding {
        let images = surveys.flatMap(\.1.images)
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
            "\(lowest) to \(highest) high, \(narrowest) to \(widest) wide; training brings"
                + " all to --image-size")
    }

    private static func ink(_ name: String, _ survey: FolderSurvey) -> Finding {
        let light = survey.images.count { $0.vote > 0 }
        let dark = survey.images.count { $0.vote < 0 }
        let subject = "\(name) ink"
        let isDark = dark > light
        let (majority, minority) = (max(light, dark), min(light, dark))
        let text = "\(isDark ? "dark" : "light"), by \(majority) of \(light + dark) images"
        // All images of a folder are inverted, or none.
        guard minority * 20 > majority else { return .ok(subject, text) }
        return .warning(
            subject, text,
            remedy:
                "bring all images to one polarity: those of the minority are trained on inverted")
    }

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

    private static func blank(_ name: String, _ survey: FolderSurvey) -> Finding? {
        let paths = survey.images.filter(\.isBlank).map { survey.index.entries[$0.entryIndex].path }
        guard !paths.isEmpty else { return nil }
        return .warning(
            "\(name) blank",
            "\(paths.count == 1 ? "1 image is" : "\(paths.count) images are") of one colour:"
                + " \(list(paths))",
            remedy: "look at \(paths.count == 1 ? "it" : "them"), and remove what shows no letter")
    }

    /// Names one after the other, cut when there are many.
    static func list(_ names: [String]) -> String {
        NameList.text(names, limit: shownNames)
    }
}
