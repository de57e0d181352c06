package import Failures

/// This process is one of several tasks that a launcher started without telling Open MPI: each would
/// be a job of one rank, and all would do the same work.
package struct SeparateTaskError: Failure, Equatable {
    /// From 0; nil where the launcher does not tell.
    package let task: Int?
    package let taskCount: Int
    /// Whether srun has started them, or else a launcher for another MPI.
    package let isSlurmStep: Bool
    /// The process's words, quoted for a shell.
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
    /// Steps whose number is above this are the batch script and the interactive shell, one process
    /// each, whose variables tell of the whole job.
    private static let lastStep: UInt = 0xffff_fff0

    /// Nil unless the variables are those of a Slurm step of several tasks.
    init?(slurm value: (_ name: String) -> String?, command: String) {
        func number(_ name: String) -> Int? { value(name).flatMap { Int($0) } }
        let task = number("SLURM_PROCID")
        let step = value("SLURM_STEP_ID") ?? value("SLURM_STEPID")
        let isStep = step.flatMap { UInt($0) }.map { $0 <= Self.lastStep } ?? false
        // Only a step has a second task.
        guard isStep || task ?? 0 > 0 else { return nil }
        let count =
            number("SLURM_STEP_NUM_TASKS") ?? number("SLURM_NTASKS") ?? number("SLURM_NPROCS") ?? 1
        let taskCount = max(count, (task ?? 0) + 1)
        guard taskCount > 1 else { return nil }
        self.init(task: task, taskCount: taskCount, isSlurmStep: true, command: command)
    }

    /// Nil unless the variables are those of a launcher that speaks PMI-1 or PMI-2 to several tasks, as
    /// MPICH's mpiexec does, and Open MPI 4.1 does not.
    init?(pmi value: (_ name: String) -> String?, command: String) {
        guard let taskCount = value("PMI_SIZE").flatMap({ Int($0) }), taskCount > 1 else {
            return nil
        }
        self.init(
            task: value("PMI_RANK").flatMap { Int($0) }, taskCount: taskCount, isSlurmStep: false,
            command: command)
    }
}
