/// The work of one rank for one part of a bucket, as its host's leader for that part: it folds the
/// host's subtrees, sends slices to the hosts that own them (reduce-scatter), adds its own slice,
/// and sends that total to all hosts (all-gather). A state machine that `NetworkExchange` advances
/// as messages arrive.
final class Lane {
    let bucket: Int
    let plan: Plan
    /// The receives that are posted at the beginning of a round.
    let receives: [Int]

    /// Messages of this round that have not arrived yet.
    var missingContributions = 0
    var missingSubtrees = 0
    var missingTotals = 0

    /// What this lane waits for.
    private(set) var state = State.waiting

    enum State {
        /// Waiting for the subtrees of the ranks of this host.
        case waiting
        /// The host's subtrees are folded and being sent to the hosts that own their slices.
        case folded
        /// This host's slice is summed, and its total is being sent to the other hosts.
        case summed
        case done
    }

    /// The messages of a lane, by their numbers in `Transfers`, and the additions between them.
    struct Plan {
        /// Fold the host's subtrees. The slices of other hosts come first, so that they travel
        /// while the own slice is folded.
        var hostFolds: [HostFold] = []
        /// Adds the hosts' subtrees within the slice that this host owns; nil on a single host.
        var totalFold: SubtreeFold?
        /// Receives of subtrees from other ranks of this host, where memory is not shared.
        var contributions: [Int] = []
        /// Messages from and to the leaders of other hosts.
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

    /// Does all work that is possible now. Never waits.
    ///
    /// - Parameter isReady: whether the subtrees of this host that are read through shared memory
    ///   are complete.
    /// - Returns: whether the lane is done with this.
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
