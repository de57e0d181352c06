/// What a rank does for a part of a bucket that it carries between its host and the others.
final class Lane {
    let bucket: Int
    let plan: Plan
    /// The messages that have a place from the beginning of a round on.
    let receives: [Int]

    /// Messages of this round that have not come yet.
    var missingContributions = 0
    var missingSubtrees = 0
    var missingTotals = 0

    private(set) var state = State.waiting

    enum State {
        /// For ranks of this host.
        case waiting
        /// The host's subtrees are on their way.
        case folded
        /// The totals of the own slice are on their way.
        case summed
        case done
    }

    /// Numbers of messages, and the additions between them.
    struct Plan {
        /// Fold the host's subtrees, those of other hosts' slices first: they travel meanwhile.
        var hostFolds: [HostFold] = []
        /// Adds the hosts' subtrees within the slice that this host owns; nil on a single host.
        var totalFold: SubtreeFold?
        /// From other ranks of this host.
        var contributions: [Int] = []
        /// From and to carriers on other hosts.
        var subtreeReceives: [Int] = []
        var totalSends: [Int] = []
        var totalReceives: [Int] = []
        /// The part's total, to other ranks of this host.
        var partSends: [Int] = []
    }

    /// The fold of one slice, and the messages to the host that owns it.
    struct HostFold {
        let fold: SubtreeFold
        var sends: [Int] = []
    }

    init(bucket: Int, plan: Plan) {
        self.bucket = bucket
        self.plan = plan
        receives = plan.contributions + plan.subtreeReceives + plan.totalReceives
    }

    func begin() {
        missingContributions = plan.contributions.count
        missingSubtrees = plan.subtreeReceives.count
        missingTotals = plan.totalReceives.count
        state = .waiting
    }

    /// Does what can be done now.
    ///
    /// - Parameter isReady: whether the subtrees of this host that are no messages are whole.
    /// - Returns: whether that was the last.
    func advance(isReady: @autoclosure () -> Bool, _ transfers: any Transfers) throws -> Bool {
        if state == .waiting, missingContributions == 0, isReady() {
            for slice in plan.hostFolds {
                slice.fold.run()
                for message in slice.sends { try transfers.start(message) }
            }
            state = .folded
        }
        if state == .folded, missingSubtrees == 0 {
            plan.totalFold?.run()
            for message in plan.totalSends { try transfers.start(message) }
            state = .summed
        }
        guard state == .summed, missingTotals == 0 else { return false }
        for message in plan.partSends { try transfers.start(message) }
        state = .done
        return true
    }
}
