/// A way to the total of all ranks, once each has folded its own vectors to its maximal subtrees.
///
/// Every rank makes the same calls in the same order.
protocol SubtreeExchange: AnyObject {
    /// Begins a sum.
    func begin() throws

    /// This rank's maximal subtrees, in its first vectors, are final from element `start` on; `start`
    /// falls. What they hold may be sent from now on.
    func isFinal(from start: Int) throws

    /// Brings on what is under way, without waiting.
    func advance() throws

    /// Waits for the sum of all workers' vectors: equal bits on all ranks. It stays until the next sum.
    /// All elements are final before.
    func total() throws -> UnsafePointer<Float>
}
