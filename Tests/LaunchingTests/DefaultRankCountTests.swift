import Failures
import Launching
import Testing

@Suite struct DefaultRankCountTests {
    private func ranks(
        processors: Int = 4, quota: Double? = nil, workers: Int = 8, options: [String] = [],
        variables: [String: String] = [:]
    ) throws -> DefaultRankCount {
        try DefaultRankCount(
            share: ProcessorShare(processors: Array(0..<processors), quota: quota),
            virtualWorkers: workers, mpirunOptions: options, variables: variables)
    }

    @Test func eachCoreHasARankUpToTheNumberOfWorkers() throws {
        #expect(try ranks().count == 4)
        #expect(try ranks().text == "without -np: 4 ranks, as many as there are cores to use")
        #expect(
            try ranks(quota: 1.5).text == "without -np: 1 rank, as many as there are cores to use")
        let few = try ranks(processors: 16, workers: 2)
        #expect(few.count == 2)
        #expect(
            few.text == "without -np: 2 ranks, one for each virtual worker, and 16 cores to use")
        // The training says what is wrong with it.
        #expect(try ranks(workers: 0).count == 1)
    }

    @Test(
        arguments: [
            (["--hostfile", "f"], [:], "--hostfile"), (["-x", "A", "-H", "a,b"], [:], "-H"),
            (["-host", "a"], [:], "-host"),
            ([], ["SLURM_JOB_NUM_NODES": "2"], "SLURM_JOB_NUM_NODES"),
            ([], ["OMPI_MCA_orte_default_hostfile": "f"], "OMPI_MCA_orte_default_hostfile"),
        ] as [([String], [String: String], String)])
    func coresOfOtherHostsAreNotGuessed(
        options: [String], variables: [String: String], cause: String
    ) {
        #expect {
            try ranks(options: options, variables: variables)
        } throws: {
            ExitStatus(of: $0) == .configuration && "\($0)".hasPrefix("\(cause) names hosts")
        }
    }

    @Test func oneHostOfABatchSystemIsThisOne() throws {
        let variables = ["SLURM_JOB_NUM_NODES": "1", "OMPI_MCA_orte_default_hostfile": ""]
        #expect(try ranks(options: ["--mca", "btl", "self"], variables: variables).count == 4)
    }
}
