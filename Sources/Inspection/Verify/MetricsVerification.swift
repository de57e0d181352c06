import RunRecords

/// Whether `metrics.jsonl` has one line for each epoch, in their order, up to where the newest
/// checkpoint stands.
struct MetricsVerification {
    let log: MetricsLog
    /// Nil when there is none that can be used.
    let newest: Checkpoint?
    /// The epochs that the run was asked for.
    let epochs: Int?
    /// Whether a process writes to it, so that a line may be under way.
    let isWritten: Bool

    var finding: Finding {
        let records: [EpochRecord]
        let unfinishedByteCount: Int
        do {
            records = try log.records(EpochRecord.self)
            unfinishedByteCount = try log.unfinishedByteCount()
        } catch let error as RecordError {
            let line = error.line.map { "line \($0): " } ?? ""
            return bad("\(line)\(error.what)")
        } catch {
            return bad("\(error)")
        }
        if let problem = disorder(of: records) ?? distance(to: records) { return bad(problem) }
        if unfinishedByteCount > 0, !isWritten {
            return .warning(
                Self.subject,
                "\(Self.text(of: records)); the last \(unfinishedByteCount) bytes are half a line",
                remedy: "resume the run: it cuts the file back")
        }
        let before = Self.epochsBefore(records)
        if before > 0 {
            return .warning(
                Self.subject,
                "it begins with epoch \(before + 1), as a run does that went on from the checkpoint of"
                    + " another folder",
                remedy: "if this one did not, its first lines are lost; the checkpoints are whole")
        }
        return .ok(Self.subject, Self.text(of: records))
    }

    /// A line that does not follow the one before; nil when all do.
    private func disorder(of records: [EpochRecord]) -> String? {
        let before = Self.epochsBefore(records)
        for (place, record) in records.enumerated() {
            let (line, expected) = (place + 1, before + place + 1)
            if record.epoch != expected {
                let problem =
                    record.epoch == expected - 1
                    ? "once more"
                    : record.epoch > expected
                        ? "where epoch \(expected) is missing" : "behind epoch \(expected - 1)"
                return "line \(line) holds epoch \(record.epoch) \(problem)"
            }
            // Every epoch has the same number of steps. Divided, since a hostile number times
            // another may be none.
            let first = records[0].step / (before + 1)
            if first < 1 || record.step % expected != 0 || record.step / expected != first {
                return
                    "line \(line) ends epoch \(record.epoch) at step \(record.step), which is not"
                    + " \(expected) times the \(first) steps of epoch 1"
            }
        }
        if let epochs, records.count > epochs {
            return "it has \(records.count) lines for \(epochs) epochs"
        }
        return nil
    }

    /// How the lines miss the newest checkpoint; nil when they fit it.
    ///
    /// An epoch's line is written behind its last checkpoint, after validation. So the lines reach
    /// up to the checkpoint's complete epochs, or one further.
    private func distance(to records: [EpochRecord]) -> String? {
        guard let position = newest?.position else { return nil }
        let complete = position.completedEpochs
        let before = Self.epochsBefore(records)
        let last = before + records.count
        if last < complete {
            return "it ends with epoch \(last), the newest checkpoint has \(complete)"
                + " complete epochs"
        }
        if last > complete + 1 {
            return "it goes on to epoch \(last), the newest checkpoint has \(complete)"
                + " complete epochs"
        }
        guard complete == 0 || complete > before else { return nil }
        let begun = complete == 0 ? 0 : records[complete - before - 1].step
        if begun != position.globalStep - position.stepInEpoch {
            return "epoch \(complete) ends at step \(begun), in the newest checkpoint at step"
                + " \(position.globalStep - position.stepInEpoch)"
        }
        return nil
    }

    /// The epochs of another folder, whose checkpoint the run has gone on from: the first line is then
    /// that of a later epoch, with the steps of as many.
    private static func epochsBefore(_ records: [EpochRecord]) -> Int {
        guard let first = records.first, (1...1 << 40).contains(first.epoch),
            first.step % first.epoch == 0
        else { return 0 }
        return first.epoch - 1
    }

    private func bad(_ text: String) -> Finding {
        .bad(
            Self.subject, text,
            remedy:
                "the checkpoints are not concerned; for a whole file train again in another --run"
        )
    }

    private static let subject = "metrics.jsonl"

    private static func text(of records: [EpochRecord]) -> String {
        switch records.count {
        case 0: "no epoch is complete yet"
        case 1: "1 epoch"
        default: "epochs 1 to \(records.count), none missing, none twice"
        }
    }
}
