import Collectives

/// Messages between the threads of an `InProcessGroup`. As with MPI, floats are read from the sender's
/// memory when the receiver takes them, and not before is the send over.
final class InProcessTransfers: Transfers {
    private let transfers: [Transfer]
    private let rank: Int
    private let mail: Mail
    private var active: [Int] = []
    private var letters: [Int: Mail.Letter] = [:]

    init(_ transfers: [Transfer], rank: Int, mail: Mail) {
        self.transfers = transfers
        self.rank = rank
        self.mail = mail
    }

    var activeCount: Int { active.count }

    func start(_ index: Int) {
        precondition(!active.contains(index), "message \(index) is under way")
        active.append(index)
        let transfer = transfers[index]
        guard transfer.direction == .send else { return }
        letters[index] = mail.send(
            transfer.floats,
            by: Mail.Address(source: rank, target: transfer.peer, tag: transfer.tag))
    }

    func poll(_ body: (_ index: Int) throws -> Void) throws {
        let over = active.filter { index in
            let transfer = transfers[index]
            guard transfer.direction == .receive else {
                return letters[index].map(mail.isTaken) ?? true
            }
            return mail.take(
                into: transfer.floats,
                by: Mail.Address(source: transfer.peer, target: rank, tag: transfer.tag))
        }
        active.removeAll { over.contains($0) }
        for index in over { try body(index) }
    }
}

/// Messages that were sent and not yet received.
final class Mail: Sendable {
    struct Address: Hashable {
        let source: Int
        let target: Int
        let tag: Int
    }

    /// `@unchecked Sendable`: used under the mail's lock.
    final class Letter: @unchecked Sendable {
        fileprivate let floats: UnsafeMutableBufferPointer<Float>
        fileprivate var isTaken = false

        fileprivate init(_ floats: UnsafeMutableBufferPointer<Float>) { self.floats = floats }
    }

    private let letters = Guarded<[Address: [Letter]]>([:])

    func send(_ floats: UnsafeMutableBufferPointer<Float>, by address: Address) -> Letter {
        let letter = Letter(floats)
        letters.withLock { $0[address, default: []].append(letter) }
        return letter
    }

    func isTaken(_ letter: Letter) -> Bool { letters.withLock { _ in letter.isTaken } }

    /// Copies the oldest; false when there is none.
    func take(into floats: UnsafeMutableBufferPointer<Float>, by address: Address) -> Bool {
        letters.withLock { letters in
            guard letters[address]?.isEmpty == false,
                let letter = letters[address]?.removeFirst()
            else { return false }
            precondition(
                letter.floats.count == floats.count,
                "sender and receiver must agree on the number of floats")
            _ = floats.update(from: letter.floats)
            letter.isTaken = true
            return true
        }
    }
}
