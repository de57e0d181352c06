/// Messages that are sent repeatedly between the same places in memory: MPI's persistent requests.
///
/// A group creates them once. Each is started once per round, and may be started again after `poll`
/// has reported its completion. Until then, its floats must not be changed, and the floats of a
/// receive must not be read.
package protocol Transfers: AnyObject {
    /// The number of messages that were started and are not complete.
    var activeCount: Int { get }

    /// Starts the message with this index; does not wait.
    func start(_ index: Int) throws

    /// Progresses all started messages, and calls `body` for each that is complete. Never waits.
    ///
    /// - Parameter body: may start messages.
    func poll(_ body: (_ index: Int) throws -> Void) throws
}

/// One message between two ranks.
package struct Transfer {
    package let direction: Direction
    /// The rank at the other end.
    package let peer: Int
    /// Distinguishes messages between the same two ranks; equal at both ends.
    package let tag: Int
    package let floats: UnsafeMutableBufferPointer<Float>

    package enum Direction: Sendable {
        case send
        case receive
    }

    package init(
        _ direction: Direction, peer: Int, tag: Int, floats: UnsafeMutableBufferPointer<Float>
    ) {
        self.direction = direction
        self.peer = peer
        self.tag = tag
        self.floats = floats
    }
}
