import Glibc
import Threads

/// Prefetching: renders the next micro-batch on a helper thread while the network works on the
/// current one. It changes only when images are rendered, never their pixels.
package final class ReadAhead {
    private let shared: NextBatch
    private let thread: HelperThread

    /// Starts the helper thread; nil if the system refuses one. The caller then renders by itself.
    ///
    /// - Parameter target: the buffer that `take` copies to; its size and augmentation are used.
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

    /// Starts rendering a micro-batch. The previous one must have been taken.
    package func begin(_ next: MicroBatchSelection) {
        shared.begin(next)
    }

    /// Waits for the micro-batch that was started, and copies it to `target`.
    ///
    /// - Returns: false if no micro-batch or a different one was started, which is then discarded.
    package func take(_ wanted: MicroBatchSelection, into target: MicroBatchBuffer) -> Bool {
        shared.take(wanted, into: target)
    }
}

/// The state that both threads share. It is owned by one thread at a time: ownership passes to the
/// helper thread by the semaphore `begun` and back by `done`. This makes `@unchecked Sendable`
/// correct.
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

    /// Takes ownership back from the helper thread, if it was passed on.
    private func finish() {
        guard batch != nil else { return }
        Self.wait(done)
        batch = nil
    }

    /// The body of the helper thread.
    func work() {
        while true {
            Self.wait(begun)
            if isEnding { return }
            if let batch { memory.render(batch) }
            sem_post(done)
        }
    }

    private static func wait(_ semaphore: UnsafeMutablePointer<sem_t>) {
        // A signal handler may interrupt the wait.
        while sem_wait(semaphore) != 0 && errno == EINTR {}
    }
}
