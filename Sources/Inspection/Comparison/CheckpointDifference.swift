import RunRecords

/// How two checkpoints differ: in description, progress and tensors.
struct CheckpointDifference {
    /// What is compared: "epoch-0001-step-000000" or "best".
    let name: String
    /// The step at which both were written.
    let globalStep: Int
    let description: [JSONDifference]
    let position: [JSONDifference]
    let progress: [JSONDifference]
    /// Tensors that only one has, or that have another shape.
    let layout: [String]
    /// In the order of the data.
    let tensors: [TensorDifference]
    let tensorCount: Int

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

    /// Whether what training goes on from is the same. The description is looked at by itself: with
    /// equal weights it may be the kernel set's name that differs.
    var isEmpty: Bool {
        position.isEmpty && progress.isEmpty && layout.isEmpty && tensors.isEmpty
    }

    /// In a few lines.
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
