package import Failures

/// This process is one of several tasks whose launcher is not connected to Open MPI. Each task
/// would be a job of one rank, and all would do the same work.
package struct SeparateTaskError: Failure, Equatable {
    /// The number of this task, counted from 0; nil if the launcher does not set it.
    package let task: Int?
    package let taskCount: Int
    /// Whether srun has started the tasks; otherwise it was a launcher for a different MPI.
    package let isSlurmStep: Bool
    /// The command line of the process, quoted for a shell.
    package let command: String

    package var what: String {
        let launcher = isSlurmStep ? "srun" : "a launcher for another MPI (PMI_SIZE is set)"
        let number = task.map { "task \($0) of \(taskCount)" } ?? "one of \(taskCount) tasks"
        return
            "this is \(number) that \(launcher) has started without PMIx: Open MPI cannot connect"
            + " them, and each would be a job of its own"
    }
    package var location: String? { nil }
    package var remedy: String? {
        isSlurmStep
            ? "start it through mpirun, inside sbatch or salloc, or by PMIx:\n"
                + "  srun --mpi=pmix --ntasks=\(taskCount) \(command)"
            : "start it through Open MPI's mpirun:\n  mpirun -np \(taskCount) \(command)"
    }
    package var exitStatus: ExitStatus { .configuration }
}

extension SeparateTaskError {
    /// The last regular step ID. Higher numbers are reserved by Slurm, for example for the batch
    /// script and the interactive shell: single processes whose variables describe the whole job.
    private static let lastStep: UInt = 0xffff_fff0

    /// Nil unless the variables are those of a Slurm step with several tasks.
    init?(slurm value: (_ name: String) -> String?, command: String) {
        func number(_ name: String) -> Int? { value(name).flatMap { Int($0) } }
        let task = number("SLURM_PROCID")
        let step = value("SLURM_STEP_ID") ?? value("SLURM_STEPID")
        let isStep = step.flatMap { UInt($0) }.map { $0 <= Self.lastStep } ?? false
        // Only in a step can a task number be above 0.
        guard isStep || task ?? 0 > 0 else { return nil }
        let count =
            number("SLURM_STEP_NUM_TASKS") ?? number("SLURM_NTASKS") ?? number("SLURM_NPROCS") ?? 1
        let taskCount = max(count, (task ?? 0) + 1)
        guard taskCount > 1 else { return nil }
        self.init(task: task, taskCount: taskCount, isSlurmStep: true, command: command)
    }

    /// Nil unless the variables are those of a launcher that starts several tasks by PMI-1 or
    /// PMI-2, as MPICH's mpiexec does; Open MPI 4.1 does not support these.
    init?(pmi value: (_ name: String) -> String?, command: String) {
        guard let taskCount = value("PMI_SIZE").flatMap({ Int($0) }), taskCount > 1 else {
            return nil
        }
        self.init(
            task: value("PMI_RANK").flatMap { Int($0) }, taskCount: taskCount, isSlurmStep: false,
            command: command)
    }
}
