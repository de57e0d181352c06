import Datasets
import Evaluation
import RunRecords

func checkManifest(_ bytes: [UInt8]) throws(Finding) {
    for hasValidationFolder in [false, true] {
        try checkManifest(bytes, hasValidationFolder: hasValidationFolder)
    }
}

private func checkManifest(_ bytes: [UInt8], hasValidationFolder: Bool) throws(Finding) {
    let manifest: Manifest
    do throws(ManifestError) {
        manifest = try Manifest(csv: bytes, hasValidationFolder: hasValidationFolder)
    } catch {
        return try requireMessage(error)
    }
    let text = manifest.csv
    let again = try? Manifest(csv: text, hasValidationFolder: hasValidationFolder)
    try require(again?.csv == text, "a manifest changes when it is written and read")
    try require(again?.dataDigest == manifest.dataDigest, "a manifest's digest changes")
    try require(
        manifest.firstDifference(to: again ?? Manifest(rows: [])) == nil,
        "a manifest differs from itself")
    let shorter = Manifest(
        rows: Array(manifest.rows.dropFirst()), hasValidationFolder: hasValidationFolder)
    try require(
        manifest.rows.isEmpty || manifest.firstDifference(to: shorter) != nil,
        "a manifest is the same without a row")
}

func checkGroups(_ bytes: [UInt8]) throws(Finding) {
    let index = ImageIndex(
        folder: "f", classNames: ["a", "b"],
        entries: ["a.png", "b, \"c\".png", "e\u{301}.png", "\u{E9}.png"].enumerated().map {
            .init(path: $0.element, label: $0.offset % 2)
        })
    let groups: SampleGroups
    do throws(FolderError) {
        groups = try SampleGroups(csv: bytes, file: "groups", index: index)
    } catch {
        return try requireMessage(error)
    }
    var seen: [Int] = []
    for number in 1...2 {
        let carving = ValidationCarving(
            fraction: 0, fold: Fold(number: number, count: 2), groups: groups, seed: 1)
        seen += carving.places(in: index.entries)
    }
    try require(seen.sorted() == Array(index.entries.indices), "folds lose or repeat an image")
    let half = ValidationCarving(fraction: 0.5, groups: groups, seed: 1)
    try require(half.places(in: index.entries).count < 4, "all images validate")
}

func checkShownNames(_ bytes: [UInt8]) throws(Finding) {
    let names: [String]
    do throws(FolderError) {
        names = try ShownNames(csv: bytes, file: "names", labels: ["1", "b, \"c\""]).names
    } catch {
        return try requireMessage(error)
    }
    try require(
        names.count == 2 && !names.contains("") && Set(names.map { Array($0.utf8) }).count == 2,
        "classes without names of their own")
}

func checkConfusion(_ bytes: [UInt8]) throws(Finding) {
    let table: ConfusionTable
    do throws(ConfusionTableError) {
        table = try ConfusionTable(csv: String(decoding: bytes, as: UTF8.self))
    } catch {
        return try requireMessage(error)
    }
    let again = try? ConfusionTable(csv: table.csv)
    try require(again == table, "a table of confusions changes when it is written and read")
    let matrix = table.matrix
    try require(
        matrix.correct <= matrix.total && matrix.truthTotals.reduce(0, +) == matrix.total,
        "the counts of a table of confusions do not add up")
    let metrics = ClassificationMetrics(
        confusion: matrix, labels: table.labels, loss: 0, crossEntropy: 0)
    try require(metrics.correct <= metrics.count, "more images are recognised than there are")
    let text = MetricsTable(
        title: "test", metrics: metrics, confusion: matrix, fullTable: "summary.json"
    ).text
    try require(
        text.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A },
        "a class name steers the terminal")
}

func checkPredictions(_ bytes: [UInt8]) throws(Finding) {
    let table: PredictionTable
    do throws(PredictionTableError) {
        table = try PredictionTable(csv: String(decoding: bytes, as: UTF8.self))
    } catch {
        return try requireMessage(error)
    }
    // Of a huge one a second table would be measured as the reader's own memory.
    if table.rows.count < 1 << 16 {
        let again = try? PredictionTable(csv: table.csv)
        try require(again == table, "a table of predictions changes when it is written and read")
    }
    let comparison: PredictionComparison
    do throws(PredictionMismatch) {
        comparison = try PredictionComparison(table, table)
    } catch {
        return try require(false, "a table of predictions differs from itself")
    }
    try require(
        comparison.both + comparison.neither == comparison.count && comparison.pValue == 1,
        "a table of predictions is better than itself")
}

func checkSuspects(_ bytes: [UInt8]) throws(Finding) {
    let table: SuspectTable
    do throws(SuspectTableError) {
        table = try SuspectTable(csv: String(decoding: bytes, as: UTF8.self))
    } catch {
        return try requireMessage(error)
    }
    let again = try? SuspectTable(csv: table.csv)
    try require(again == table, "a table of suspects changes when it is written and read")
    try require(
        table.rows.allSatisfy { $0.labelProbability <= $0.probability },
        "the class of a label is more probable than the predicted one")
}
