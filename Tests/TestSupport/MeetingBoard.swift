import Glibc

/// Where the threads of an `InProcessGroup` meet: a barrier, and a place for each rank to post what
/// the others may read between two barriers. It owns the memory of sums: a rank that has returned
/// must not take from the others what they still read.
///
/// `@unchecked Sendable`: the barrier's state is guarded by the mutex; a posting is written by its
/// own rank before a barrier and read by others after it.
final class MeetingBoard: @unchecked Sendable {
    let worldSize: Int
    let mail = Mail()

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let postings: UnsafeMutablePointer<Posting>
    private var waitingCount = 0
    private var generation = 0
    private var leaverCount = 0
    private var hasFailed = false
    private var allocations: [UnsafeMutableRawPointer] = []

    init(worldSize: Int) {
        self.worldSize = worldSize
        postings = .allocate(capacity: worldSize)
        postings.initialize(repeating: Posting(), count: worldSize)
        mutex.initialize(to: pthread_mutex_t())
        condition.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
        postings.deinitialize(count: worldSize)
        postings.deallocate()
        for allocation in allocations { allocation.deallocate() }
    }

    /// Zeroed memory, aligned to 64 bytes, that lasts as long as the board.
    func allocate(floatCount: Int) -> UnsafeMutablePointer<Float> {
        let capacity = max(1, floatCount)
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: capacity * MemoryLayout<Float>.stride, alignment: 64)
        pthread_mutex_lock(mutex)
        allocations.append(memory)
        pthread_mutex_unlock(mutex)
        return memory.initializeMemory(as: Float.self, repeating: 0, count: capacity)
    }

    func post(_ posting: Posting, by rank: Int) {
        postings[rank] = posting
    }

    func posting(of rank: Int) -> Posting {
        postings[rank]
    }

    /// Returns when all ranks have called it.
    /// - Throws: `PeerFailure` when a rank is gone, so that they never will.
    func wait() throws(PeerFailure) {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        if leaverCount > 0 { throw PeerFailure() }
        waitingCount += 1
        if waitingCount == worldSize {
            waitingCount = 0
            generation += 1
            pthread_cond_broadcast(condition)
            return
        }
        let arrival = generation
        while generation == arrival {
            if leaverCount > 0 { throw PeerFailure() }
            pthread_cond_wait(condition, mutex)
        }
    }

    /// Whether nobody is left who could bring on what a rank waits for: one has failed, or all others
    /// have returned.
    var isAlone: Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return hasFailed || leaverCount >= worldSize - 1
    }

    /// A rank has returned or thrown and joins no further barrier.
    func leave(failed: Bool = false) {
        pthread_mutex_lock(mutex)
        leaverCount += 1
        if failed { hasFailed = true }
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }
}

/// What one rank lets the others read during an operation.
struct Posting {
    var bytes = UnsafeRawBufferPointer(start: nil, count: 0)
    var floats: UnsafePointer<Float>?
}

/// The errors of a group's ranks.
///
/// `@unchecked Sendable`: each rank writes its own element, and they are read after all threads
/// have been joined.
final class Outcomes: @unchecked Sendable {
    private let errors: UnsafeMutableBufferPointer<(any Error)?>

    init(worldSize: Int) {
        errors = .allocate(capacity: worldSize)
        errors.initialize(repeating: nil)
    }

    deinit {
        errors.deinitialize()
        errors.deallocate()
    }

    func record(_ error: any Error, of rank: Int) {
        errors[rank] = error
    }

    /// The error of the lowest rank that failed by itself, else of the lowest that missed a peer.
    var first: (any Error)? {
        errors.lazy.compactMap { $0 }.first { !($0 is PeerFailure) }
            ?? errors.lazy.compactMap { $0 }.first
    }
}
