import RunFolder

extension RunVerification {
    private static let removeResults =
        "remove summary.json and run the same hwr-dist train with this --run: it scores anew"

    /// Looks at what a finished run left, `summary.json` and `confusion.csv`.
    mutating func examineSummary() {
        let summary: RunSummary?
        do {
            summary = try folder.summary()
        } catch {
            add(.bad("summary.json", reason(of: error), remedy: Self.removeResults))
            return
        }
        guard let summary else {
            add(.ok("summary.json", "none: the run is not finished"))
            return
        }
        let best = try? folder.best()
        let contradictions = summary.contradictions(to: settled, best: best)
        if contradictions.isEmpty {
            let count = summary.testCount.map { "\($0) test images" } ?? "no test images"
            add(
                .ok(
                    "summary.json",
                    "\(summary.epochs) epochs, \(summary.steps) steps, \(count); weights"
                        + " \(summary.weightsSHA256.prefix(12))"))
        } else {
            add(
                .bad(
                    "summary.json", contradictions.joined(separator: "\n"),
                    remedy: Self.removeResults))
        }
        examineConfusion(of: summary)
    }

    private mutating func examineConfusion(of summary: RunSummary) {
        do {
            if let problem = summary.contradiction(to: try folder.confusion()) {
                add(.bad("confusion.csv", problem, remedy: Self.removeResults))
            } else {
                add(.ok("confusion.csv", "the summary's metrics follow from it"))
            }
        } catch {
            add(.bad("confusion.csv", reason(of: error), remedy: Self.removeResults))
        }
    }
}
