import RandomStreams

/// One convolution, activation or dense layer of a network with its own data and memory, so that a
/// benchmark can run it alone. A step fuses a convolution with its activation where possible
/// (`Block`); here they run separately. Data stay in the caches as far as they fit, so a layer is
/// faster here than within a step.
package final class LayerProbe {
    package enum Kind: String, Sendable, Encodable {
        /// The first convolution with its activation.
        case block
        case convolution
        case activation
        case dense
    }

    package let kind: Kind
    /// The kind with its number, counted from 1, such as `convolution2`; with `+shortcut` if an
    /// activation adds one.
    package let name: String
    package let inputShape: Shape
    package let outputShape: Shape
    package let sampleCount: Int
    /// Multiply-adds of the forward pass for one image; a convolution counts as a direct one,
    /// although Winograd's algorithm needs fewer.
    package let multiplyAdds: Int
    /// Multiply-adds of the backward pass for one image: the weight gradient, and the input's
    /// gradient unless the layer is the first of its network.
    package let backwardMultiplyAdds: Int
    /// The values that an activation must read or write for one image, each counted once, in bytes;
    /// 0 for other layers.
    package let forwardBytes: Int
    package let backwardBytes: Int

    private let unit: Unit
    private let shared: SharedMemory
    private let x: FloatBuffer
    private let y: FloatBuffer
    private let dy: FloatBuffer
    /// Nil for the first layer, because the gradient of the images is not needed.
    private let dx: FloatBuffer?
    /// Only for activations with a shortcut.
    private let shortcut: FloatBuffer?
    private let shortcutGradient: FloatBuffer?
    private let memo: FloatBuffer
    private let scratch: FloatBuffer
    private let packed: FloatBuffer
    private let packedTransposed: FloatBuffer?

    /// What is probed: a block is probed as its convolution and its activation.
    fileprivate enum Unit {
        case plain(any Layer)
        case shortcut(Activation)

        var layer: any Layer {
            switch self {
            case .plain(let layer): layer
            case .shortcut(let activation): activation
            }
        }
    }

    fileprivate init(
        _ unit: Unit, kind: Kind, number: Int, isFirst: Bool, sampleCount: Int,
        shared: SharedMemory
    ) {
        let layer = unit.layer
        let kernels = shared.kernels
        let inputCount = layer.inputShape.elementCount
        let outputCount = layer.outputShape.elementCount
        var hasShortcut = false
        if case .shortcut = unit { hasShortcut = true }
        self.unit = unit
        self.kind = kind
        self.sampleCount = sampleCount
        self.shared = shared
        name = "\(kind.rawValue)\(number)" + (hasShortcut ? "+shortcut" : "")
        inputShape = layer.inputShape
        outputShape = layer.outputShape
        multiplyAdds = layer.multiplyAdds
        backwardMultiplyAdds = layer.multiplyAdds * (isFirst ? 1 : 2)
        if kind == .activation {
            let winners = outputCount < inputCount ? outputCount : 0
            let inputs = hasShortcut ? 2 * inputCount : inputCount
            forwardBytes = 4 * (inputs + outputCount) + winners
            // The backward pass reads the inputs of the forward pass and the output's gradient, and
            // writes a gradient for each input.
            backwardBytes = 4 * (2 * inputs + outputCount) + winners
        } else {
            forwardBytes = 0
            backwardBytes = 0
        }

        func random(_ count: Int, key: UInt64) -> FloatBuffer {
            let buffer = FloatBuffer(count: sampleCount * count)
            let stream = CounterRandom(seed: 1, purpose: .synthesis, key: key)
            for element in buffer.floats.indices {
                buffer.floats[element] = stream.uniform(in: -1...1, at: element)
            }
            return buffer
        }
        x = random(inputCount, key: 1)
        y = FloatBuffer(count: sampleCount * outputCount)
        dy = random(outputCount, key: 2)
        dx = isFirst ? nil : FloatBuffer(count: sampleCount * inputCount)
        shortcut = hasShortcut ? random(inputCount, key: 3) : nil
        shortcutGradient = hasShortcut ? FloatBuffer(count: sampleCount * inputCount) : nil
        memo = FloatBuffer(count: layer.memoCount(sampleCount: sampleCount))
        scratch = FloatBuffer(count: layer.scratchCount(sampleCount: sampleCount, kernels))
        packed = FloatBuffer(count: layer.packedCount(.forward, kernels))
        packedTransposed =
            isFirst ? nil : FloatBuffer(count: layer.packedCount(.backward, kernels))
        layer.pack(
            Packing(
                kernels: kernels, parameters: shared.parameters.pointer,
                target: Packing.Target(
                    forward: packed.pointer, backward: packedTransposed?.pointer),
                scratch: scratch.pointer))
        // The backward pass reads what the forward pass saved.
        forward()
    }

    /// Runs the forward pass over all samples.
    package func forward() {
        switch unit {
        case .plain(let layer):
            layer.forward(x.pointer, into: y.pointer, pass)
        case .shortcut(let activation):
            activation.forward(
                x.pointer, shortcut: shortcut.map { UnsafePointer($0.pointer) }, into: y.pointer,
                pass)
        }
    }

    /// Runs the backward pass over all samples.
    package func backward() {
        switch unit {
        case .plain(let layer):
            layer.backward(
                x: x.pointer, y: y.pointer, dy: dy.pointer, dx: dx?.pointer, pass)
        case .shortcut(let activation):
            activation.backward(
                x: x.pointer, shortcut: shortcut.map { UnsafePointer($0.pointer) },
                dy: dy.pointer, dx: dx?.pointer, shortcutGradient: shortcutGradient?.pointer, pass)
        }
    }

    private var pass: Pass {
        Pass(
            kernels: shared.kernels, sampleCount: sampleCount,
            parameters: shared.parameters.pointer, statistics: shared.statistics.pointer,
            training: Pass.TrainingContext(
                gradients: shared.gradients.pointer, statisticSums: shared.statisticSums.pointer,
                seed: 0, epoch: 0, keys: shared.keys),
            packed: Pass.PackedLayer(
                forward: packed.pointer, backward: packedTransposed?.pointer),
            memo: memo.pointer, scratch: scratch.pointer)
    }
}

