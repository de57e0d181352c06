import RunRecords

extension RunVerification {
    /// The remedy for damaged results: they can be computed again from the checkpoints.
    private static let removeResults =
        "remove summary.json and run the same hwr-dist train with this --run: it scores anew"

    /// Checks the results of a finished run: `summary.json` against the checkpoints, and the tables
    /// against `summary.json`. An unfinished run has none, which is not a problem.
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
        examinePredictions(of: summary)
        examineSuspects(of: summary)
    }

    /// Older versions of the program did not write this file, so its absence is not a problem.
    private mutating func examinePredictions(of summary: RunSummary) {
        do {
            guard let table = try folder.predictions() else { return }
            if let problem = summary.contradiction(to: table) {
                add(.bad("predictions.csv", problem, remedy: Self.removeResults))
            } else {
                add(.ok("predictions.csv", "as many are right as the summary says"))
            }
        } catch {
            add(.bad("predictions.csv", reason(of: error), remedy: Self.removeResults))
        }
    }

    /// Older versions of the program did not write this file, so its absence is not a problem.
    private mutating func examineSuspects(of summary: RunSummary) {
        do {
            guard let table = try folder.suspects() else { return }
            if let problem = summary.contradiction(to: table) {
                add(.bad("suspects.csv", problem, remedy: Self.removeResults))
            } else {
                add(.ok("suspects.csv", "as many images as the summary lets expect"))
            }
        } catch {
            add(.bad("suspects.csv", reason(of: error), remedy: Self.removeResults))
        }
    }

    /// Recomputes the metrics of the summary from the confusion matrix.
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
