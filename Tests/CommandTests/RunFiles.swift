import TestSupport

/// What a run left behind, read without the program's own types.
struct RunFiles {
    let path: String

    /// The names of the checkpoints and their bytes.
    var checkpoints: [String: [UInt8]] {
        get throws {
            var files: [String: [UInt8]] = [:]
            for name in try names(in: "\(path)/checkpoints") {
                files[name] = try bytes(of: "\(path)/checkpoints/\(name)")
            }
            return files
        }
    }

    /// The last of those that are named by their position.
    var newestCheckpoint: (name: String, bytes: [UInt8]) {
        get throws {
            let name = try names(in: "\(path)/checkpoints").last { $0.hasPrefix("epoch-") } ?? ""
            return (name, try bytes(of: "\(path)/checkpoints/\(name)"))
        }
    }

    var summary: JSONNode {
        get throws { try JSONNode(try text(of: "\(path)/summary.json")) }
    }

    var weights: String {
        get throws { try summary["weightsSHA256"].string ?? "none" }
    }

    var metrics: [JSONNode] {
        get throws { try JSONNode.lines(try text(of: "\(path)/metrics.jsonl")) }
    }

    /// All that must not depend on the number of ranks, nor on interruptions.
    var invariant: Invariant {
        get throws {
            Invariant(
                checkpoints: try checkpoints,
                metrics: try metrics.map { $0.without() },
                summary: try summary.without(["ranks", "peakMemoryBytes"]),
                confusion: try bytes(of: "\(path)/confusion.csv"),
                predictions: try bytes(of: "\(path)/predictions.csv"),
                suspects: try bytes(of: "\(path)/suspects.csv"),
                manifest: try bytes(of: "\(path)/manifest.csv"))
        }
    }

    struct Invariant {
        let checkpoints: [String: [UInt8]]
        let metrics: [JSONNode]
        let summary: JSONNode
        let confusion: [UInt8]
        let predictions: [UInt8]
        let suspects: [UInt8]
        let manifest: [UInt8]

        /// The names of the files that differ.
        func differences(from other: Invariant) -> [String] {
            var names: [String] = []
            for name in Set(checkpoints.keys).union(other.checkpoints.keys).sorted()
            where checkpoints[name] != other.checkpoints[name] {
                names.append(name)
            }
            if metrics != other.metrics { names.append("metrics.jsonl") }
            if summary != other.summary { names.append("summary.json") }
            if confusion != other.confusion { names.append("confusion.csv") }
            if predictions != other.predictions { names.append("predictions.csv") }
            if suspects != other.suspects { names.append("suspects.csv") }
            if manifest != other.manifest { names.append("manifest.csv") }
            return names
        }
    }
}
