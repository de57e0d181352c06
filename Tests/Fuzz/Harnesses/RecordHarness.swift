import RunRecords

/// The first byte says which record the others are: `c`onfiguration, `e`poch lines or `s`ummary.
func checkRecord(_ bytes: [UInt8]) throws(Finding) {
    let text = bytes.dropFirst()
    switch bytes.first.map(Unicode.Scalar.init) {
    case "c":
        try checkRoundTrip(text) { text throws(RecordError) in
            try RunConfiguration(json: text, path: "fuzz")
        }
    case "s":
        try checkRoundTrip(text) { text throws(RecordError) in
            try JSONFile.decode(RunSummary.self, from: text, path: "fuzz")
        }
    case "e":
        try checkRoundTrip(text) { text throws(RecordError) in
            try JSONFile.decode(EpochRecord.self, from: text, path: "fuzz")
        }
        try checkLog(Array(text))
    default: break
    }
}

private func checkRoundTrip<Record: Codable>(
    _ text: ArraySlice<UInt8>, read: ([UInt8]) throws(RecordError) -> Record
) throws(Finding) {
    let record: Record
    do throws(RecordError) {
        record = try read(Array(text))
    } catch {
        return try requireMessage(error)
    }
    // Texts are compared, not values: NaN differs from itself.
    let once: [UInt8]
    let again: [UInt8]
    do {
        once = try JSONFile.line(record)
        again = try JSONFile.line(try read(once))
    } catch {
        throw Finding(description: "a record that was read cannot be written and read: \(error)")
    }
    try require(again == once, "a record changes when it is written and read")
}

/// Lines of epochs, read and cut back.
private func checkLog(_ text: [UInt8]) throws(Finding) {
    let file = SingleFile(text)
    let log = MetricsLog(path: "fuzz", fileSystem: file)
    do {
        let records = try log.records(EpochRecord.self)
        let kept = try log.truncate(afterEpoch: 3)
        try require(kept <= records.count, "a log has more lines when it was cut back")
        try require(text.starts(with: file.bytes), "a log is another when it was cut back")
        try require(
            try log.records(EpochRecord.self).count == kept,
            "a log has other lines than it said when it was cut back")
    } catch let finding as Finding {
        throw finding
    } catch {
        try requireMessage(error)
    }
}
