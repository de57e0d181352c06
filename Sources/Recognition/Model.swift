package import Collectives
package import ConvNet
import Images
package import RunRecords

/// A network with its weights and class names: the part of a checkpoint that is needed to recognise
/// images.
package final class Model {
    package let preset: Preset
    package let network: Network
    package let classNames: [String]
    /// The trained weights, in the order of `network.parameters`.
    package let parameters: FloatBuffer
    /// The running means and variances of batch normalisation, in the order of
    /// `network.statistics`.
    package let statistics: FloatBuffer

    /// A freshly initialised model, with weights drawn from the seed.
    ///
    /// - Throws: `ConfigurationError` if the images are too small for the preset.
    package convenience init(
        preset: Preset, classNames: [String], height: Int, width: Int, seed: UInt64,
        precision: Precision, kernels: KernelSet
    ) throws(ConfigurationError) {
        let network = try Self.network(
            preset, classCount: classNames.count, height: height, width: width,
            precision: precision, kernels: kernels)
        self.init(network, preset: preset, classNames: classNames, seed: seed)
    }

    /// A copy with the same network and its own copy of the weights.
    package convenience init(copying model: Model) {
        self.init(
            model.network, preset: model.preset, classNames: model.classNames, seed: 0)
        parameters.pointer.update(from: model.parameters.pointer, count: parameters.count)
        statistics.pointer.update(from: model.statistics.pointer, count: statistics.count)
    }

    private init(_ network: Network, preset: Preset, classNames: [String], seed: UInt64) {
        self.network = network
        self.preset = preset
        self.classNames = classNames
        parameters = FloatBuffer(count: network.parameters.elementCount)
        statistics = FloatBuffer(count: network.statistics.elementCount)
        network.initialize(parameters.floats, seed: seed)
        network.statistics.initialize(statistics.floats)
    }

    /// Packs the weights into the memory layouts that the kernels read. If the ranks of a host
    /// share the packed weights, each rank packs a part and returns when all have finished. Callers
    /// must have synchronised all ranks since the last pass that read the packed weights.
    package func pack(into workspace: Workspace, in group: any Collective) throws {
        network.pack(parameters.pointer, into: workspace)
        if workspace.sharesPackedWeights { try group.barrier() }
    }

    /// The model of a checkpoint, with the averaged weights if there are any.
    ///
    /// - Throws: `CheckpointError` if the tensors do not match the preset, `ConfigurationError` if
    ///   the image size does not.
    package convenience init(
        checkpoint: Checkpoint, path: String, kernels: KernelSet
    ) throws {
        let data = checkpoint.description.data
        guard data.classNames.count > 1, data.imageHeight <= 4096, data.imageWidth <= 4096 else {
            throw CheckpointError(
                damaged: path,
                "it has \(data.classNames.count) classes and images of"
                    + " \(data.imageHeight)x\(data.imageWidth) pixels, where 2 classes or more"
                    + " and sides of 4096 pixels at most are possible")
        }
        let preset = checkpoint.description.network.preset
        let network = try Self.network(
            preset, classCount: data.classNames.count, height: data.imageHeight,
            width: data.imageWidth, precision: checkpoint.description.arithmetic.precision,
            kernels: kernels)
        // Checked before memory is allocated, because a small file can describe a huge network.
        let storedCount = checkpoint.tensors.reduce(0) { $0 + $1.floats.count }
        guard network.parameters.elementCount <= storedCount else {
            throw CheckpointError(
                damaged: path,
                "it has \(storedCount) numbers, and its network needs "
                    + "\(network.parameters.elementCount)")
        }
        self.init(
            network, preset: preset, classNames: data.classNames,
            seed: checkpoint.description.seed)
        try restore(
            checkpoint.average.isEmpty ? .latest : .averaged, from: checkpoint, path: path)
    }

    private static func network(
        _ preset: Preset, classCount: Int, height: Int, width: Int, precision: Precision,
        kernels: KernelSet
    ) throws(ConfigurationError) -> Network {
        guard min(height, width) >= preset.smallestSide else {
            throw ConfigurationError(
                "preset \(preset.rawValue) needs images of at least \(preset.smallestSide) pixels a"
                    + " side, not \(height)x\(width)",
                remedy: "pass a larger --image-size")
        }
        return Network(
            preset, inputShape: Shape(height: height, width: width, channels: 1),
            classCount: classCount, precision: precision, kernels: kernels)
    }

    /// All tensors by name: parameters, then running statistics.
    package func tensors(_ kind: WeightKind = .latest) -> [NamedTensor] {
        network.parameters.tensors.map { tensor in
            NamedTensor(
                name: kind.prefix + tensor.name, shape: tensor.shape,
                floats: Array(parameters.floats[tensor.range]))
        }
            + network.statistics.tensors.flatMap { tensor in
                runningRanges(tensor).map { name, range in
                    NamedTensor(
                        name: kind.prefix + name, shape: [tensor.channelCount],
                        floats: Array(statistics.floats[range]))
                }
            }
    }

    /// Copies the weights of a checkpoint of the same network.
    /// - Throws: `CheckpointError` that names the tensor that is missing or has a different shape.
    package func restore(
        _ kind: WeightKind = .latest, from checkpoint: Checkpoint, path: String
    ) throws(CheckpointError) {
        for tensor in network.parameters.tensors {
            try checkpoint.copy(
                kind.prefix + tensor.name, shape: tensor.shape,
                to: parameters.pointer + tensor.offset, path: path)
        }
        for tensor in network.statistics.tensors {
            for (name, range) in runningRanges(tensor) {
                try checkpoint.copy(
                    kind.prefix + name, shape: [tensor.channelCount],
                    to: statistics.pointer + range.lowerBound, path: path)
            }
        }
    }

    /// SHA-256 of parameters, then running statistics, in layout order as little-endian 32-bit
    /// floats.
    package var sha256: String {
        weightsSHA256([
            UnsafeBufferPointer(parameters.floats), UnsafeBufferPointer(statistics.floats),
        ])
    }

    /// The name of the first parameter or running statistic that is NaN or infinite.
    package var firstNonFiniteTensor: String? {
        guard
            !areFinite(UnsafeBufferPointer(parameters.floats))
                || !areFinite(UnsafeBufferPointer(statistics.floats))
        else { return nil }
        return tensors().first { !$0.floats.allSatisfy(\.isFinite) }?.name
    }

    /// The names and ranges of a layer's running means and running variances.
    private func runningRanges(_ tensor: StatisticsTensor) -> [(String, Range<Int>)] {
        let middle = tensor.offset + tensor.channelCount
        return [
            ("\(tensor.name).running_mean", tensor.offset..<middle),
            ("\(tensor.name).running_var", middle..<middle + tensor.channelCount),
        ]
    }
}

/// Which weights of a checkpoint to use.
package enum WeightKind {
    /// The weights of the last step.
    case latest
    /// The exponential moving average over the steps (EMA).
    case averaged

    fileprivate var prefix: String {
        switch self {
        case .latest: ""
        case .averaged: "average."
        }
    }
}

extension Checkpoint {
    /// Copies one tensor's floats to `destination`.
    /// - Throws: `CheckpointError` if there is no such tensor, or its shape differs.
    package func copy(
        _ name: String, shape: [Int], to destination: UnsafeMutablePointer<Float>, path: String
    ) throws(CheckpointError) {
        guard let tensor = tensor(named: name) else {
            throw CheckpointError(damaged: path, "it has no tensor \(name)")
        }
        guard tensor.shape == shape else {
            throw CheckpointError(
                damaged: path, "tensor \(name) has the shape \(tensor.shape), not \(shape)")
        }
        tensor.floats.withUnsafeBufferPointer { floats in
            if let start = floats.baseAddress {
                destination.update(from: start, count: floats.count)
            }
        }
    }
}
