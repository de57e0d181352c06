import Failures
import MessagePassing
import Testing

@Suite struct LaunchTests {
    @Test(arguments: ["OMPI_COMM_WORLD_RANK", "PMIX_RANK"])
    func theRankIsReadFromEachLaunchersVariable(name: String) {
        #expect(Launch.rank { $0 == name ? "3" : nil } == 3)
        #expect(Launch.rank { $0 == name ? "0" : nil } == 0)
    }

    @Test func theInnermostLauncherWins() {
        let environment = ["PMIX_RANK": "0", "OMPI_COMM_WORLD_RANK": "5"]
        #expect(Launch.rank { environment[$0] } == 5)
    }

    @Test func withoutALauncherThereIsNoRank() {
        #expect(Launch.rank { _ in nil } == nil)
        #expect(Launch.rank { _ in "none" } == nil)
    }

    /// MPI does not connect the tasks of a step by it.
    @Test func theNumberOfASlurmTaskIsNoRank() {
        #expect(Launch.rank { $0 == "SLURM_PROCID" ? "1" : nil } == nil)
    }

    /// What srun sets, with and without the variables of older and newer versions.
    @Test(arguments: [
        ["SLURM_PROCID": "0", "SLURM_STEP_ID": "0", "SLURM_STEP_NUM_TASKS": "2"],
        ["SLURM_PROCID": "1", "SLURM_STEP_ID": "3", "SLURM_NTASKS": "2"],
        ["SLURM_PROCID": "0", "SLURM_STEPID": "0", "SLURM_NPROCS": "2"],
        ["SLURM_PROCID": "1"],
        // srun --mpi=pmi2, which Open MPI does not speak.
        [
            "SLURM_PROCID": "0", "SLURM_STEP_ID": "0", "SLURM_NTASKS": "2", "PMI_RANK": "0",
            "PMI_SIZE": "2",
        ],
    ])
    func tasksOfAStepThatPMIxDoesNotConnectAreRefused(variables: [String: String]) throws {
        let error = try #require(throws: SeparateTaskError.self) {
            try Launch.requireConnection(command: "hwr-dist train") { variables[$0] }
        }
        #expect(error.isSlurmStep)
        #expect(error.taskCount == 2)
        let task = variables["SLURM_PROCID"] ?? ""
        #expect(error.description.contains("task \(task) of 2 that srun has started"))
    }

    @Test func tasksOfALauncherForAnotherMPIAreRefused() throws {
        let variables = ["PMI_RANK": "1", "PMI_SIZE": "4"]
        let error = try #require(throws: SeparateTaskError.self) {
            try Launch.requireConnection(command: "hwr-dist train") { variables[$0] }
        }
        #expect(!error.isSlurmStep)
        #expect(error.description.contains("task 1 of 4") && error.description.contains("PMI_SIZE"))
    }

    @Test(arguments: [
        [:],
        // One task: srun --pty, the job's own number of tasks notwithstanding.
        [
            "SLURM_PROCID": "0", "SLURM_STEP_ID": "0", "SLURM_STEP_NUM_TASKS": "1",
            "SLURM_NTASKS": "8",
        ],
        ["SLURM_PROCID": "0", "SLURM_STEP_ID": "0", "SLURM_NTASKS": "1", "SLURM_NPROCS": "2"],
        // The script of sbatch, and the shell of salloc.
        ["SLURM_PROCID": "0", "SLURM_NTASKS": "16", "SLURM_JOB_ID": "7"],
        ["SLURM_PROCID": "0", "SLURM_NTASKS": "16", "SLURM_STEP_ID": "4294967291"],
        ["SLURM_PROCID": "0", "SLURM_NTASKS": "16", "SLURM_STEP_ID": "4294967290"],
        ["SLURM_PROCID": "0", "SLURM_NTASKS": "16", "SLURM_STEP_ID": "batch"],
        // mpirun in a step, and srun --mpi=pmix.
        [
            "SLURM_PROCID": "1", "SLURM_STEP_ID": "0", "SLURM_NTASKS": "2",
            "OMPI_COMM_WORLD_RANK": "0",
        ],
        ["SLURM_PROCID": "1", "SLURM_STEP_ID": "0", "SLURM_NTASKS": "2", "PMIX_RANK": "1"],
        ["PMI_RANK": "0", "PMI_SIZE": "1"],
    ])
    func aTaskThatIsAloneOrConnectedIsNotRefused(variables: [String: String]) throws {
        try Launch.requireConnection(command: "hwr-dist train") { variables[$0] }
    }
}
