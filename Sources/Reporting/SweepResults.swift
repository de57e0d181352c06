import Evaluation
import RunRecords
import TextFormats

/// The results of a sweep's runs, as a table and as `sweep.csv`.
package struct SweepResults: Sendable {
    /// One finished run.
    private struct Row {
        let name: String
        let seed: UInt64
        let fold: Int?
        /// Accuracies, 0 to 1; nil without such images.
        let validation: Double?
        let test: Double?
        let wallSeconds: Double
    }

    private let rows: [Row]
    private let runCount: Int

    /// Reads the summaries of the runs, except for those that have none yet.
    ///
    /// - Parameter runCount: the number of all runs of the sweep.
    /// - Throws: `FileError` or `RecordError` when a summary cannot be read.
    package init(
        _ runs: [(path: String, seed: UInt64, fold: Int?)], runCount: Int
    ) throws {
        self.runCount = runCount
        rows = try runs.compactMap { run in
            guard let summary = try RunFolder(run.path).summary() else { return nil }
            let name = run.path.split(separator: "/").last.map(String.init) ?? run.path
            return Row(
                name: name, seed: run.seed, fold: run.fold,
                validation: summary.validation?.accuracy, test: summary.test?.accuracy,
                wallSeconds: summary.wallSeconds)
        }
    }

    /// Whether no run has finished.
    package var isEmpty: Bool { rows.isEmpty }

    /// A header and a line for each finished run; accuracies are 0 to 1.
    package var csv: [UInt8] {
        var lines = ["run,seed,fold,validationAccuracy,testAccuracy,wallSeconds"]
        lines += rows.map { row in
            [
                CSVText.cell(row.name), "\(row.seed)", text(row.fold), text(row.validation),
                text(row.test),
                "\(row.wallSeconds)",
            ].joined(separator: ",")
        }
        return Array(lines.map { $0 + "\n" }.joined().utf8)
    }

    /// The runs, then mean, standard deviation and median of each column; accuracies are in
    /// percent.
    package var text: String {
        func percent(_ share: Double?) -> String { share.map { NumberText.percent($0) } ?? "-" }
        func seconds(_ value: Double) -> String { NumberText.fixed(value, fractionDigits: 1) }
        var table = TextTable(header: ["run", "validation %", "test %", "seconds"])
        for row in rows {
            table.append([
                row.name, percent(row.validation), percent(row.test), seconds(row.wallSeconds),
            ])
        }
        let columns: [([Double], Int)] = [
            (rows.compactMap { $0.validation.map { $0 * 100 } }, 2),
            (rows.compactMap { $0.test.map { $0 * 100 } }, 2),
            (rows.map(\.wallSeconds), 1),
        ]
        let statistics = columns.map { SampleStatistics($0.0) }
        func line(_ name: String, _ value: (SampleStatistics) -> Double?) -> [String] {
            [name]
                + zip(statistics, columns).map { statistics, column in
                    statistics.flatMap(value).map {
                        NumberText.fixed($0, fractionDigits: column.1)
                    } ?? "-"
                }
        }
        table.append(line("mean") { $0.mean })
        table.append(line("± deviation") { $0.standardDeviation })
        table.append(line("median") { $0.median })
        let missing = runCount - rows.count
        return table.text
            + (missing > 0 ? "\n\(missing) of \(runCount) runs are not finished" : "")
    }

    private func text<Value>(_ value: Value?) -> String { value.map { "\($0)" } ?? "" }
}
