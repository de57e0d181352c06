import RunRecords

/// The differences between two checkpoints: identity, position, progress and tensors. A is the
/// first and B the second checkpoint, as in all texts of a comparison.
struct CheckpointDifference {
    /// The name of the checkpoints: "epoch-0001-step-000000" or "best".
    let name: String
    /// The step at which they were written; the earlier one if the steps differ.
    let globalStep: Int
    /// The differences of the identities.
    let description: [JSONDifference]
    /// The differences of the positions: epochs and steps done.
    let position: [JSONDifference]
    /// The differences of the training progress: running sums and the record of the best epoch.
    let progress: [JSONDifference]
    /// Texts about tensors that only one checkpoint has, or whose shapes differ.
    let layout: [String]
    /// The tensors of equal shape whose bits differ, in the order of the data: the first one is the
    /// layer closest to the input.
    let tensors: [TensorDifference]
    /// The number of tensors of A.
    let tensorCount: Int

    /// Compares all values and all bits of two checkpoints.
    init(name: String, _ a: Checkpoint, _ b: Checkpoint) {
        self.name = name
        globalStep = min(a.position.globalStep, b.position.globalStep)
        description = JSONDifference.all(
            between: JSONValue(of: a.description), and: JSONValue(of: b.description))
        position = JSONDifference.all(
            between: JSONValue(of: a.position), and: JSONValue(of: b.position))
        progress = JSONDifference.all(
            between: JSONValue(of: a.progress), and: JSONValue(of: b.progress))
        var layout: [String] = []
        var tensors: [TensorDifference] = []
        for tensor in a.tensors {
            guard let other = b.tensor(named: tensor.name) else {
                layout.append("\(tensor.name) is in A only")
                continue
            }
            if other.shape != tensor.shape {
                layout.append("\(tensor.name): \(tensor.shape) in A, \(other.shape) in B")
            } else if let difference = TensorDifference(tensor, other) {
                tensors.append(difference)
            }
        }
        layout += b.tensors.filter { a.tensor(named: $0.name) == nil }
            .map { "\($0.name) is in B only" }
        self.layout = layout
        self.tensors = tensors
        tensorCount = a.tensors.count
    }

    /// Whether training would resume from the same state. The description is not included: with
    /// equal weights, the name of the kernel set may still differ.
    var isEmpty: Bool {
        position.isEmpty && progress.isEmpty && layout.isEmpty && tensors.isEmpty
    }

    /// The differences in a few lines: all values of position and progress, but only the first
    /// tensors.
    var text: String {
        var lines = (position + progress).map(\.text)
        lines += layout.prefix(3)
        if layout.count > 3 { lines.append("and \(layout.count - 3) other tensors' layouts") }
        if let first = tensors.first {
            lines.append(first.text)
            lines.append("\(tensors.count) of \(tensorCount) tensors differ")
        }
        return lines.joined(separator: "\n")
    }
}
