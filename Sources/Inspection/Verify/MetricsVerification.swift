import RunRecords

/// Checks that `metrics.jsonl` has one line for each epoch, in order, up to the position of the
/// newest checkpoint. A missing line means that the learning curve has a gap; the weights are not
/// affected.
///
///     {"epoch":1,"step":189,…}
///     {"epoch":2,"step":378,…}   the step is twice that of epoch 1
struct MetricsVerification {
    /// The file.
    let log: MetricsLog
    /// The newest checkpoint; nil if none is usable, or if a process may be writing newer ones.
    let newest: Checkpoint?
    /// The number of epochs of the run; nil if unknown.
    let epochs: Int?
    /// Whether a process is writing to the file, so that its last line may be incomplete.
    let isWritten: Bool

    /// The result of the check.
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

    /// A description of the first line that does not follow the one before it; nil if all do.
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
            // Every epoch has the same number of steps. Division is used, because multiplying
            // numbers of a manipulated file may overflow.
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

    /// A description of how the lines contradict the newest checkpoint; nil if they agree.
    ///
    /// The line of an epoch is written after validation, and the checkpoint of its last step before
    /// that. So the lines reach up to the complete epochs of the checkpoint, or one epoch further.
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

    /// The number of epochs before the first line. It is above 0 if the run was started from a
    /// checkpoint of another folder (`--resume CHECKPOINT`): the first line is then that of a later
    /// epoch, and its step is a multiple of that epoch.
    private static func epochsBefore(_ records: [EpochRecord]) -> Int {
        guard let first = records.first, (1...1 << 40).contains(first.epoch),
            first.step % first.epoch == 0
        else { return 0 }
        return first.epoch - 1
    }

    /// A finding about the file, with the remedy that is the same for all of them.
    private func bad(_ text: String) -> Finding {
        .bad(
            Self.subject, text,
            remedy:
                "the checkpoints are not concerned; for a whole file train again in another --run"
        )
    }

    /// The subject of the finding.
    private static let subject = "metrics.jsonl"

    /// The epochs of an intact file, for people.
    private static func text(of records: [EpochRecord]) -> String {
        switch records.count {
        case 0: "no epoch is complete yet"
        case 1: "1 epoch"
        default: "epochs 1 to \(records.count), none missing, none twice"
        }
    }
}
