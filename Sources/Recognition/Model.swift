package import Collectives
package import ConvNet
import Images
package import RunRecords

/// A network with its weights and the names of its classes: what a checkpoint holds for use.
package final class Model {
    package let preset: Preset
    package let network: Network
    package let classNames: [String]
    package let parameters: FloatBuffer
    package let statistics: FloatBuffer

    /// A model as it is before the first step.
    ///
    /// - Throws: `ConfigurationError` when the preset cannot take images of this size.
    package convenience init(
        preset: Preset, classNames: [String], height: Int, width: Int, seed: UInt64,
        precision: Precision, kernels: KernelSet
    ) throws(ConfigurationError) {
        let network = try Self.network(
            preset, classCount: classNames.count, height: height, width: width,
            precision: precision, kernels: kernels)
        self.init(network, preset: preset, classNames: classNames, seed: seed)
    }

    /// A model of the same network, with the same weights.
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

    /// Brings the weights to the forms that the kernels read. Where ranks share them, each packs a part,
    /// and all return when all have; between the last pass of any rank and this lies a meeting of all.
    package func pack(into workspace: Workspace, in group: any Collective) throws {
        network.pack(parameters.pointer, into: workspace)
        if workspace.sharesPackedWeights { try group.barrier() }
    }

    /// The model that a checkpoint holds: of averaged weights when there are such.
    ///
    /// - Throws: `CheckpointError` when the tensors do not fit the preset, `ConfigurationError` when
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
        // Before memory is asked for: a small file can name a huge network.
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

    /// Parameters, then running statistics, by name.
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

    /// Takes the weights of a checkpoint of the same network.
    /// - Throws: `CheckpointError` naming the tensor that is missing or has another shape.
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

    /// SHA-256 of parameters, then running statistics, in layout order, little-endian F32.
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

    private func runningRanges(_ tensor: StatisticsTensor) -> [(String, Range<Int>)] {
        let middle = tensor.offset + tensor.channelCount
        return [
            ("\(tensor.name).running_mean", tensor.offset..<middle),
            ("\(tensor.name).running_var", middle..<middle + tensor.channelCount),
        ]
    }
}

/// Which of a checkpoint's weights.
package enum WeightKind {
    /// Those of the last step.
    case latest
    /// Their moving average over the steps.
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
    /// - Throws: `CheckpointError` when there is no such tensor, or it has another shape.
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
