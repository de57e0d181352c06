import ConvNet
package import RunRecords

extension Model {
    /// Transfer learning (`--init`): copies those tensors of a checkpoint of the same preset whose
    /// name and shape match this network, including running statistics. Averaged weights are used
    /// if the checkpoint has them. Tensors that do not match keep their random initial values, for
    /// example a last layer with a different number of classes.
    ///
    /// - Returns: the SHA-256 of the checkpoint's weights: `sha256` of its model.
    /// - Throws: `ConfigurationError` if the preset differs or a convolution does not match,
    ///   `CheckpointError` if the checkpoint is not a network.
    package func takeWeights(of checkpoint: Checkpoint, path: String) throws -> String {
        let remedy = "begin with a checkpoint of the same preset, or leave --init out"
        let theirs = checkpoint.description.network.preset
        guard theirs == preset else {
            throw ConfigurationError(
                "the initial network \(path) has the preset \(theirs), and this"
                    + " run has \(preset)",
                remedy: remedy)
        }
        let misfits = network.parameters.tensors.compactMap { tensor -> String? in
            let shape = checkpoint.tensor(named: tensor.name)?.shape
            guard tensor.isOfConvolution, shape != tensor.shape else { return nil }
            return "\(tensor.name) \(shape.map { "\($0)" } ?? "missing"), not \(tensor.shape)"
        }
        guard misfits.isEmpty else {
            throw ConfigurationError(
                "the initial network \(path) has other convolutions: "
                    + misfits.joined(separator: "; "),
                remedy: remedy)
        }
        // This model computes nothing, so any kernel set is suitable, whatever the precision of
        // this run.
        let precision = checkpoint.description.arithmetic.precision
        let other = try Model(
            checkpoint: checkpoint, path: path, kernels: .best(for: precision))
        take(other)
        return other.sha256
    }

    /// Copies all tensors of equal name and shape.
    private func take(_ other: Model) {
        for tensor in network.parameters.tensors {
            guard
                let source = other.network.parameters.tensors.first(where: {
                    $0.name == tensor.name && $0.shape == tensor.shape
                })
            else { continue }
            (parameters.pointer + tensor.offset).update(
                from: other.parameters.pointer + source.offset, count: tensor.elementCount)
        }
        for tensor in network.statistics.tensors {
            guard
                let source = other.network.statistics.tensors.first(where: {
                    $0.name == tensor.name && $0.channelCount == tensor.channelCount
                })
            else { continue }
            (statistics.pointer + tensor.offset).update(
                from: other.statistics.pointer + source.offset, count: 2 * tensor.channelCount)
        }
    }
}

extension ParameterTensor {
    fileprivate var isOfConvolution: Bool { shape.count == 4 }
}
