import CKernels

/// Scale, offset, shortcut, ReLU and pooling with all their numbers.
struct ActivationProblem: CustomStringConvertible {
    let samples: Int
    let height: Int
    let width: Int
    let channels: Int
    let pools: Bool
    var x: [Float]
    var scale: [Float]
    var offset: [Float]
    let shortcut: [Float]?
    let dy: [Float]
    let mean: [Float]
    /// The rule for the input's gradient: on the gradient, on the input, and constant.
    var rule: [[Float]]

    var inputCount: Int { samples * height * width * channels }
    var outputHeight: Int { pools ? height / 2 : height }
    var outputWidth: Int { pools ? width / 2 : width }
    var outputCount: Int { samples * outputHeight * outputWidth * channels }

    var description: String {
        "\(samples) x \(height)x\(width)x\(channels)\(pools ? ", pooling" : "")"
            + (shortcut == nil ? "" : ", shortcut")
    }

    enum Values {
        /// So few different ones that ties and zeros abound; no operation on them rounds.
        case exact
        case uniform
    }

    init(
        samples: Int, height: Int, width: Int, channels: Int, pools: Bool, hasShortcut: Bool,
        _ values: Values, key: Int = 0
    ) {
        self.samples = samples
        self.height = height
        self.width = width
        self.channels = channels
        self.pools = pools
        var choice = RandomChoice(key: key)
        func draw(_ count: Int) -> [Float] {
            switch values {
            case .exact: choice.gridValues(count, step: 0.25, largest: 1)
            case .uniform: choice.uniforms(count)
            }
        }
        let pixels = samples * height * width
        x = draw(pixels * channels)
        scale = draw(channels)
        offset = draw(channels)
        shortcut = hasShortcut ? draw(pixels * channels) : nil
        dy = draw((pools ? samples * (height / 2) * (width / 2) : pixels) * channels)
        mean = draw(channels)
        rule = (0..<3).map { _ in draw(channels) }
    }

    /// Channels go through 1 to 40 with the examples, as do pooling and shortcut.
    static func example(_ index: Int, _ values: Values) -> ActivationProblem {
        var choice = RandomChoice(key: 5000 + index)
        return ActivationProblem(
            samples: choice.pick(1...3), height: choice.pick(1...13), width: choice.pick(1...13),
            channels: 1 + index % 40, pools: choice.pick(0...1) == 1,
            hasShortcut: choice.pick(0...1) == 1, values, key: 6000 + index)
    }

    /// What the three passes give.
    struct Result {
        var y: [Float]
        /// Empty without pooling.
        var winners: [UInt8]
        var gradientSum: [Double]
        var productSum: [Double]
        var dx: [Float]
        /// Empty if nobody asked for it.
        var shortcutGradient: [Float]
    }

    /// Which of the gradients that a backward pass writes takes the place of `dy`.
    enum InPlace: CaseIterable {
        case none
        case dx
        case shortcutGradient
    }

    func run(
        _ kernels: Kernels, inPlace: InPlace = .none, wantsShortcutGradient: Bool = true,
        isPooledBias: Bool = false, at edge: MemoryEdge = .end
    ) -> Result {
        GuardedMemory.with(edge) { memory in
            let functions = kernels.functions
            var layer = ckernels_activation(
                samples: samples, height: height, width: width, channels: channels,
                scale: memory.input(scale), offset: memory.input(offset),
                shortcut: shortcut.map { memory.input($0) })
            var rule = ckernels_input_gradient(
                on_gradient: memory.input(rule[0]),
                on_input: memory.input(rule[1]), constant: memory.input(rule[2]))
            let x = memory.input(x)
            let xBackward = isPooledBias ? nil : x
            let y = memory.output(outputCount)
            let winners = pools ? memory.output(outputCount, of: UInt8.self) : nil
            functions.activation_forward(&layer, x, y.pointer, winners?.pointer)
            winners?.seal()

            let dy = memory.inOut(dy)
            let gradientSum = memory.output(channels, of: Double.self)
            let productSum = memory.output(channels, of: Double.self)
            if inPlace == .none { dy.seal() }
            functions.activation_gradient_sums(
                &layer, xBackward, dy.pointer, winners?.pointer, memory.input(mean),
                gradientSum.pointer,
                productSum.pointer)
            let dx = inPlace == .dx ? dy : memory.output(inputCount)
            let shortcutGradient =
                inPlace == .shortcutGradient
                ? dy : wantsShortcutGradient ? memory.output(inputCount) : nil
            functions.activation_backward(
                &layer, &rule, xBackward, dy.pointer, winners?.pointer, dx.pointer,
                shortcutGradient?.pointer)
            return Result(
                y: y.elements, winners: winners?.elements ?? [],
                gradientSum: gradientSum.elements, productSum: productSum.elements,
                dx: dx.elements, shortcutGradient: shortcutGradient?.elements ?? [])
        }
    }
}
