import Glibc
import TestSupport

/// `hwr-dist launch` with a script in mpirun's place, which does what real failures do in no time. In
/// it `$attempt` is the number of the attempt, and `arguments-N` has what attempt N was given.
struct ScriptedLaunch {
    let place: Workplace

    /// Starts `launch <options> -- train <training>`.
    /// - Parameter prefix: a command that starts it, such as `taskset -c 0`.
    func start(
        _ script: String, prefix: [String] = [], options: [String], training: [String],
        environment: [String: String] = [:]
    ) throws -> RunningCommand {
        if !fileExists(place.path("bin")) { try makeFolder(place.path("bin")) }
        let mpirun = place.path("bin/mpirun")
        let preamble = """
            #!/bin/bash
            attempt=$(($(ls arguments-* 2>/dev/null | wc -l) + 1))
            echo "$@" >arguments-$attempt
            env >environment
            """
        try write(Array("\(preamble)\n\(script)\n".utf8), to: mpirun)
        chmod(mpirun, 0o755)
        let path = "\(place.path("bin")):\(CurrentPath.value)"
        let words =
            prefix + [Workplace.command, "launch"] + options + ["--", "train"] + training
        return try RunningCommand(
            words[0], Array(words.dropFirst()),
            environment: ["PATH": path].merging(environment) { $1 },
            workingDirectory: place.folder.path)
    }

    /// What mpirun was given at an attempt, from 1.
    func arguments(_ attempt: Int) throws -> String {
        String(try text(of: place.path("arguments-\(attempt)")).dropLast())
    }

    var attemptCount: Int {
        get throws {
            try names(in: place.folder.path).filter { $0.hasPrefix("arguments-") }.count
        }
    }
}

/// This process's PATH.
enum CurrentPath {
    static let value = getenv("PATH").map { String(cString: $0) } ?? ""
}
