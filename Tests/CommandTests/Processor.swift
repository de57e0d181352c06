import TestSupport

/// What this machine can run.
enum Processor {
    /// The numbers of the cores that a command of the tests may run on.
    static let usableCores: [Int] = {
        let lines = ((try? text(of: "/proc/self/status")) ?? "").split(separator: "\n")
        let list = lines.first { $0.hasPrefix("Cpus_allowed_list:") }?.split(separator: "\t").last
        return (list ?? "0").split(separator: ",").flatMap { range in
            let ends = range.split(separator: "-").compactMap { Int($0) }
            return Array((ends.first ?? 0)...(ends.last ?? 0))
        }
    }()

    /// The program's kernel sets that it can run.
    static let kernelSets: [String] = {
        let facts = (try? text(of: "/proc/cpuinfo")) ?? ""
        let flags = Set(
            facts.split(separator: "\n").first { $0.hasPrefix("flags") }?.split(separator: " ")
                ?? [])
        var sets = ["portable"]
        if flags.isSuperset(of: ["avx2", "fma"]) { sets.append("avx2") }
        if flags.isSuperset(of: ["avx512f", "avx512dq", "avx512bw", "avx512vl"]) {
            sets.append("avx512")
        }
        for missing in ["avx2", "avx512"] where !sets.contains(missing) {
            print("skipped: the \(missing) kernels, which this processor cannot run")
        }
        return sets
    }()
}
