import Glibc
import TestSupport
import Testing

extension AllCommands {
    /// What `launch` and `deploy/run.sh` make of the code that mpirun returns when it loses a host.
    @Suite struct HostLossTests {
        let place: Workplace

        init() throws { place = try Workplace() }

        /// Runs a command with an mpirun that only returns a code.
        private func run(
            _ command: String, _ options: [String], mpirunCode: Int
        ) throws -> CommandResult {
            try makeFolder(place.path("bin"))
            let mpirun = place.path("bin/mpirun")
            try write(Array("#!/bin/sh\nexit \(mpirunCode)\n".utf8), to: mpirun)
            chmod(mpirun, 0o755)
            let variables = [
                "HWR_DIST": Workplace.command, "PATH": "\(place.path("bin")):\(CurrentPath.value)",
            ]
            return try RunningCommand(
                command, options + ["--", "train", "--run", "run"], environment: variables,
                workingDirectory: place.folder.path
            ).wait(timeoutSeconds: 20)
        }

        @Test func theRunScriptReturns76AndSaysWhoNamesTheHost() throws {
            let result = try run(RunScriptTests.script, ["-np", "2"], mpirunCode: 205)
            result.expectFailure(
                76, saying: ["run.sh: mpirun has lost a host, which its message names"])
        }

        @Test(arguments: [1, 76, 132, 137, 255])
        func theRunScriptReturnsAllOtherCodesAsTheyAre(code: Int) throws {
            let result = try run(RunScriptTests.script, ["-np", "2"], mpirunCode: code)
            #expect(result.status == Int32(code), "\(result)")
            #expect(result.standardError.isEmpty, "\(result)")
        }

        @Test func launchReturns76AndNamesTheCodeOfMPIRun() throws {
            let result = try run(
                Workplace.command, ["launch", "-np", "2", "--max-restarts", "0"], mpirunCode: 205)
            result.expectFailure(
                76, saying: ["launch: attempt 1 ended with code 205 (mpirun lost a host)"])
        }

        @Test func launchReturnsTheCodeOfAHostThatWasNotReached() throws {
            let result = try run(
                Workplace.command, ["launch", "-np", "2", "--max-restarts", "0"], mpirunCode: 255)
            result.expectFailure(
                255, saying: ["code 255 (a host could not be reached or was lost)"])
        }
    }
}
