import TestSupport
import Testing

extension AllCommands {
    /// Tasks that srun starts where Open MPI and Slurm do not meet: each is a process of its own.
    @Suite struct SlurmTests {
        let place: Workplace

        init() throws { place = try Workplace() }

        /// What srun sets in a task.
        private func task(_ number: Int, of count: Int) -> [String: String] {
            [
                "SLURM_JOB_ID": "77", "SLURM_JOBID": "77", "SLURM_STEP_ID": "0",
                "SLURM_STEPID": "0", "SLURM_PROCID": "\(number)", "SLURM_NTASKS": "\(count)",
                "SLURM_STEP_NUM_TASKS": "\(count)", "SLURM_NODELIST": "node1",
                "SLURM_TASKS_PER_NODE": "\(count)", "SLURM_CPU_BIND_TYPE": "none",
                "SLURM_LOCALID": "\(number)", "SLURM_NODEID": "0", "SLURM_NNODES": "1",
            ]
        }

        @Test func commandsWithoutMPIWorkInEveryTask() throws {
            try place.makeLetters(perClass: 4, classCount: 3)
            try place.train("letters", to: "run", ["--epochs", "1"])
            let image = try #require(try names(in: place.path("letters/test")).first)
            for words in [
                ["predict", "run", "letters/test/\(image)"], ["verify", "run"], ["report", "run"],
                ["verify", "run", "run"], ["compare", "run", "run"],
                ["synth", "more", "--per-class", "1"], ["bench", "data", "--seconds", "0.01"],
            ] {
                let result = try place.hwrDist(words, environment: task(1, of: 2))
                #expect(result.status == 0 && result.standardOutput != "", "\(words): \(result)")
            }
            #expect(fileExists(place.path("more/train")))
            let mistaken = try place.hwrDist(["predict"], environment: task(1, of: 2))
            mistaken.expectFailure(64, saying: ["Missing expected argument"])
            let missing = try place.hwrDist(["verify", "none"], environment: task(1, of: 2))
            missing.expectFailure(66, saying: ["none"])
        }

        @Test(arguments: [
            ["train", "--synthetic-per-class", "2", "--run", "a run"],
            ["evaluate", "run", "--data", "letters"], ["bench", "step"], ["bench", "exchange"],
        ])
        func whatNeedsMPIIsRefusedBeforeAnythingIsMade(words: [String]) throws {
            for number in 0..<2 {
                let result = try place.hwrDist(words, environment: task(number, of: 2))
                let command = words.map { $0.contains(" ") ? "'\($0)'" : $0 }
                    .joined(separator: " ")
                result.expectFailure(
                    78,
                    saying: [
                        "this is task \(number) of 2 that srun has started without PMIx",
                        "mpirun, inside sbatch or salloc",
                        "  srun --mpi=pmix --ntasks=2 \(Workplace.command) \(command)\n",
                    ])
                #expect(result.standardError.split(separator: "\n").count == 2, "\(result)")
            }
            #expect(try names(in: place.folder.path) == [])
        }

        /// `srun --pty`, the script of sbatch, and mpirun in a step.
        @Test func aTaskAloneAndRanksOfMpirunAreNotRefused() throws {
            let words = ["train", "--synthetic-per-class", "2", "--epochs", "1"] + Workplace.small
            let alone = try place.hwrDist(words + ["--run", "alone"], environment: task(0, of: 1))
            #expect(alone.status == 0, "\(alone)")
            let step = ["SLURM_STEP_ID": "", "SLURM_STEPID": "", "SLURM_STEP_NUM_TASKS": ""]
            let script = try place.hwrDist(
                words + ["--run", "script"], environment: task(0, of: 8).merging(step) { $1 })
            #expect(script.status == 0, "\(script)")
            #expect(script.occurrences(of: "ranks     1, sharing") == 1)
            let ranks = try place.shell(
                "exec mpirun -np 2 env SLURM_PROCID=0 SLURM_STEP_ID=0 SLURM_NTASKS=2 $HWR "
                    + (words + ["--run", "ranks"]).joined(separator: " "))
            #expect(ranks.status == 0 && ranks.occurrences(of: "ranks     2,") == 1, "\(ranks)")
        }

        @Test func launchersForAnotherMPIAreToldOfMpirun() throws {
            let result = try place.hwrDist(
                ["bench", "step"], environment: ["PMI_RANK": "3", "PMI_SIZE": "4"])
            result.expectFailure(
                78, saying: ["task 3 of 4", "  mpirun -np 4 \(Workplace.command) bench step\n"])
        }
    }
}
