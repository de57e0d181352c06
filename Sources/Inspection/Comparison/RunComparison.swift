import FoundationEssentials
package import RunRecords

/// Checks that an interrupted run reached the same result as an undisturbed one. `chaos` uses it,
/// so it is stricter than `verify A B`: files must also be equal byte by byte.
package enum RunComparison {
    /// The differences of `run` (B) from `clean` (A), one line each; empty if there are none.
    ///
    /// Beyond what `verify A B` looks at, the newest checkpoint must be the same one, and so must
    /// the bytes of those that both have. The one before the newest may be another, if the run was
    /// stopped between two that were due.
    package static func differences(in run: RunFolder, from clean: RunFolder) -> [String] {
        do {
            let comparison = try Comparison(clean.path, run.path)
            let files = [try clean.checkpoints.list(), try run.checkpoints.list()]
            return comparison.differences
                + (try clean.summary() == nil ? ["the clean run is not finished"] : [])
                + checkpointDifferences(files[1], from: files[0])
                + (haveEqualBytes(clean.checkpoints.bestPath, run.checkpoints.bestPath)
                    ? [] : ["best.safetensors: other bytes"])
        } catch {
            return ["\(error)"]
        }
    }

    /// Compares the names of the newest checkpoints, and the bytes of those that both have.
    ///
    /// - Parameters: the paths of the checkpoints, newest first.
    private static func checkpointDifferences(
        _ paths: [String], from cleanPaths: [String]
    ) -> [String] {
        func name(_ path: String) -> Substring { path.split(separator: "/").last ?? "" }
        var differences: [String] = []
        if cleanPaths.first.map(name) != paths.first.map(name) {
            differences.append("the newest checkpoint's name")
        }
        for path in paths {
            guard let cleanPath = cleanPaths.first(where: { name($0) == name(path) }) else {
                continue
            }
            if !haveEqualBytes(cleanPath, path) { differences.append("\(name(path)): other bytes") }
        }
        return differences
    }

    /// Whether two files exist and have the same bytes.
    private static func haveEqualBytes(_ path: String, _ other: String) -> Bool {
        guard let bytes = FileManager.default.contents(atPath: path) else { return false }
        return bytes == FileManager.default.contents(atPath: other)
    }
}
