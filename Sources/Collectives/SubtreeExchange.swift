/// Combines the partial sums of all ranks into the total: the communication part of a `TreeSum`.
/// Before it, each rank has folded its own vectors to its maximal subtrees.
///
/// Every rank makes the same calls in the same order.
protocol SubtreeExchange: AnyObject {
    /// Begins a sum.
    func begin() throws

    /// Marks this rank's maximal subtrees, in its first vectors, as final from element `start` to
    /// their end, so that they may be sent. `start` decreases from call to call.
    func markFinal(from start: Int) throws

    /// Progresses outstanding messages; never waits.
    func advance() throws

    /// Waits for the sum of all workers' vectors, whose bits are equal on all ranks. It stays valid
    /// until the next sum. All elements must be final before.
    func total() throws -> UnsafePointer<Float>
}
