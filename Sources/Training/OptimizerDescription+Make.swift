import ConvNet
import RunRecords

extension OptimizerDescription {
    /// The optimizer for a network's parameters, inside a Lookahead optimizer if `lookahead` (its
    /// interval in steps) is not 0.
    func make(for network: Network) -> any Optimizer {
        let layout = network.parameters
        let inner = name.make(
            layout: layout, momentum: momentum, weightDecay: weightDecay, kernels: network.kernels)
        return lookahead == 0
            ? inner
            : Lookahead(inner, layout: layout, interval: lookahead, share: lookaheadStep)
    }
}
