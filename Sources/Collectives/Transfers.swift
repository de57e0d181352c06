/// Messages that are sent again and again between the same places in memory.
///
/// A group makes them once. Each is started once a round and is over when `poll` has said so; then it
/// may be started again. Until then its floats are not to be changed, and those of a message that is
/// received are not to be read.
package protocol Transfers: AnyObject {
    /// The number of messages that were started and are not over.
    var activeCount: Int { get }

    /// Starts message number `index`, and does not wait.
    func start(_ index: Int) throws

    /// Brings all started messages on, and calls `body` for each that is over. Never waits.
    ///
    /// - Parameter body: may start messages.
    func poll(_ body: (_ index: Int) throws -> Void) throws
}

/// One message between two ranks.
package struct Transfer {
    package let direction: Direction
    /// The rank at the other end.
    package let peer: Int
    /// Tells a message from others between the same ranks; equal at both ends.
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
