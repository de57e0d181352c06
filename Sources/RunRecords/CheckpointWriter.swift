import Synchronization
import Threads

/// Writes checkpoints and lines of `metrics.jsonl` on a helper thread, so that training does not
/// wait for the disk. Jobs run one after another in the order of their calls, which is therefore
/// their order on the disk.
///
/// At most one job is running, and `begin` waits for the previous one. After a failed job there are
/// no more jobs, and each later call throws its error. All calls must come from one thread.
package final class CheckpointWriter {
    package enum Job: Sendable {
        /// The state after a step.
        case checkpoint(Checkpoint)
        /// The end of an epoch: its weights if they are the best so far, then its line.
        case epoch(EpochRecord, best: Checkpoint?)
    }

    private let folder: RunFolder
    private var writing: Writing?
    private var thread: HelperThread?
    private var failure: (any Error)?

    package init(folder: RunFolder) {
        self.folder = folder
    }

    /// Starts writing a job, and returns while it is being written.
    ///
    /// - Parameter job: creates the job, which is a copy of the state. It is called when the
    ///   previous job is done, so that there is only one copy in memory.
    /// - Throws: the error of an earlier job.
    package func begin(_ job: () -> Job) throws {
        try finish()
        let writing = Writing(job(), in: folder)
        thread = HelperThread { writing.run() }
        // If the system refuses a thread, training waits for the disk.
        if thread == nil { writing.run() }
        self.writing = writing
    }

    /// Throws the error of a failed job; does not wait for a running one.
    package func requireSuccess() throws {
        if writing?.isDone.load(ordering: .acquiring) == false { return }
        try finish()
    }

    /// Waits until all jobs are on the disk.
    ///
    /// - Throws: the error of a job that failed: `FileError`, or `RecordError`.
    package func finish() throws {
        thread?.join()
        thread = nil
        if let writing {
            failure = writing.failure
            self.writing = nil
        }
        if let failure { throw failure }
    }
}

/// One job that is being written.
///
/// `@unchecked Sendable` is correct because `failure` is read only after the thread that writes it
/// has ended.
private final class Writing: @unchecked Sendable {
    private let job: CheckpointWriter.Job
    private let folder: RunFolder
    private(set) var failure: (any Error)?
    let isDone = Atomic(false)

    init(_ job: CheckpointWriter.Job, in folder: RunFolder) {
        self.job = job
        self.folder = folder
    }

    func run() {
        do {
            switch job {
            case .checkpoint(let checkpoint):
                try folder.checkpoints.add(checkpoint)
            case .epoch(let line, let best):
                // The weights come first: a run that finds the line must find the weights that it
                // calls the best. If the process dies in between, the resumed run validates the
                // epoch again and writes both again.
                if let best { try folder.checkpoints.replaceBest(best) }
                try folder.metrics.append(line)
            }
        } catch {
            failure = error
        }
        isDone.store(true, ordering: .releasing)
    }
}