/// The buffers that all probes of one network use.
private final class SharedMemory {
    let kernels: KernelSet
    let parameters: FloatBuffer
    let gradients: FloatBuffer
    let statistics: FloatBuffer
    let statisticSums: FloatBuffer
    /// Sample keys, which a pass must have although none of the probed layers reads them.
    let keys: UnsafeMutablePointer<UInt64>

    init(_ network: Network, sampleCount: Int) {
        kernels = network.kernels
        parameters = FloatBuffer(count: network.parameters.elementCount)
        gradients = FloatBuffer(count: network.parameters.elementCount)
        statistics = FloatBuffer(count: network.statistics.elementCount)
        statisticSums = FloatBuffer(count: network.statistics.sumsCount)
        network.initialize(parameters.floats, seed: 1)
        network.statistics.initialize(statistics.floats)
        keys = .allocate(capacity: sampleCount)
        keys.initialize(repeating: 0, count: sampleCount)
    }

    deinit {
        keys.deallocate()
    }
}

extension Network {
    /// Probes of the network's convolutions, activations and dense layers, in its order. ReLU and
    /// dropout between dense layers are left out, because their cost is negligible. A new kind of
    /// layer must be added here.
    package func probes(sampleCount: Int) -> [LayerProbe] {
        precondition(sampleCount > 0, "a probe runs at least one sample")
        let shared = SharedMemory(self, sampleCount: sampleCount)
        var counts: [LayerProbe.Kind: Int] = [:]
        var probes: [LayerProbe] = []
        func add(_ unit: LayerProbe.Unit, _ kind: LayerProbe.Kind) {
            counts[kind, default: 0] += 1
            probes.append(
                LayerProbe(
                    unit, kind: kind, number: counts[kind, default: 0], isFirst: probes.isEmpty,
                    sampleCount: sampleCount, shared: shared))
        }
        for layer in layers {
            switch layer {
            case let first as FirstBlock: add(.plain(first), .block)
            case let block as Block:
                add(.plain(block.convolution), .convolution)
                add(
                    block.hasShortcut ? .shortcut(block.activation) : .plain(block.activation),
                    .activation)
            case let dense as Dense: add(.plain(dense), .dense)
            default: break
            }
        }
        return probes
    }
}
