package import Inspection

/// Findings about the program: whether all ranks run the same build, with the MPI library that it
/// was built for, and which kernels they have in common.
package enum ProgramFindings {
    package static func findings(of reports: [RankReport]) -> [Finding] {
        [program(reports), mpi(reports), kernels(reports)]
    }

    /// Ranks of different builds could compute different weights; `train` refuses them, too.
    private static func program(_ reports: [RankReport]) -> Finding {
        if let odd = reports.disagreement({ $0.program.buildID }) {
            return .bad(
                "program", "the build-ids differ: \(odd)",
                remedy: "install the same hwr-dist on all hosts")
        }
        let buildID = reports.first?.program.buildID ?? ""
        return .ok(
            "program",
            "build-id \(buildID.prefix(16))\(reports.count > 1 ? " on all ranks" : "")")
    }

    /// The library must have the version of the header: another version may have other constants.
    private static func mpi(_ reports: [RankReport]) -> Finding {
        if let odd = reports.disagreement({ $0.program.mpiLibrary }) {
            return .bad(
                "MPI", "the libraries differ: \(odd)",
                remedy: "install the same Open MPI on all hosts")
        }
        guard let program = reports.first?.program else { return .ok("MPI", "") }
        // "v4.1.4" must not pass for "v4.1.40", nor for "v4.1.4rc1".
        guard program.mpiHeader.isEmpty || program.mpiLibrary == program.mpiHeader else {
            return .bad(
                "MPI",
                "built with the header of \(program.mpiHeader), runs with"
                    + " \(program.mpiLibrary)",
                remedy: "build hwr-dist on this machine, or install that version")
        }
        return .ok("MPI", "\(program.mpiLibrary), as when built")
    }

    /// The kernel sets that all ranks can run, of which `--kernels auto` uses the fastest.
    private static func kernels(_ reports: [RankReport]) -> Finding {
        let sets = reports.map(\.program.kernelSets)
        let common = (sets.first ?? []).filter { name in sets.allSatisfy { $0.contains(name) } }
        let list = common.joined(separator: ", ")
        if let odd = reports.disagreement({ $0.program.kernelSets.last ?? "none" }) {
            return .warning(
                "kernels", "the processors differ in their best set: \(odd)",
                remedy:
                    "none is needed: --kernels auto uses what all have in common (\(list)); for"
                    + " more speed, leave out the slower hosts")
        }
        return .ok("kernels", list)
    }
}
