package import Datasets
import Failures
import RunRecords
import TextFormats

/// The runs of a folder as a table, oldest first: what `hwr-dist runs` prints.
package struct RunTable {
    private let runs: [ListedRun]

    /// - Parameter folder: a folder of run folders, or a run folder.
    /// - Throws: `FolderError` if there is no such folder, or no run in it.
    package init(of folder: String) throws(FolderError) {
        let found = try RunFinder(in: folder).found
        guard !found.isEmpty else {
            throw FolderError(
                .noInput, path: folder, what: "no run in it", remedy: "name a folder of runs")
        }
        runs = found.map(ListedRun.init).sorted { Self.key(of: $0) < Self.key(of: $1) }
    }

    /// The table with a header. Unknown cells are `-`.
    package var text: String {
        var table = TextTable(columns: [.left, .left, .left, .left, .right, .right, .left, .left])
        table.append(
            ["run", "started (UTC)", "network", "data", "epochs", "test %", "weights", "state"])
        for run in runs {
            let cells: [String?] = [
                run.name, run.startedUTC.map(Self.minute), run.network, run.data,
                Self.epochs(of: run), run.testAccuracy.map(NumberText.percent),
                run.weightsSHA256.map { String($0.prefix(12)) }, run.state.text,
            ]
            table.append(cells.map { PrintableText.line($0 ?? "-") })
        }
        return table.text
    }

    /// Sorted by start time, runs without one last; equal ones by name.
    private static func key(of run: ListedRun) -> (String, String) {
        (run.startedUTC ?? "~", run.name)
    }

    /// `2025-01-31 12:00` for `2025-01-31T12:00:00Z`.
    private static func minute(_ time: String) -> String {
        let parts = time.split(separator: "T")
        return parts.count == 2 ? "\(parts[0]) \(parts[1].prefix(5))" : time
    }

    /// Completed and planned epochs: `12/60`.
    private static func epochs(of run: ListedRun) -> String? {
        run.completedEpochs.map { "\($0)" + (run.plannedEpochs.map { "/\($0)" } ?? "") }
    }
}

extension ListedRun.State {
    fileprivate var text: String {
        switch self {
        case .finished: "finished"
        case .stopped: "stopped"
        case .running(let holder):
            "running"
                + (holder.map { " on \($0.host), process \($0.process)" } ?? " in another process")
        case .damaged(let reason): "damaged: \(reason)"
        }
    }
}
