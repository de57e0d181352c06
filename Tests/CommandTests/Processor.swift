import TestSupport

/// Which of the program's kernel sets this machine can run.
enum Processor {
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
