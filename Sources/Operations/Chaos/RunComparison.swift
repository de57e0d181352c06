import FoundationEssentials
package import RunFolder

/// Whether two runs reached the same, whatever happened on the way.
package enum RunComparison {
    /// What differs in `run` from `clean`: files, or keys of the summary; empty when nothing does.
    ///
    /// Times and rank counts do not count. Of the checkpoints the newest and the best must be there;
    /// the one before the newest is another where the run was stopped between two that were due.
    package static func differences(in run: RunFolder, from clean: RunFolder) throws -> [String] {
        var differences: [String] = []
        func compare(_ name: String, _ isEqual: Bool) {
            if !isEqual { differences.append(name) }
        }
        guard let summary = try run.summary(), let expected = try clean.summary() else {
            return ["summary.json"]
        }
        compare("weightsSHA256", summary.weightsSHA256 == expected.weightsSHA256)
        compare("evaluated", summary.evaluated == expected.evaluated)
        compare("train", summary.train == expected.train)
        compare("validation", summary.validation == expected.validation)
        compare("test", summary.test == expected.test)
        let lines = [run, clean].map { folder in
            try? folder.metrics.records(EpochRecord.self).map(withoutTimes)
        }
        compare("metrics.jsonl", lines[0] != nil && lines[0] == lines[1])
        compare("confusion.csv", haveEqualBytes(run.confusionPath, clean.confusionPath))
        compare("predictions.csv", haveEqualBytes(run.predictionsPath, clean.predictionsPath))
        compare("manifest.csv", haveEqualBytes(run.manifestPath, clean.manifestPath))
        compare(
            "checkpoints/best.safetensors",
            haveEqualBytes(run.checkpoints.bestPath, clean.checkpoints.bestPath))
        let files = [try run.checkpoints.list(), try clean.checkpoints.list()]
        let names = files.map { $0.compactMap { $0.split(separator: "/").last } }
        compare("the newest checkpoint's name", names[0].first == names[1].first)
        for (name, path) in zip(names[0], files[0]) {
            guard let index = names[1].firstIndex(of: name) else { continue }
            compare("checkpoints/\(name)", haveEqualBytes(path, files[1][index]))
        }
        return differences
    }

    private static func haveEqualBytes(_ path: String, _ other: String) -> Bool {
        guard let bytes = FileManager.default.contents(atPath: path) else { return false }
        return bytes == FileManager.default.contents(atPath: other)
    }

    private static func withoutTimes(_ record: EpochRecord) -> EpochRecord {
        var record = record
        record.epochSeconds = 0
        record.imagesPerSecond = 0
        record.exchangeSeconds = 0
        return record
    }
}
