import Glibc
import TestSupport
import Testing

extension SupervisedJobTests {
    /// Sends signals to running jobs.
    @Suite(.serialized) struct StopSignalsTests {
        private let program = "\(productsDirectory)/mpi-checks"

        private static let stops = [SIGUSR1, SIGUSR2, SIGTERM, SIGINT, SIGHUP, SIGXCPU]

        @Test(arguments: stops)
        func aStopSignalIsSeenByTheLoop(number: Int32) throws {
            let command = try RunningCommand(program, ["signals"])
            waitFor("ready", of: command)
            command.signal(number)
            let result = command.wait(timeoutSeconds: 10)
            #expect(result.status == 75, "\(result)")
            #expect(result.standardOutput == "ready\nstop \(number)\n", "\(result)")
        }

        /// As under nohup, or in the background of a shell.
        @Test(arguments: stops)
        func aSignalThatWasIgnoredStaysIgnored(number: Int32) throws {
            let command = try RunningCommand(
                "bash", ["-c", "trap '' \(number); exec \(program) signals"])
            waitFor("ready", of: command)
            command.signal(number)
            usleep(100_000)
            let other = number == SIGTERM ? SIGUSR1 : SIGTERM
            command.signal(other)
            let result = command.wait(timeoutSeconds: 10)
            #expect(result.standardOutput == "ready\nstop \(other)\n", "\(result)")
        }

        @Test func aSecondInterruptEndsTheProcessAtOnce() throws {
            let command = try RunningCommand(program, ["ignore-signals"])
            waitFor("ready", of: command)
            command.signal(SIGINT)
            usleep(50_000)
            command.signal(SIGINT)
            let result = command.wait(timeoutSeconds: 10)
            #expect(result.status == 130, "\(result)")
        }

        @Test func continueFromTheParentAsksForOneCheckpointAndTheRunGoesOn() throws {
            let command = try RunningCommand(program, ["signals"])
            waitFor("ready", of: command)
            command.signal(SIGCONT)
            waitFor("checkpoint", of: command)
            usleep(100_000)
            command.signal(SIGUSR1)
            let result = command.wait(timeoutSeconds: 10)
            #expect(result.standardOutput == "ready\ncheckpoint\nstop \(SIGUSR1)\n", "\(result)")
            #expect(result.status == 75, "\(result)")
        }

        @Test func userSignalToMpirunStopsAllRanksWithTheirCode() throws {
            let command = try startMPIRun(ranks: 3, [program, "signals"])
            waitFor("ready", of: command)
            command.signal(SIGUSR1)
            let result = command.wait(timeoutSeconds: 20)
            #expect(result.status == 75, "\(result)")
            #expect(result.standardOutput.contains("stop \(SIGUSR1)"), "\(result)")
        }

        @Test func terminationOfMpirunAsksForACheckpointFirst() throws {
            let command = try startMPIRun(ranks: 3, [program, "signals"])
            waitFor("ready", of: command)
            command.signal(SIGTERM)
            let result = command.wait(timeoutSeconds: 20)
            #expect(result.status == 1, "\(result)")
            #expect(result.standardOutput.contains("checkpoint"), "\(result)")
        }

        private func waitFor(_ word: String, of command: RunningCommand) {
            for _ in 0..<2000 {
                if command.standardOutputSoFar.contains(word) { return }
                usleep(5000)
            }
            Issue.record("the command did not say \(word): \(command.standardErrorSoFar)")
        }
    }
}
