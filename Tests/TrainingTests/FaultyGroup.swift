import Collectives

/// Another group that once gives its rank another sum than the others get, as a faulty memory would.
final class FaultyGroup: ForwardingGroup {
    private let faultySum: Int
    private var sumCount = 0
    private var partOfTotal: UnsafeMutableBufferPointer<Float>?

    /// - Parameter faultySum: the number of the wrong sum, counted from 1.
    init(_ group: any Collective, faultySum: Int) {
        self.faultySum = faultySum
        super.init(group)
    }

    override func makeTransfers(_ transfers: [Transfer]) throws -> any Transfers {
        // Of the messages of a part the total has the last tag.
        partOfTotal = transfers.filter { $0.direction == .receive }.max { $0.tag < $1.tag }?.floats
        return try super.makeTransfers(transfers)
    }

    override func wait(until isOver: () throws -> Bool) throws {
        try super.wait(until: isOver)
        sumCount += 1
        if sumCount == faultySum { partOfTotal?[0] += 1 }
    }
}
