import Glibc
import Threads

/// A thread that brings the images of the next micro-batch into memory while the network works on
/// the one before.
package final class ReadAhead {
    private let shared: NextBatch
    private let thread: HelperThread

    /// Nil where the system gives no thread.
    ///
    /// - Parameter target: where the images are to go at last.
    package init?(for target: MicroBatchBuffer) {
        let shared = NextBatch(target)
        guard let thread = HelperThread({ shared.work() }) else { return nil }
        self.shared = shared
        self.thread = thread
    }

    deinit {
        shared.end()
        thread.join()
    }

    /// Begins to bring images here, after those before were taken.
    package func begin(_ next: MicroBatchSelection) {
        shared.begin(next)
    }

    /// Brings images that were begun to `target`.
    ///
    /// - Returns: false if others were begun, or none; these are forgotten.
    package func take(_ wanted: MicroBatchSelection, into target: MicroBatchBuffer) -> Bool {
        shared.take(wanted, into: target)
    }
}

/// What the threads share, which belongs to one of them at a time: it goes to the one beside with
/// `begun` and comes back with `done`. That is why it is `@unchecked Sendable`.
private final class NextBatch: @unchecked Sendable {
    private let memory: MicroBatchBuffer
    private var batch: MicroBatchSelection?
    private var isEnding = false
    private let begun = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    private let done = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init(_ target: MicroBatchBuffer) {
        let count = target.capacity * target.height * target.width
        let images = UnsafeMutablePointer<Float>.allocate(capacity: count)
        images.initialize(repeating: 0, count: count)
        memory = MicroBatchBuffer(
            images: images, capacity: target.capacity, height: target.height, width: target.width,
            augmentation: target.augmentation, seed: target.seed)
        sem_init(begun, 0, 0)
        sem_init(done, 0, 0)
    }

    deinit {
        sem_destroy(begun)
        sem_destroy(done)
        begun.deallocate()
        done.deallocate()
        memory.images.deallocate()
    }

    func begin(_ next: MicroBatchSelection) {
        precondition(batch == nil, "images are brought here before others were taken")
        batch = next
        sem_post(begun)
    }

    func take(_ wanted: MicroBatchSelection, into target: MicroBatchBuffer) -> Bool {
        guard let begun = batch else { return false }
        finish()
        guard begun.isSame(as: wanted) else { return false }
        target.copy(memory, of: wanted)
        return true
    }

    func end() {
        finish()
        isEnding = true
        sem_post(begun)
    }

    private func finish() {
        guard batch != nil else { return }
        Self.wait(done)
        batch = nil
    }

    /// Of the thread beside.
    func work() {
        while true {
            Self.wait(begun)
            if isEnding { return }
            if let batch { memory.render(batch) }
            sem_post(done)
        }
    }

    private static func wait(_ semaphore: UnsafeMutablePointer<sem_t>) {
        while sem_wait(semaphore) != 0 && errno == EINTR {}
    }
}
