import Glibc

/// The folder of the built products: that of the test program itself.
package let productsDirectory: String = {
    let path = realpath("/proc/self/exe", nil)
    defer { free(path) }
    guard let path else { return "." }
    let characters = String(cString: path)
    return characters.lastIndex(of: "/").map { String(characters[..<$0]) } ?? "."
}()

/// Runs a command to its end.
///
/// - Parameters:
///   - executable: looked up in PATH when it has no slash.
///   - environment: added to this process's own; an empty value removes the variable.
///   - workingDirectory: this process's own when nil.
///   - timeoutSeconds: after it the whole process group is killed; see `CommandResult.timedOut`.
/// - Throws: `CommandError` when it cannot be started.
package func run(
    _ executable: String, _ arguments: [String] = [], environment: [String: String] = [:],
    workingDirectory: String? = nil, timeoutSeconds: Double = 60
) throws -> CommandResult {
    try RunningCommand(
        executable, arguments, environment: environment, workingDirectory: workingDirectory
    ).wait(timeoutSeconds: timeoutSeconds)
}

/// Runs `command` on `ranks` ranks of this machine, however few its cores are.
///
/// Suites that use it are `.serialized`: two jobs at once starve each other.
/// - Parameters:
///   - command: the program's path and its arguments.
///   - options: further options of mpirun.
package func mpirun(
    ranks: Int, _ command: [String], options: [String] = [], environment: [String: String] = [:],
    workingDirectory: String? = nil, timeoutSeconds: Double = 60
) throws -> CommandResult {
    try startMPIRun(
        ranks: ranks, command, options: options, environment: environment,
        workingDirectory: workingDirectory
    ).wait(timeoutSeconds: timeoutSeconds)
}

/// Starts what `mpirun` runs and returns at once, for tests that send signals.
package func startMPIRun(
    ranks: Int, _ command: [String], options: [String] = [], environment: [String: String] = [:],
    workingDirectory: String? = nil
) throws -> RunningCommand {
    try RunningCommand(
        "mpirun", options + ["-np", "\(ranks)"] + command,
        environment: mpiEnvironment.merging(environment) { $1 },
        workingDirectory: workingDirectory)
}

/// Lets mpirun run as root with more ranks than cores, and lets waiting ranks yield their core.
package let mpiEnvironment = [
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    "OMPI_MCA_rmaps_base_oversubscribe": "1",
    "OMPI_MCA_mpi_yield_when_idle": "1",
    "OMPI_MCA_hwloc_base_binding_policy": "none",
]
