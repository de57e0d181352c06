import RunFolder

/// Whether `metrics.jsonl` has one line for each epoch, in their order, up to where the newest
/// checkpoint stands.
struct MetricsVerification {
    let log: MetricsLog
    /// Nil when there is none that can be used.
    let newest: Checkpoint?
    let identity: RunIdentity?
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
            return bad("\(line)\(error.reason)")
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
        return .ok(Self.subject, Self.text(of: records))
    }

    /// A line that does not follow the one before; nil when all do.
    private func disorder(of records: [EpochRecord]) -> String? {
        for (place, record) in records.enumerated() {
            let (line, expected) = (place + 1, place + 1)
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
            let first = records[0].step
            if first < 1 || record.step % expected != 0 || record.step / expected != first {
                return
                    "line \(line) ends epoch \(record.epoch) at step \(record.step), which is not"
                    + " \(expected) times the \(first) steps of epoch 1"
            }
        }
        if let epochs = identity?.epochs, records.count > epochs {
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
        if records.count < complete {
            return "it ends with epoch \(records.count), the newest checkpoint has \(complete)"
                + " complete epochs"
        }
        if records.count > complete + 1 {
            return "it goes on to epoch \(records.count), the newest checkpoint has \(complete)"
                + " complete epochs"
        }
        let begun = complete == 0 ? 0 : records[complete - 1].step
        if begun != position.globalStep - position.stepInEpoch {
            return "epoch \(complete) ends at step \(begun), in the newest checkpoint at step"
                + " \(position.globalStep - position.stepInEpoch)"
        }
        return nil
    }

    private func bad(_ text: String) -> Finding {
        .bad(
            Self.subject, text,
            remedy:
                "the checkpoints are not concerned; for a whole file train anew in another --run"
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
