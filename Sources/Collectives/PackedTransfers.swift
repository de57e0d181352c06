/// Messages whose elements that are rounded to bfloat16 travel in 16 bits each, two in place of one
/// float. Elements that are not rounded travel as they are.
final class PackedTransfers: Transfers {
    private let transfers: any Transfers
    /// For each message, how it is packed before it is sent or unpacked after it has arrived; nil
    /// for a message without rounded elements.
    private let messages: [PackedMessage?]

    /// - Parameter transfers: each with the elements of the sum that it contains.
    init(
        _ transfers: [(transfer: Transfer, elements: Range<Int>)], precision: SumPrecision,
        of group: any Collective
    ) throws {
        messages = transfers.map { transfer, elements in
            let split = precision.split(elements)
            guard split < elements.upperBound else { return nil }
            return PackedMessage(transfer, exactCount: split - elements.lowerBound)
        }
        self.transfers = try group.makeTransfers(
            zip(transfers, messages).map { given, message in
                guard let message else { return given.transfer }
                return Transfer(
                    given.transfer.direction, peer: given.transfer.peer, tag: given.transfer.tag,
                    floats: message.packedFloats)
            })
    }

    var activeCount: Int { transfers.activeCount }

    func start(_ index: Int) throws {
        if let message = messages[index], message.direction == .send { message.pack() }
        try transfers.start(index)
    }

    func poll(_ body: (_ index: Int) throws -> Void) throws {
        try transfers.poll { index in
            if let message = messages[index], message.direction == .receive { message.unpack() }
            try body(index)
        }
    }
}

/// One message's floats and their packed form.
private struct PackedMessage {
    let direction: Transfer.Direction
    private let floats: UnsafeMutableBufferPointer<Float>
    /// The number of floats at the beginning that are not rounded.
    private let exactCount: Int
    private let memory: FloatMemory

    init(_ transfer: Transfer, exactCount: Int) {
        direction = transfer.direction
        floats = transfer.floats
        self.exactCount = exactCount
        memory = FloatMemory(floatCount: Self.packedCount(floats.count, exactCount))
        // With an odd count, the unused half of the last word is sent as well.
        packedFloats.update(repeating: 0)
    }

    /// The packed form, which is sent.
    var packedFloats: UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(
            start: memory.start, count: Self.packedCount(floats.count, exactCount))
    }

    private static func packedCount(_ count: Int, _ exactCount: Int) -> Int {
        exactCount + (count - exactCount + 1) / 2
    }

    func pack() {
        guard let source = floats.baseAddress else { return }
        memory.start.update(from: source, count: exactCount)
        withHalves { halves, count in
            for index in 0..<count {
                halves[index] = UInt16(source[exactCount + index].bitPattern >> 16)
            }
        }
    }

    func unpack() {
        guard let target = floats.baseAddress else { return }
        target.update(from: memory.start, count: exactCount)
        withHalves { halves, count in
            for index in 0..<count {
                target[exactCount + index] = Float(bitPattern: UInt32(halves[index]) << 16)
            }
        }
    }

    private func withHalves(_ body: (_ halves: UnsafeMutablePointer<UInt16>, _ count: Int) -> Void)
    {
        let count = floats.count - exactCount
        (memory.start + exactCount).withMemoryRebound(
            to: UInt16.self, capacity: (count + 1) / 2 * 2
        ) {
            body($0, count)
        }
    }
}
