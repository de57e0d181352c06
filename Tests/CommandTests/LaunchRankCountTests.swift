import TestSupport
import Testing

extension AllCommands {
    /// `hwr-dist launch` that was not told how many ranks to start.
    @Suite struct LaunchRankCountTests {
        let job: ScriptedLaunch

        init() throws { job = ScriptedLaunch(place: try Workplace()) }

        private func launch(
            cores: [Int], options: [String] = [], training: [String] = [],
            environment: [String: String] = [:]
        ) throws -> CommandResult {
            let list = cores.map(String.init).joined(separator: ",")
            return try job.start(
                "exit 0", prefix: ["taskset", "-c", list], options: options,
                training: ["--run", "run"] + training, environment: environment
            ).wait(timeoutSeconds: 20)
        }

        @Test func eachUsableCoreHasARank() throws {
            for count in 1...min(3, Processor.usableCores.count) {
                let result = try launch(cores: Array(Processor.usableCores.prefix(count)))
                #expect(result.status == 0, "\(result)")
                let ranks = count == 1 ? "1 rank" : "\(count) ranks"
                let line = "launch: without -np: \(ranks), as many as there are cores to use\n"
                #expect(result.occurrences(of: line) == 1, "\(result)")
                #expect(try job.arguments(count).hasPrefix("-np \(count) "))
            }
        }

        @Test func thereAreNoMoreRanksThanVirtualWorkers() throws {
            let cores = Processor.usableCores.prefix(2)
            guard cores.count == 2 else { return }
            try write(
                Array(#"{"virtual-workers": 1}"#.utf8), to: job.place.path("options.json"))
            let result = try launch(
                cores: Array(cores), training: ["--config", "options.json"])
            #expect(result.status == 0, "\(result)")
            let line = "1 rank, one for each virtual worker, and 2 cores to use\n"
            #expect(result.occurrences(of: line) == 1, "\(result)")
            #expect(try job.arguments(1).hasPrefix("-np 1 "))
        }

        @Test func aQuietTrainingIsCountedQuietly() throws {
            let result = try launch(
                cores: Array(Processor.usableCores.prefix(1)), training: ["--quiet"])
            #expect(result.status == 0 && result.standardError == "", "\(result)")
        }

        @Test func coresOfOtherHostsAreNotGuessed() throws {
            let cores = Array(Processor.usableCores.prefix(1))
            try launch(cores: cores, options: ["--hostfile", "f"]).expectFailure(
                78, saying: ["error: --hostfile names hosts,", "pass -np with the number of ranks"])
            try launch(cores: cores, environment: ["SLURM_JOB_NUM_NODES": "2"]).expectFailure(
                78, saying: ["error: SLURM_JOB_NUM_NODES names hosts,"])
            #expect(try job.attemptCount == 0)
        }
    }
}
