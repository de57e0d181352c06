/// Which of OpenBLAS's cores this machine can run.
enum Processor {
    static let cores: [String] = {
        let facts = (try? text(of: "/proc/cpuinfo")) ?? ""
        let flags = Set(
            facts.split(separator: "\n").first { $0.hasPrefix("flags") }?.split(separator: " ")
                ?? [])
        var cores: [String] = []
        if flags.isSuperset(of: ["avx2", "fma"]) { cores.append("Haswell") }
        if flags.isSuperset(of: ["avx512f", "avx512dq", "avx512bw", "avx512vl"]) {
            cores.append("SkylakeX")
        }
        for missing in ["Haswell", "SkylakeX"] where !cores.contains(missing) {
            print("skipped: OpenBLAS's core \(missing), which this processor cannot run")
        }
        return cores
    }()
}
