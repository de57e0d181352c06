import Synchronization
import Threads

/// Writes a run's checkpoints and epoch lines on a thread beside training, one job after the other
/// in their order, which is thus the order on the disk.
///
/// At most one job is under way: the next one waits for it. A job that fails is the last one, and
/// its error is thrown by each later call. All calls come from one thread.
package final class CheckpointWriter {
    package enum Job: Sendable {
        /// The state after a step.
        case checkpoint(Checkpoint)
        /// The end of an epoch: its weights where they are the best so far, then its line.
        case epoch(EpochRecord, best: Checkpoint?)
    }

    private let folder: RunFolder
    private var writing: Writing?
    private var thread: HelperThread?
    private var failure: (any Error)?

    package init(folder: RunFolder) {
        self.folder = folder
    }

    /// Begins to write a job, and returns while it is being written.
    ///
    /// - Parameter job: makes the job, a copy of the state, when the job before is done: so there
    ///   is one copy at a time.
    /// - Throws: the error of an earlier job.
    package func begin(_ job: () -> Job) throws {
        try finish()
        let writing = Writing(job(), in: folder)
        thread = HelperThread { writing.run() }
        // Without a thread to be had, training waits.
        if thread == nil { writing.run() }
        self.writing = writing
    }

    /// Throws the error of a job that has failed; does not wait for one that is under way.
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

/// One job on its way to the disk.
///
/// `@unchecked Sendable`: the thread that runs it has ended before another one looks at it.
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
                // A run that goes on from this epoch's checkpoint validates it anew and makes both
                // again; one that finds the line must find the weights that it calls the best.
                if let best { try folder.checkpoints.replaceBest(best) }
                try folder.metrics.append(line)
            }
        } catch {
            failure = error
        }
        isDone.store(true, ordering: .releasing)
    }
}
