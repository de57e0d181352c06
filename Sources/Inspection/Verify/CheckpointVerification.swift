import Files
import RunRecords

/// The checks of `verify` on a checkpoint, in addition to its digest. Reading a checkpoint already
/// verifies its SHA-256, its header and its metadata.
enum CheckpointVerification {
    /// The findings for a single checkpoint that the user named.
    /// - Throws: `FileError` if there is no file that can be read.
    static func findings(of path: String) throws(FileError) -> [Finding] {
        let checkpoint: Checkpoint
        do {
            checkpoint = try Checkpoint.read(path)
        } catch {
            if case .unreadable(let fileError) = error.kind { throw fileError }
            return [damaged("file", error)]
        }
        let floatCount = checkpoint.tensors.reduce(0) { $0 + $1.floats.count }
        return [
            .ok(
                "file",
                "SHA-256 and header fit: \(checkpoint.tensors.count) tensors,"
                    + " \(floatCount) floats"),
            nonFinite(in: checkpoint).map { notFinite("tensors", $0) }
                ?? .ok("tensors", "all finite"),
            .ok("identity", checkpoint.description.summaryText),
            .ok("position", checkpoint.position.text),
            .ok("weights", checkpoint.weightsSHA256),
        ]
    }

    /// The finding for a file whose bytes differ from those that were written.
    static func damaged(_ subject: String, _ error: CheckpointError) -> Finding {
        // A file of another version is intact and must not be removed.
        if error.kind == .otherVersion {
            return .bad(subject, error.what, remedy: error.remedy ?? "")
        }
        return .bad(
            subject, "\(error.path) is damaged: \(error.what)",
            remedy: "remove it; a resume passes over it and takes the one before")
    }

    /// The finding for weights with NaN or infinity, from which training cannot recover.
    static func notFinite(_ subject: String, _ place: String) -> Finding {
        .bad(
            subject, "\(place) is no finite number",
            remedy: "go on from an older checkpoint with a lower --learning-rate")
    }

    /// The first element that is NaN or infinite: "convolution1.weight[0, 2, 1, 0]"; nil if all are
    /// finite. A digest cannot detect this, because such values may have been written correctly.
    static func nonFinite(in checkpoint: Checkpoint) -> String? {
        for tensor in checkpoint.tensors {
            if let place = tensor.floats.firstIndex(where: { !$0.isFinite }) {
                return "\(tensor.name)\(tensor.indexText(of: place))"
            }
        }
        return nil
    }
}

extension TrainingPosition {
    /// For example "step 12: 2 epochs and 4 steps".
    var text: String {
        let epochs = completedEpochs == 1 ? "1 epoch" : "\(completedEpochs) epochs"
        let steps = stepInEpoch == 1 ? "1 step" : "\(stepInEpoch) steps"
        return "step \(globalStep): \(epochs) and \(steps)"
    }
}

extension NamedTensor {
    /// The indices of an element in row-major order: `[3, 1, 0]`; empty for a single number.
    func indexText(of place: Int) -> String {
        var rest = place
        var indices: [Int] = []
        for size in shape.reversed() {
            indices.append(rest % size)
            rest /= size
        }
        return indices.isEmpty
            ? "" : "[\(indices.reversed().map(String.init).joined(separator: ", "))]"
    }
}
