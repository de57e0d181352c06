import Collectives
import Glibc

/// Another group in which each sum takes as long as on a slow network.
final class SlowNetwork: ForwardingGroup {
    private let seconds: Double

    init(_ group: any Collective, seconds: Double) {
        self.seconds = seconds
        super.init(group)
    }

    override func wait(until isOver: () throws -> Bool) throws {
        usleep(UInt32(seconds * 1e6))
        try super.wait(until: isOver)
    }
}
